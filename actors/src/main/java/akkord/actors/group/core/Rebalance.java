package akkord.actors.group.core;

import static akkord.protocol.group.GroupPhase.COMPLETING_REBALANCE;
import static akkord.protocol.group.GroupPhase.EMPTY;
import static akkord.protocol.group.GroupPhase.PREPARING_REBALANCE;

import akkord.actors.group.core.GroupEvent.GenerationBegun;
import akkord.actors.group.core.GroupEvent.StoredMember;
import akkord.protocol.group.GroupPhase;
import akkord.protocol.group.GroupReply;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * From one generation to the next: all members join, or are given up, then the leader's assignment reaches all.
 *
 * <pre>
 *   Empty --join--> PreparingRebalance --all joined, or too late--> CompletingRebalance --leader syncs--> Stable
 *     ^                 ^      |                                          |                                |
 *     |                 |      | nobody is left                           | a member joins anew, leaves    |
 *     '-----------------+------'                                          | or does not sync               |
 *                       '-------------------------------------------------+--------------------------------'
 * </pre>
 */
final class Rebalance {

    private static final long NEVER = Long.MAX_VALUE;

    private final GroupState state;
    private final GroupLimits limits;
    private final Outbox out;
    private final RebalanceStory story;
    private final Set<String> notSynced = new LinkedHashSet<>();

    private long joinDeadlineMillis = NEVER;
    private long syncDeadlineMillis = NEVER;

    /** A group that was empty waits for more members as long as some come. */
    private boolean initial;

    private boolean moreCame;
    private long initialLeftMillis;

    Rebalance(GroupState state, GroupLimits limits, Outbox out, RebalanceStory story) {
        this.state = state;
        this.limits = limits;
        this.out = out;
        this.story = story;
    }

    /** A member was added or asks for something else: a rebalance begins, or goes on. */
    void needed(String reason, long nowMillis) {
        if (state.phase() == PREPARING_REBALANCE) {
            story.begin(reason, nowMillis);
            completeIfAllJoined(nowMillis);
        } else {
            prepare(reason, nowMillis);
        }
    }

    private void prepare(String reason, long nowMillis) {
        if (state.phase() == COMPLETING_REBALANCE) refuseThoseThatSync();
        notSynced.clear();
        syncDeadlineMillis = NEVER;
        boolean first = state.phase() == EMPTY;
        state.preparing();
        story.begin(reason, nowMillis);
        if (first) beginInitial(nowMillis);
        else {
            joinDeadlineMillis = nowMillis + state.roster().rebalanceTimeoutMillis();
            completeIfAllJoined(nowMillis);
        }
    }

    private void beginInitial(long nowMillis) {
        initial = true;
        moreCame = false;
        int delay = limits.initialRebalanceDelayMillis();
        initialLeftMillis = Math.max(0, state.roster().rebalanceTimeoutMillis() - delay);
        joinDeadlineMillis = nowMillis + delay;
        if (delay == 0) complete(nowMillis);
    }

    private void refuseThoseThatSync() {
        for (Member member : state.roster().all()) {
            if (member.syncing == null) continue;
            out.answer(member.syncing, GroupReply.Synced.refused(GroupRefusals.rebalancing()));
            member.syncing = null;
        }
    }

    void memberAdded() {
        if (initial) moreCame = true;
    }

    void completeIfAllJoined(long nowMillis) {
        if (state.phase() == PREPARING_REBALANCE && !initial && state.roster().allJoin()) complete(nowMillis);
    }

    /** @param how in the words of the story: has left, was not heard of */
    void remove(Member member, String how, long nowMillis) {
        drop(member);
        String reason = "member " + member.name() + " " + how;
        if (state.phase() == PREPARING_REBALANCE) {
            story.begin(reason, nowMillis);
            completeIfAllJoined(nowMillis);
        } else if (state.phase() != EMPTY) prepare(reason, nowMillis);
    }

    private void drop(Member member) {
        if (member.joining != null)
            out.answer(
                    member.joining, GroupReply.Joined.refused(member.id(), GroupRefusals.unknownMember(member.id())));
        if (member.syncing != null)
            out.answer(member.syncing, GroupReply.Synced.refused(GroupRefusals.unknownMember(member.id())));
        member.joining = null;
        member.syncing = null;
        notSynced.remove(member.id());
        story.gone(member);
        state.roster().remove(member);
    }

    void synced(Member member, long nowMillis) {
        notSynced.remove(member.id());
        endIfAllSynced(nowMillis);
    }

    /** Whether it has not asked for its assignment yet. */
    boolean awaitsSync(Member member) {
        return notSynced.contains(member.id());
    }

    void replaced(Member former, Member by) {
        if (notSynced.remove(former.id())) notSynced.add(by.id());
    }

    /** Everyone whose sync waits is told what it has. */
    void assigned(long nowMillis) {
        story.assigned(state.roster());
        for (Member member : state.roster().all()) if (member.syncing != null) give(member, nowMillis);
        endIfAllSynced(nowMillis);
    }

