package akkord.actors.group.core;

import akkord.actors.group.core.GroupEvent.MemberReplaced;
import akkord.protocol.domain.Refusal;
import akkord.protocol.group.ConsumerBytes;
import akkord.protocol.group.GroupPhase;
import akkord.protocol.group.GroupReply;
import akkord.protocol.group.GroupRequest;
import akkord.protocol.group.GroupRequest.MemberProtocol;
import akkord.protocol.group.GroupType;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** JoinGroup: who may be a member, and whether the group has to rebalance for it. */
final class Joining {

    private final GroupState state;
    private final GroupLimits limits;
    private final Outbox out;
    private final Rebalance rebalance;
    private final RebalanceStory story;
    private final Function<String, String> memberIds;

    /** @param memberIds makes an id that nobody has had, which begins with the given text */
    Joining(
            GroupState state,
            GroupLimits limits,
            Outbox out,
            Rebalance rebalance,
            RebalanceStory story,
            Function<String, String> memberIds) {
        this.state = state;
        this.limits = limits;
        this.out = out;
        this.rebalance = rebalance;
        this.story = story;
        this.memberIds = memberIds;
    }

    void join(GroupRequest.Join join, Consumer<GroupReply.Joined> to, long now) {
        Refusal why = problem(join);
        if (why != null) {
            state.roster().expectNoMore(join.memberId());
            out.answer(to, GroupReply.Joined.refused(join.memberId(), why));
        } else if (join.memberId().isEmpty()) joinAnew(join, to, now);
        else if (state.roster().expects(join.memberId())) add(Member.of(join.memberId(), join), join, to, now);
        else joinAgain(join, to, now);
    }

    private @Nullable Refusal problem(GroupRequest.Join join) {
        if (join.sessionTimeoutMillis() < limits.sessionTimeoutMillisMin()
                || join.sessionTimeoutMillis() > limits.sessionTimeoutMillisMax())
            return GroupRefusals.sessionTimeout(join.sessionTimeoutMillis(), limits);
        if (state.type() == GroupType.SHARE) return GroupRefusals.ofSharers();
        if (!join.memberId().isEmpty() && !state.exists()) return GroupRefusals.unknownMember(join.memberId());
        if (isFull(join)) return GroupRefusals.full(limits.membersMax());
        if (join.memberId().isEmpty() && state.roster().expected() >= limits.expectedMax())
            return GroupRefusals.crowded(limits.expectedMax());
        if (!fits(join)) return GroupRefusals.otherProtocol();
        return null;
    }

    /** While members join, those count that have: who has not may never come. */
    private boolean isFull(GroupRequest.Join join) {
        Roster roster = state.roster();
        Member known = roster.find(join.memberId());
        if (known == null && join.memberId().isEmpty()) known = roster.findInstance(join.instanceId());
        return switch (state.phase()) {
            case PREPARING_REBALANCE ->
                (known == null || known.joining == null) && roster.joining() >= limits.membersMax();
            case COMPLETING_REBALANCE, STABLE -> known == null && roster.size() >= limits.membersMax();
            case RECONCILING, EMPTY, DEAD -> false;
        };
    }

    private boolean fits(GroupRequest.Join join) {
        if (join.protocolType().isEmpty() || join.protocols().isEmpty()) return false;
        if (state.phase() == GroupPhase.EMPTY) return true;
        return join.protocolType().equals(state.protocolType())
                && join.protocols().stream().map(MemberProtocol::name).anyMatch(state.roster()::allKnow);
    }

    private void joinAnew(GroupRequest.Join join, Consumer<GroupReply.Joined> to, long now) {
        String instanceId = join.instanceId();
        String id = memberIds.apply(instanceId == null ? join.clientId() : instanceId);
        Member former = state.roster().findInstance(instanceId);
        if (former != null) takePlaceOf(former, Member.of(id, join), join, to, now);
        else if (instanceId == null && join.needsMemberId()) {
            state.roster().expect(id, now + join.sessionTimeoutMillis());
            out.answer(to, GroupReply.Joined.refused(id, GroupRefusals.askAgain()));
        } else add(Member.of(id, join), join, to, now);
    }

    private void add(Member member, GroupRequest.Join join, Consumer<GroupReply.Joined> to, long now) {
        if (state.phase() == GroupPhase.EMPTY) state.protocolType(join.protocolType());
        member.isNew = true;
        member.joining = to;
        member.session.heard(now, limits.newMemberJoinMillis());
        state.roster().add(member);
        rebalance.memberAdded();
        rebalance.needed("member " + member.name() + " joined", now);
    }

