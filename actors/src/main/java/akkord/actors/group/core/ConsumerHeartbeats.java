package akkord.actors.group.core;

import akkord.actors.group.core.GroupEvent.ConsumerMemberKept;
import akkord.actors.group.core.GroupEvent.ConsumerMemberReplaced;
import akkord.actors.group.core.consumer.ConsumerGroup;
import akkord.actors.group.core.consumer.ConsumerMember;
import akkord.actors.group.core.consumer.Liveness;
import akkord.actors.group.core.consumer.MemberProfile;
import akkord.actors.group.core.consumer.Reconciliation;
import akkord.actors.group.core.consumer.Subscriptions;
import akkord.protocol.domain.Refusal;
import akkord.protocol.domain.TopicIdPartition;
import akkord.protocol.group.GroupPhase;
import akkord.protocol.group.GroupReply.ConsumerHeartbeatSeen;
import akkord.protocol.group.GroupRequest.ConsumerHeartbeat;
import akkord.protocol.group.GroupType;
import akkord.protocol.group.TopicIdPartitions;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The one request of the consumer protocol: a member joins, says what it wants and reads, and hears what it may read.
 * Every heartbeat brings its sender, and nobody else, one step nearer to its target.
 */
final class ConsumerHeartbeats {

    private static final int UNSAID = -1;

    private final GroupState state;
    private final Supplier<ConsumerLimits> limits;
    private final Outbox out;
    private final ConsumerTargets targets;
    private final ConsumerMembers members;
    private final ConsumerStory story;
    private final Liveness liveness;
    private final Migration migration;
    private final Reconciliation reconciliation;

    ConsumerHeartbeats(
            GroupState state,
            Supplier<ConsumerLimits> limits,
            Outbox out,
            ConsumerTargets targets,
            ConsumerMembers members,
            ConsumerStory story,
            Liveness liveness,
            Migration migration) {
        this.state = state;
        this.limits = limits;
        this.out = out;
        this.targets = targets;
        this.members = members;
        this.story = story;
        this.liveness = liveness;
        this.migration = migration;
        this.reconciliation = new Reconciliation(state.consumers());
    }

    void heartbeat(ConsumerHeartbeat beat, Consumer<ConsumerHeartbeatSeen> to, long now) {
        Refusal why = problem(beat);
        if (why != null) out.answer(to, ConsumerHeartbeatSeen.refused(why));
        else if (beat.memberEpoch() < ConsumerHeartbeat.JOINS) members.leave(beat, to, now);
        else if (beat.memberEpoch() == ConsumerHeartbeat.JOINS) join(beat, to, now);
        else goOn(beat, to, now);
    }

    private @Nullable Refusal problem(ConsumerHeartbeat beat) {
        if (state.type() == GroupType.SHARE) return GroupRefusals.notOfConsumers();
        Refusal why = isOfClassicMembers() ? migrationProblem(beat) : null;
        if (why != null) return why;
        if (beat.assignor() != null && !limits.get().assignors().contains(beat.assignor()))
            return GroupRefusals.unknownAssignor(beat.assignor(), limits.get().assignors());
        if (beat.regex() == null || beat.regex().isEmpty()) return null;
        String wrong = Subscriptions.problem(beat.regex());
        return wrong == null ? null : GroupRefusals.wrongRegex(wrong);
    }

    private boolean isOfClassicMembers() {
        return state.consumers().isEmpty() && state.phase() != GroupPhase.EMPTY;
    }

    /** One that knows an epoch has been a member before the others were by themselves: it joins again. */
    private @Nullable Refusal migrationProblem(ConsumerHeartbeat beat) {
        if (state.roster().isEmpty()) return GroupRefusals.notYetEmpty();
        Refusal why = migration.upgradeProblem();
        return why != null || beat.memberEpoch() == ConsumerHeartbeat.JOINS
                ? why
                : GroupRefusals.unknownMember(beat.memberId());
    }

    private void join(ConsumerHeartbeat beat, Consumer<ConsumerHeartbeatSeen> to, long now) {
        if (isOfClassicMembers()) migration.upgrade(now);
        ConsumerGroup group = state.consumers();
        ConsumerMember former = group.findInstance(beat.instanceId());
        ConsumerMember known = former == null ? group.find(beat.memberId()) : former;
        if (known == null) {
            if (group.size() < limits.get().membersMax()) add(beat, to, now);
            else
                out.answer(
                        to,
                        ConsumerHeartbeatSeen.refused(
                                GroupRefusals.fullOfConsumers(limits.get().membersMax())));
        } else if (known.id().equals(beat.memberId())) {
            hear(beat, now);
            update(known, known.with(known.profile().with(beat)).speaking(null), now);
            serve(beat, true, to, now);
        } else if (known.away() || known.classic() != null) replace(known, beat, to, now);
        else out.answer(to, ConsumerHeartbeatSeen.refused(GroupRefusals.unreleased(beat.instanceId())));
    }

    private void add(ConsumerHeartbeat beat, Consumer<ConsumerHeartbeatSeen> to, long now) {
        ConsumerMember member =
                ConsumerMember.fresh(beat.memberId(), beat.instanceId(), MemberProfile.BLANK.with(beat));
        out.emit(new ConsumerMemberKept(member));
        hear(beat, now);
        targets.joined("member " + ConsumerStory.name(member) + " joined", now);
        serve(beat, true, to, now);
    }

