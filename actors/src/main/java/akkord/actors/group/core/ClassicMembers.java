package akkord.actors.group.core;

import akkord.actors.group.core.GroupEvent.ConsumerMemberKept;
import akkord.actors.group.core.GroupEvent.ConsumerMemberReplaced;
import akkord.actors.group.core.consumer.ClassicPart;
import akkord.actors.group.core.consumer.ConsumerGroup;
import akkord.actors.group.core.consumer.ConsumerMember;
import akkord.actors.group.core.consumer.Liveness;
import akkord.actors.group.core.consumer.MemberProfile;
import akkord.actors.group.core.consumer.Reconciliation;
import akkord.protocol.domain.Refusal;
import akkord.protocol.domain.TopicIdPartition;
import akkord.protocol.group.ConsumerBytes;
import akkord.protocol.group.GroupReply;
import akkord.protocol.group.GroupRequest;
import akkord.protocol.group.GroupRequest.MemberProtocol;
import akkord.protocol.group.TopicIdPartitions;
import akkord.protocol.metadata.MetadataImage;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Members by the classic protocol in a group of the consumer protocol. JoinGroup says what a member reads and is a step
 * towards its target, answered at once; SyncGroup says what it may read; a heartbeat that finds another step to be made
 * answers REBALANCE_IN_PROGRESS, and the member joins again. A generation is the member's epoch, and nobody leads.
 */
final class ClassicMembers {

    private final GroupState state;
    private final GroupLimits limits;
    private final Outbox out;
    private final ConsumerTargets targets;
    private final ConsumerMembers members;
    private final ConsumerStory story;
    private final Liveness liveness;
    private final Migration migration;
    private final Joining classic;
    private final Function<String, String> memberIds;
    private final Supplier<MetadataImage> metadata;
    private final Reconciliation reconciliation;

    /**
     * @param classic of the group when all its members are classic ones
     * @param memberIds makes an id that nobody has had, which begins with the given text
     */
    ClassicMembers(
            GroupState state,
            GroupLimits limits,
            Outbox out,
            ConsumerTargets targets,
            ConsumerMembers members,
            ConsumerStory story,
            Liveness liveness,
            Migration migration,
            Joining classic,
            Function<String, String> memberIds,
            Supplier<MetadataImage> metadata) {
        this.state = state;
        this.limits = limits;
        this.out = out;
        this.targets = targets;
        this.members = members;
        this.story = story;
        this.liveness = liveness;
        this.migration = migration;
        this.classic = classic;
        this.memberIds = memberIds;
        this.metadata = metadata;
        this.reconciliation = new Reconciliation(state.consumers());
    }

    void join(GroupRequest.Join join, Consumer<GroupReply.Joined> to, long now) {
        boolean isNew = join.memberId().isEmpty();
        ConsumerMember known = known(join);
        Refusal why = problem(join, known);
        if (why != null) {
            out.answer(to, GroupReply.Joined.refused(join.memberId(), why));
            return;
        }
        String instance = join.instanceId();
        String id = isNew ? memberIds.apply(instance == null ? join.clientId() : instance) : join.memberId();
        if (isNew && instance == null && join.needsMemberId()) {
            state.roster().expect(id, now + join.sessionTimeoutMillis());
            out.answer(to, GroupReply.Joined.refused(id, GroupRefusals.askAgain()));
        } else {
            state.roster().expectNoMore(id);
            boolean other = keep(known, id, join);
            hear(id, join, now);
            settle(join.as(id), other, to, now);
        }
    }

    private @Nullable ConsumerMember known(GroupRequest.Join join) {
        ConsumerGroup group = state.consumers();
        return join.instanceId() == null ? group.find(join.memberId()) : group.findInstance(join.instanceId());
    }

