package akkord.actors.group.core;

import akkord.actors.group.core.GroupEvent.Assigned;
import akkord.protocol.domain.Refusal;
import akkord.protocol.group.GroupPhase;
import akkord.protocol.group.GroupReply;
import akkord.protocol.group.GroupRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What members do once they have joined: SyncGroup, Heartbeat, LeaveGroup; and what becomes of the silent ones. */
final class Membership {

    private final GroupState state;
    private final Outbox out;
    private final Rebalance rebalance;
    private final RebalanceStory story;

    Membership(GroupState state, Outbox out, Rebalance rebalance, RebalanceStory story) {
        this.state = state;
        this.out = out;
        this.rebalance = rebalance;
        this.story = story;
    }

    void sync(GroupRequest.Sync sync, Consumer<GroupReply.Synced> to, long now) {
        Refusal why = problem(sync.memberId(), sync.instanceId(), sync.generation());
        if (why == null && isForeign(sync)) why = GroupRefusals.otherProtocol();
        if (why == null && state.phase() == GroupPhase.PREPARING_REBALANCE) why = GroupRefusals.rebalancing();
        Member member = state.roster().find(sync.memberId());
        if (why != null || member == null) {
            out.answer(to, GroupReply.Synced.refused(why == null ? GroupRefusals.unknownMember(sync.memberId()) : why));
            return;
        }
        member.heard(now);
        if (state.phase() == GroupPhase.STABLE) {
            out.answer(to, new GroupReply.Synced(null, state.protocolType(), state.protocol(), member.assignment()));
            story.given(member, now);
            rebalance.synced(member, now);
            return;
        }
        if (member.syncing != null) out.answer(member.syncing, GroupReply.Synced.refused(GroupRefusals.rebalancing()));
        member.syncing = to;
        rebalance.synced(member, now);
        if (state.roster().isLeader(member)) assign(sync.assignments(), now);
    }

    private boolean isForeign(GroupRequest.Sync sync) {
        return (sync.protocolType() != null && !sync.protocolType().equals(state.protocolType()))
                || (sync.protocol() != null && !sync.protocol().equals(state.protocol()));
    }

    private void assign(Map<String, byte[]> assignments, long now) {
        Map<String, byte[]> ofAll = new HashMap<>();
        for (Member member : state.roster().all())
            ofAll.put(member.id(), assignments.getOrDefault(member.id(), Member.NOTHING));
        out.emit(new Assigned(state.generation(), ofAll));
        rebalance.assigned(now);
    }

    void heartbeat(GroupRequest.Heartbeat heartbeat, Consumer<GroupReply.HeartbeatSeen> to, long now) {
        Refusal why = problem(heartbeat.memberId(), heartbeat.instanceId(), heartbeat.generation());
        Member member = state.roster().find(heartbeat.memberId());
        if (why == null && member != null) {
            member.heard(now);
            if (state.phase() == GroupPhase.STABLE) member.gaps.beat(state.generation(), now);
        }
        if (why == null && state.phase() == GroupPhase.PREPARING_REBALANCE) why = GroupRefusals.rebalancing();
        out.answer(to, new GroupReply.HeartbeatSeen(why));
    }

    /** What is wrong with a request of a member of that generation. */
    @Nullable
    Refusal problem(String memberId, @Nullable String instanceId, int generation) {
        Refusal why = Joining.identityProblem(state.roster(), memberId, instanceId);
        if (why != null) return why;
        // its last generation was an epoch of its own
        boolean isFormer = state.rejoining() && generation < state.generation();
        return generation == state.generation() || isFormer
                ? null
                : GroupRefusals.staleGeneration(generation, state.generation());
    }

    void leave(GroupRequest.Leave leave, Consumer<GroupReply.Left> to, long now) {
        List<GroupReply.LeaverResult> results = new ArrayList<>();
        for (GroupRequest.Leaver leaver : leave.members())
            results.add(new GroupReply.LeaverResult(leaver.memberId(), leaver.instanceId(), leave(leaver, now)));
        out.answer(to, new GroupReply.Left(null, results));
    }

    private @Nullable Refusal leave(GroupRequest.Leaver leaver, long now) {
        Roster roster = state.roster();
        if (leaver.instanceId() == null && roster.expectNoMore(leaver.memberId())) {
            rebalance.completeIfAllJoined(now);
            return null;
        }
        // an operator removes static members without knowing their ids
        Member member =
                leaver.memberId().isEmpty() ? roster.findInstance(leaver.instanceId()) : roster.find(leaver.memberId());
        Refusal why = leaver.memberId().isEmpty()
                ? null
                : Joining.identityProblem(roster, leaver.memberId(), leaver.instanceId());
        if (why != null) return why;
        if (member == null) return GroupRefusals.unknownMember(leaver.memberId());
        member.session.left(now);
        rebalance.remove(
                member, "left" + (leaver.reason().isEmpty() ? "" : " (" + Told.words(leaver.reason()) + ")"), now);
        return null;
    }

    /** Members whose sessions have ended are members no more. Those whose requests wait here cannot be heard. */
    void timePassed(long now) {
        if (state.roster().giveUpPending(now)) rebalance.completeIfAllJoined(now);
        for (Member member : state.roster().list()) {
            if (!member.session.isOver(now) || state.roster().find(member.id()) != member) continue;
            boolean waits = member.joining != null || member.syncing != null;
            if (waits && !member.isNew) member.heard(now);
            else rebalance.remove(member, member.isNew ? "waited too long" : member.session.silence(now), now);
        }
    }
}
