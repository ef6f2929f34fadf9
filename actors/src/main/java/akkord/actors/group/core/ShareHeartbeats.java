package akkord.actors.group.core;

import akkord.actors.group.core.GroupEvent.ShareMemberKept;
import akkord.actors.group.core.GroupEvent.ShareMemberRemoved;
import akkord.actors.group.core.consumer.Liveness;
import akkord.actors.group.core.consumer.MemberProfile;
import akkord.actors.group.core.share.ShareGroup;
import akkord.actors.group.core.share.ShareMember;
import akkord.protocol.domain.Refusal;
import akkord.protocol.group.GroupReply.ConsumerHeartbeatSeen;
import akkord.protocol.group.GroupRequest.ShareHeartbeat;
import akkord.protocol.group.GroupType;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The one request of a share group's members: one joins, is there or leaves, and hears what it is to read. Nobody gives
 * anything up before another one gets it, so that each heartbeat brings its sender to the target at once.
 */
final class ShareHeartbeats {

    private final GroupState state;
    private final Supplier<ShareLimits> limits;
    private final Outbox out;
    private final ShareTargets targets;
    private final ShareStory story;
    private final Liveness liveness;

    ShareHeartbeats(
            GroupState state,
            Supplier<ShareLimits> limits,
            Outbox out,
            ShareTargets targets,
            ShareStory story,
            Liveness liveness) {
        this.state = state;
        this.limits = limits;
        this.out = out;
        this.targets = targets;
        this.story = story;
        this.liveness = liveness;
    }

    void heartbeat(ShareHeartbeat beat, Consumer<ConsumerHeartbeatSeen> to, long now) {
        Refusal why = problem(beat);
        if (why != null) out.answer(to, ConsumerHeartbeatSeen.refused(why));
        else if (beat.memberEpoch() < ShareHeartbeat.JOINS) leave(beat, to, now);
        else if (state.shares().find(beat.memberId()) == null) join(beat, to, now);
        else goOn(beat, to, now);
    }

    private @Nullable Refusal problem(ShareHeartbeat beat) {
        ShareGroup group = state.shares();
        if (state.exists() && state.type() != GroupType.SHARE) return GroupRefusals.notOfShares();
        boolean joins = beat.memberEpoch() == ShareHeartbeat.JOINS;
        ShareMember member = group.find(beat.memberId());
        if (member == null && !joins) return GroupRefusals.unknownMember(beat.memberId());
        if (member == null)
            return group.size() < limits.get().membersMax()
                    ? null
                    : GroupRefusals.fullOfSharers(limits.get().membersMax());
        boolean known = beat.memberEpoch() <= ShareHeartbeat.JOINS
                || beat.memberEpoch() == member.epoch()
                || beat.memberEpoch() == member.previousEpoch();
        return known ? null : GroupRefusals.fencedEpoch(beat.memberEpoch(), member.epoch());
    }

    private void join(ShareHeartbeat beat, Consumer<ConsumerHeartbeatSeen> to, long now) {
        ShareMember member = ShareMember.fresh(beat.memberId(), MemberProfile.BLANK.with(beat));
        out.emit(new ShareMemberKept(member));
        targets.renew(List.of("member " + ShareStory.name(member) + " joined"), now);
        serve(beat, to, now);
    }

    private void goOn(ShareHeartbeat beat, Consumer<ConsumerHeartbeatSeen> to, long now) {
        ShareMember known = Objects.requireNonNull(state.shares().find(beat.memberId()), "a member goes on");
        ShareMember said = known.with(known.profile().with(beat));
        if (!said.equals(known)) out.emit(new ShareMemberKept(said));
        if (said.profile().wantsAs(known.profile())) targets.review(now);
        else targets.renew(List.of("member " + ShareStory.name(said) + " subscribes to other topics"), now);
        serve(beat, to, now);
    }

    private void serve(ShareHeartbeat beat, Consumer<ConsumerHeartbeatSeen> to, long now) {
        String id = beat.memberId();
        liveness.heard(id, now, limits.get().sessionTimeoutMillis());
        ShareMember before = Objects.requireNonNull(state.shares().find(id), "a member is served");
        ShareMember after = before.inEpoch(
                state.shares().target().epoch(), state.shares().target().of(id));
        if (!after.equals(before)) {
            out.emit(new ShareMemberKept(after));
            story.moved(before, after, now);
        }
        boolean mayNotKnow = beat.memberEpoch() != before.epoch() || beat.topics() != null;
        int heartbeatMillis = limits.get().heartbeatMillis(state.shares().size());
        liveness.told(id, heartbeatMillis);
        boolean tell = mayNotKnow || !after.assigned().equals(before.assigned());
        out.answer(
                to,
                new ConsumerHeartbeatSeen(null, id, after.epoch(), heartbeatMillis, tell ? after.assigned() : null));
        story.endIfSettled(now);
    }

    private void leave(ShareHeartbeat last, Consumer<ConsumerHeartbeatSeen> to, long now) {
        ShareMember member = Objects.requireNonNull(state.shares().find(last.memberId()), "a member leaves");
        drop(member, now, now);
        targets.renew(List.of("member " + ShareStory.name(member) + " left"), now);
        out.answer(to, new ConsumerHeartbeatSeen(null, last.memberId(), ShareHeartbeat.LEAVES, 0, null));
        story.endIfSettled(now);
    }

    private void drop(ShareMember member, long sinceMillis, long now) {
        story.gone(member, sinceMillis);
        liveness.forget(member.id());
        out.emit(new ShareMemberRemoved(member.id(), now));
    }

    /** Those whose sessions have ended are members no more. */
    void timePassed(long now) {
        List<String> reasons = new ArrayList<>();
        for (ShareMember member : state.shares().list()) {
            if (!liveness.sessionOver(member.id(), now)) continue;
            long heard = liveness.heardMillis(member.id());
            reasons.add("member " + ShareStory.name(member) + " " + liveness.silence(member.id(), now));
            drop(member, heard, now);
        }
        if (reasons.isEmpty()) return;
        targets.renew(reasons, now);
        story.endIfSettled(now);
    }

    /** Nobody may come for long, while topics go. */
    void sweep(long now) {
        targets.review(now);
    }

    /** After a restart of the coordinator. */
    void recovered(long now) {
        story.recovered();
        for (ShareMember member : state.shares().all())
            liveness.heard(member.id(), now, limits.get().sessionTimeoutMillis());
    }

    long nextDeadlineMillis() {
        return liveness.nextDeadlineMillis();
    }
}