    private void joinAgain(GroupRequest.Join join, Consumer<GroupReply.Joined> to, long now) {
        Member member = state.roster().find(join.memberId());
        Refusal why = identityProblem(state.roster(), join.memberId(), join.instanceId());
        if (member == null || why != null) {
            out.answer(
                    to,
                    GroupReply.Joined.refused(
                            join.memberId(), why == null ? GroupRefusals.unknownMember(join.memberId()) : why));
            return;
        }
        boolean same = member.asksForTheSame(join.protocols());
        switch (state.phase()) {
            case PREPARING_REBALANCE -> update(member, join, to, "joins again", now);
            case COMPLETING_REBALANCE -> {
                if (same) repeat(member, to, now);
                else update(member, join, to, "changed its subscription", now);
            }
            case STABLE -> {
                if (state.roster().isLeader(member)) update(member, join, to, "leads and joins again", now);
                else if (!same) update(member, join, to, "changed its subscription", now);
                else repeat(member, to, now);
            }
            case RECONCILING, EMPTY, DEAD ->
                out.answer(
                        to, GroupReply.Joined.refused(join.memberId(), GroupRefusals.unknownMember(join.memberId())));
        }
    }

    /** Its answer may have been lost: it is told of the same generation again. */
    private void repeat(Member member, Consumer<GroupReply.Joined> to, long now) {
        member.heard(now);
        out.answer(to, rebalance.generation(member, false));
    }

    private void update(Member member, GroupRequest.Join join, Consumer<GroupReply.Joined> to, String what, long now) {
        answerOlder(member);
        story.givesUp(member, subscription(join), now);
        member.update(join);
        member.joining = to;
        member.heard(now);
        rebalance.needed("member " + member.name() + " " + what + because(join), now);
    }

    static String because(GroupRequest.Join join) {
        return join.reason().isEmpty() ? "" : " (" + Told.words(join.reason()) + ")";
    }

    private byte[] subscription(GroupRequest.Join join) {
        return join.protocols().stream()
                .filter(protocol -> protocol.name().equals(state.protocol()))
                .findFirst()
                .map(MemberProtocol::metadata)
                .orElse(Member.NOTHING);
    }

    /** A member has one request under way; whoever still waits for the answer to an older one may ask again. */
    private void answerOlder(Member member) {
        if (member.joining != null)
            out.answer(member.joining, GroupReply.Joined.refused(member.id(), GroupRefusals.rebalancing()));
        if (member.syncing != null) out.answer(member.syncing, GroupReply.Synced.refused(GroupRefusals.rebalancing()));
        member.joining = null;
        member.syncing = null;
    }

    /** A static member that starts anew takes its place, and what it has, unless it wants something else (KIP-345). */
    private void takePlaceOf(
            Member former, Member by, GroupRequest.Join join, Consumer<GroupReply.Joined> to, long now) {
        fence(former);
        by.assign(former.assignment());
        by.heard(now);
        rebalance.replaced(former, by);
        if (state.phase() == GroupPhase.STABLE && !changesWhatIsWanted(former, by)) {
            replaceQuietly(former, by, join, to, now);
            return;
        }
        state.roster().replace(former, by);
        by.isNew = former.isNew;
        by.joining = to;
        story.givesUp(by, subscription(join), now);
        rebalance.needed("member " + by.name() + " restarted", now);
    }

    private void fence(Member former) {
        Refusal fenced = GroupRefusals.fenced(former.instanceId());
        if (former.joining != null) out.answer(former.joining, GroupReply.Joined.refused(former.id(), fenced));
        if (former.syncing != null) out.answer(former.syncing, GroupReply.Synced.refused(fenced));
        former.joining = null;
        former.syncing = null;
    }

    /** Other user data do not count: what a sticky assignor keeps there is lost with the process. */
    private boolean changesWhatIsWanted(Member former, Member by) {
        String protocol = state.protocol();
        return !Objects.equals(protocol, state.roster().favouriteProtocolWith(former, by))
                || (state.protocolType().equals(ConsumerBytes.PROTOCOL_TYPE)
                        && !ConsumerBytes.topics(former.metadata(protocol))
                                .equals(ConsumerBytes.topics(by.metadata(protocol))));
    }

    private void replaceQuietly(
            Member former, Member by, GroupRequest.Join join, Consumer<GroupReply.Joined> to, long now) {
        boolean leads = state.roster().isLeader(former);
        String leader = leads ? by.id() : String.valueOf(state.roster().leader());
        out.emit(new MemberReplaced(former.id(), leader, by.stored()));
        Member replaced = Objects.requireNonNull(state.roster().find(by.id()), "who replaced another is there");
        replaced.heard(now);
        GroupReply.Joined answer = rebalance.generation(replaced, leads && join.skipsAssignment());
        // one that leads and cannot be told that there is nothing to assign would assign anew: it is not told that it
        // leads
        out.answer(to, leads && !join.skipsAssignment() ? ledBy(former.id(), answer) : answer);
    }

    private static GroupReply.Joined ledBy(String leader, GroupReply.Joined answer) {
        return new GroupReply.Joined(
                null,
                answer.generation(),
                answer.memberId(),
                answer.protocolType(),
                answer.protocol(),
                leader,
                false,
                List.of());
    }

    /** What is wrong with who somebody claims to be. */
    static @Nullable Refusal identityProblem(Roster roster, String memberId, @Nullable String instanceId) {
        if (instanceId != null) {
            Member known = roster.findInstance(instanceId);
            if (known == null) return GroupRefusals.unknownMember(memberId);
            if (!known.id().equals(memberId)) return GroupRefusals.fenced(instanceId);
        }
        return roster.find(memberId) == null ? GroupRefusals.unknownMember(memberId) : null;
    }
}