    private @Nullable Refusal problem(GroupRequest.Join join, @Nullable ConsumerMember known) {
        if (join.sessionTimeoutMillis() < limits.sessionTimeoutMillisMin()
                || join.sessionTimeoutMillis() > limits.sessionTimeoutMillisMax())
            return GroupRefusals.sessionTimeout(join.sessionTimeoutMillis(), limits);
        if (migration.policy() == MigrationPolicy.DISABLED) return GroupRefusals.ofConsumers();
        if (!fits(join)) return GroupRefusals.otherProtocol();
        int membersMax = limits.consumers().membersMax();
        if (known == null && state.consumers().size() >= membersMax) return GroupRefusals.fullOfConsumers(membersMax);
        if (join.memberId().isEmpty()) {
            boolean crowded = state.roster().expected() >= limits.expectedMax();
            return crowded ? GroupRefusals.crowded(limits.expectedMax()) : null;
        }
        // one that was a member, and was removed, may still read what others have by now: it is to drop all of it
        return state.roster().expects(join.memberId())
                ? null
                : members.identityProblem(join.memberId(), join.instanceId());
    }

    /** It must be a consumer's, and have a protocol in common with the others: they may be by themselves again. */
    private boolean fits(GroupRequest.Join join) {
        if (!join.protocolType().equals(ConsumerBytes.PROTOCOL_TYPE)
                || join.protocols().isEmpty()
                || !ConsumerBytes.isSubscription(join.protocols().get(0).metadata())) return false;
        return join.protocols().stream().map(MemberProtocol::name).anyMatch(name -> allKnow(name, join));
    }

    private boolean allKnow(String protocol, GroupRequest.Join join) {
        for (ConsumerMember member : state.consumers().all()) {
            ClassicPart part = member.classic();
            boolean itself = member.id().equals(join.memberId())
                    || (join.instanceId() != null && join.instanceId().equals(member.instanceId()));
            if (part != null && !itself && !part.names().contains(protocol)) return false;
        }
        return true;
    }

    /** The member as it says it is. @return whether the group is to be shared out anew for it */
    private boolean keep(@Nullable ConsumerMember known, String id, GroupRequest.Join join) {
        MemberProfile profile = MemberProfile.ofClassic(
                join.clientId(),
                join.clientHost(),
                join.rebalanceTimeoutMillis(),
                ConsumerBytes.topics(join.protocols().get(0).metadata()));
        ClassicPart part = new ClassicPart(join.sessionTimeoutMillis(), join.protocols());
        ConsumerMember before =
                known == null ? ConsumerMember.fresh(id, join.instanceId(), MemberProfile.BLANK) : known;
        if (!before.id().equals(id)) {
            liveness.forget(before.id());
            ConsumerMember by = before.replacedBy(id);
            out.emit(new ConsumerMemberReplaced(before.id(), by));
            before = by;
        }
        out.emit(new ConsumerMemberKept(before.with(profile).speaking(part)));
        return known == null || !profile.wantsAs(before.profile());
    }

    private void hear(String id, GroupRequest.Join join, long now) {
        liveness.forget(id);
        liveness.heard(id, now, join.sessionTimeoutMillis());
    }

    /** @param other whether it is new, or wants something else */
    private void settle(GroupRequest.Join join, boolean other, Consumer<GroupReply.Joined> to, long now) {
        ConsumerMember said = member(join.memberId());
        if (migration.downgradeIfDue(List.of("no member uses the consumer protocol any more"), now)) {
            classic.join(join, to, now);
            return;
        }
        if (other)
            targets.renew(
                    List.of("member " + ConsumerStory.name(said) + " joins by the classic protocol"
                            + Joining.because(join)),
                    now);
        else targets.review(now);
        ConsumerMember after = step(member(said.id()), join, now);
        ClassicPart part = Objects.requireNonNull(after.classic(), "it has just come by the classic protocol");
        liveness.mustGiveUpBy(after.id(), now + after.profile().rebalanceTimeoutMillis());
        out.answer(
                to,
                new GroupReply.Joined(
                        null,
                        after.epoch(),
                        after.id(),
                        ConsumerBytes.PROTOCOL_TYPE,
                        part.protocol(),
                        "",
                        false,
                        List.of()));
        story.endIfSettled(now);
    }