    private void give(Member member, long nowMillis) {
        if (member.syncing == null) return;
        member.heard(nowMillis);
        out.answer(
                member.syncing,
                new GroupReply.Synced(null, state.protocolType(), state.protocol(), member.assignment()));
        member.syncing = null;
        story.given(member, nowMillis);
    }

    private void endIfAllSynced(long nowMillis) {
        if (!notSynced.isEmpty() || state.phase() != GroupPhase.STABLE) return;
        syncDeadlineMillis = NEVER;
        story.end(state.generation(), state.roster().size(), nowMillis);
    }

    private void complete(long nowMillis) {
        Roster roster = state.roster();
        for (Member member : roster.list()) {
            if (member.joining != null || member.isStatic()) continue;
            drop(member);
            story.begin("member " + member.name() + " did not join in time", nowMillis);
        }
        if (!roster.isEmpty() && !roster.electOneThatJoins()) {
            // only static members are left, none of which has come back: they keep their places until their sessions
            // end
            joinDeadlineMillis = nowMillis + roster.rebalanceTimeoutMillis();
            return;
        }
        initial = false;
        joinDeadlineMillis = NEVER;
        List<StoredMember> members = roster.all().stream()
                .map(Member::stored)
                .map(Rebalance::unassigned)
                .toList();
        String protocol = roster.favouriteProtocol();
        out.emit(new GenerationBegun(
                state.generation() + 1, state.protocolType(), protocol, roster.leader(), members, nowMillis));
        if (members.isEmpty()) story.end(state.generation(), 0, nowMillis);
        else inviteToSync(nowMillis);
    }

    private static StoredMember unassigned(StoredMember member) {
        return new StoredMember(
                member.id(),
                member.instanceId(),
                member.clientId(),
                member.clientHost(),
                member.sessionTimeoutMillis(),
                member.rebalanceTimeoutMillis(),
                member.protocols(),
                null);
    }

    private void inviteToSync(long nowMillis) {
        syncDeadlineMillis = nowMillis + state.roster().rebalanceTimeoutMillis();
        for (Member member : state.roster().all()) {
            notSynced.add(member.id());
            if (member.joining == null) continue;
            out.answer(member.joining, generation(member, false));
            member.joining = null;
            member.isNew = false;
            member.heard(nowMillis);
        }
    }

    /** The present generation, as a member is told of it. @param skipAssignment see {@link GroupReply.Joined} */
    GroupReply.Joined generation(Member member, boolean skipAssignment) {
        boolean leads = state.roster().isLeader(member);
        return new GroupReply.Joined(
                null,
                state.generation(),
                member.id(),
                state.protocolType(),
                state.protocol(),
                String.valueOf(state.roster().leader()),
                skipAssignment,
                leads
                        ? state.roster().all().stream()
                                .map(each -> each.joined(state.protocol()))
                                .toList()
                        : List.of());
    }

    /** The members go on by the consumer protocol. */
    void handOver() {
        initial = false;
        joinDeadlineMillis = NEVER;
        syncDeadlineMillis = NEVER;
        notSynced.clear();
    }

    /** Members that were of a group of the consumer protocol have a rebalance's time to join. */
    void joinAnew(List<String> reasons, long nowMillis) {
        reasons.forEach(reason -> story.begin(reason, nowMillis));
        initial = false;
        state.roster().all().forEach(member -> member.heard(nowMillis));
        joinDeadlineMillis = nowMillis + state.roster().rebalanceTimeoutMillis();
    }

    /** After a restart of the coordinator: whoever was to join or sync still is. */
    void recovered(long nowMillis) {
        story.recovered(state.roster());
        if (state.phase() == PREPARING_REBALANCE)
            joinDeadlineMillis = nowMillis + state.roster().rebalanceTimeoutMillis();
        if (state.phase() != COMPLETING_REBALANCE) return;
        syncDeadlineMillis = nowMillis + state.roster().rebalanceTimeoutMillis();
        state.roster().all().forEach(member -> notSynced.add(member.id()));
    }

    long nextDeadlineMillis() {
        return Math.min(joinDeadlineMillis, syncDeadlineMillis);
    }

    void timePassed(long nowMillis) {
        if (joinDeadlineMillis <= nowMillis) {
            if (initial && moreCame && initialLeftMillis > 0) waitForMore(nowMillis);
            else complete(nowMillis);
        }
        if (syncDeadlineMillis <= nowMillis) giveUpThoseThatDoNotSync(nowMillis);
    }

    private void waitForMore(long nowMillis) {
        moreCame = false;
        long delay = Math.min(limits.initialRebalanceDelayMillis(), initialLeftMillis);
        initialLeftMillis -= delay;
        joinDeadlineMillis = nowMillis + delay;
    }

    private void giveUpThoseThatDoNotSync(long nowMillis) {
        syncDeadlineMillis = NEVER;
        for (String id : List.copyOf(notSynced)) {
            Member member = state.roster().find(id);
            if (member != null) drop(member);
        }
        notSynced.clear();
        prepare("members did not ask for their assignment in time", nowMillis);
    }
}