    /** Another process of a static member: it goes on with what the former one had, and nobody else notices. */
    private void replace(ConsumerMember former, ConsumerHeartbeat beat, Consumer<ConsumerHeartbeatSeen> to, long now) {
        ConsumerMember by = former.replacedBy(beat.memberId());
        liveness.forget(former.id());
        out.emit(new ConsumerMemberReplaced(former.id(), by));
        hear(beat, now);
        update(by, by.with(by.profile().with(beat)), now);
        story.returned(by, now);
        serve(beat, true, to, now);
    }

    private void goOn(ConsumerHeartbeat beat, Consumer<ConsumerHeartbeatSeen> to, long now) {
        Refusal why = members.identityProblem(beat.memberId(), beat.instanceId());
        ConsumerMember member = state.consumers().find(beat.memberId());
        if (why == null && member != null && member.classic() != null) why = GroupRefusals.classic(member.id());
        if (why == null && member != null) why = epochProblem(member, beat);
        if (why != null || member == null) {
            out.answer(
                    to,
                    ConsumerHeartbeatSeen.refused(why == null ? GroupRefusals.unknownMember(beat.memberId()) : why));
            return;
        }
        hear(beat, now);
        update(member, member.with(member.profile().with(beat)), now);
        serve(beat, saysAll(beat) || beat.memberEpoch() != member.epoch(), to, now);
    }

    /** Whoever has not heard the last answer may repeat itself, if it has not got more meanwhile than it may have. */
    private static @Nullable Refusal epochProblem(ConsumerMember member, ConsumerHeartbeat beat) {
        if (beat.memberEpoch() == member.epoch()) return null;
        // what arrives of a process after its farewell does not bring it back
        boolean missedOne = !member.away()
                && beat.memberEpoch() == member.previousEpoch()
                && beat.owned() != null
                && TopicIdPartitions.each(member.assigned()).containsAll(TopicIdPartitions.each(beat.owned()));
        return missedOne ? null : GroupRefusals.fencedEpoch(beat.memberEpoch(), member.epoch());
    }

    /** It repeats everything, since it does not know what has arrived. */
    private static boolean saysAll(ConsumerHeartbeat beat) {
        return beat.rebalanceTimeoutMillis() != UNSAID
                && (beat.topics() != null || beat.regex() != null)
                && beat.owned() != null;
    }

    private Reconciliation.Report report(ConsumerHeartbeat beat) {
        String id = beat.memberId();
        if (beat.memberEpoch() == ConsumerHeartbeat.JOINS) return Reconciliation.Report.allThereIs(Set.of());
        return new Reconciliation.Report(liveness.reads(id), liveness.taken(id), !saysAll(beat), false);
    }

    private void hear(ConsumerHeartbeat beat, long now) {
        // whatever it has read before, it reads nothing now
        if (beat.memberEpoch() == ConsumerHeartbeat.JOINS) liveness.forget(beat.memberId());
        liveness.heard(beat.memberId(), now, limits.get().sessionTimeoutMillis());
        if (beat.owned() != null) liveness.reads(beat.memberId(), TopicIdPartitions.each(beat.owned()));
    }

    private void update(ConsumerMember known, ConsumerMember said, long now) {
        if (!said.equals(known)) out.emit(new ConsumerMemberKept(said));
        if (said.profile().wantsAs(known.profile())) targets.review(now);
        else targets.renew(List.of("member " + ConsumerStory.name(said) + " subscribes to other topics"), now);
    }

    /** One step, and the answer. @param tellAll whether it must hear what it has even if nothing has changed */
    private void serve(ConsumerHeartbeat beat, boolean tellAll, Consumer<ConsumerHeartbeatSeen> to, long now) {
        String id = beat.memberId();
        ConsumerMember before = Objects.requireNonNull(state.consumers().find(id), "a member is served");
        ConsumerMember after = reconciliation.next(before, report(beat));
        if (!after.equals(before)) {
            out.emit(new ConsumerMemberKept(after));
            story.moved(before, after, now);
        }
        time(before, after, now);
        int heartbeatMillis = limits.get()
                .heartbeatMillis(
                        state.consumers().settled(id), state.consumers().size());
        liveness.told(id, heartbeatMillis);
        boolean tell = tellAll || !after.assigned().equals(before.assigned());
        out.answer(
                to,
                new ConsumerHeartbeatSeen(null, id, after.epoch(), heartbeatMillis, tell ? after.assigned() : null));
        story.endIfSettled(now);
    }

    /** What it is to give up has its time; what it has given up has not. */
    private void time(ConsumerMember before, ConsumerMember after, long now) {
        Set<TopicIdPartition> givenUp = TopicIdPartitions.each(before.revoking());
        givenUp.removeAll(TopicIdPartitions.each(after.revoking()));
        if (!givenUp.isEmpty()) liveness.hasGivenUp(after.id(), givenUp);
        if (!after.revoking().isEmpty())
            liveness.mustGiveUpBy(after.id(), now + after.profile().rebalanceTimeoutMillis());
    }
}