    /** What it owns when it joins is all that it reads until it hears from SyncGroup. */
    private ConsumerMember step(ConsumerMember before, GroupRequest.Join join, long now) {
        Set<TopicIdPartition> owned =
                TopicIds.of(ConsumerBytes.owned(join.protocols().get(0).metadata()), metadata.get());
        ConsumerMember after = reconciliation.next(before, Reconciliation.Report.allThereIs(owned));
        if (after.equals(before)) return before;
        out.emit(new ConsumerMemberKept(after));
        story.moved(before, after, now);
        return after;
    }

    private ConsumerMember member(String id) {
        return Objects.requireNonNull(state.consumers().find(id), "a member is served");
    }

    void sync(GroupRequest.Sync sync, Consumer<GroupReply.Synced> to, long now) {
        Refusal why = problem(sync.memberId(), sync.instanceId(), sync.generation());
        if (why != null) {
            out.answer(to, GroupReply.Synced.refused(why));
            return;
        }
        ConsumerMember member = member(sync.memberId());
        ClassicPart part = Objects.requireNonNull(member.classic(), "checked before");
        if (isForeign(sync, part)) out.answer(to, GroupReply.Synced.refused(GroupRefusals.otherProtocol()));
        else if (isBehind(member)) {
            liveness.mustGiveUpBy(member.id(), now + member.profile().rebalanceTimeoutMillis());
            out.answer(to, GroupReply.Synced.refused(GroupRefusals.rebalancing()));
        } else {
            liveness.heard(member.id(), now, part.sessionTimeoutMillis());
            liveness.hasGivenUp(member.id(), Set.of());
            if (!member.revoking().isEmpty())
                liveness.mustGiveUpBy(member.id(), now + member.profile().rebalanceTimeoutMillis());
            byte[] assignment = ConsumerView.assignment(member.assigned(), story.names());
            out.answer(to, new GroupReply.Synced(null, ConsumerBytes.PROTOCOL_TYPE, part.protocol(), assignment));
        }
    }

    private static boolean isForeign(GroupRequest.Sync sync, ClassicPart part) {
        return (sync.protocolType() != null && !sync.protocolType().equals(ConsumerBytes.PROTOCOL_TYPE))
                || (sync.protocol() != null && !sync.protocol().equals(part.protocol()));
    }

    /** One that is still to give something up does that first. */
    private boolean isBehind(ConsumerMember member) {
        return member.epoch() < state.generation() && member.revoking().isEmpty();
    }

    void heartbeat(GroupRequest.Heartbeat heartbeat, Consumer<GroupReply.HeartbeatSeen> to, long now) {
        Refusal why = problem(heartbeat.memberId(), heartbeat.instanceId(), heartbeat.generation());
        if (why == null) {
            targets.review(now);
            ConsumerMember member = member(heartbeat.memberId());
            members.heard(member, now);
            liveness.beat(member.id(), member.epoch(), now);
            if (mustJoinAgain(member)) {
                liveness.mustGiveUpBy(member.id(), now + member.profile().rebalanceTimeoutMillis());
                why = GroupRefusals.rebalancing();
            }
        }
        out.answer(to, new GroupReply.HeartbeatSeen(why));
    }

    /** There is a step to be made, or all that it still lacks has become free. */
    private boolean mustJoinAgain(ConsumerMember member) {
        if (member.epoch() < state.generation() || !member.revoking().isEmpty()) return true;
        Set<TopicIdPartition> lacks =
                TopicIdPartitions.each(state.consumers().target().of(member.id()));
        lacks.removeAll(TopicIdPartitions.each(member.assigned()));
        return !lacks.isEmpty()
                && lacks.stream().allMatch(each -> state.consumers().freeFor(member.id(), each));
    }

    private @Nullable Refusal problem(String memberId, @Nullable String instanceId, int generation) {
        Refusal why = members.identityProblem(memberId, instanceId);
        if (why != null) return why;
        ConsumerMember member = state.consumers().find(memberId);
        if (member == null || member.classic() == null) return GroupRefusals.notClassic(memberId);
        return generation == member.epoch() ? null : GroupRefusals.staleGeneration(generation, member.epoch());
    }
}
