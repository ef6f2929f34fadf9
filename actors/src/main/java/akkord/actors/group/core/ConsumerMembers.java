package akkord.actors.group.core;

import akkord.actors.group.core.GroupEvent.ConsumerMemberKept;
import akkord.actors.group.core.GroupEvent.ConsumerMemberRemoved;
import akkord.actors.group.core.consumer.ClassicPart;
import akkord.actors.group.core.consumer.ConsumerGroup;
import akkord.actors.group.core.consumer.ConsumerMember;
import akkord.actors.group.core.consumer.Liveness;
import akkord.protocol.domain.Refusal;
import akkord.protocol.domain.TopicIdPartition;
import akkord.protocol.group.GroupReply;
import akkord.protocol.group.GroupReply.ConsumerHeartbeatSeen;
import akkord.protocol.group.GroupRequest;
import akkord.protocol.group.GroupRequest.ConsumerHeartbeat;
import akkord.protocol.group.GroupRequest.Dialect;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Who of the members by the consumer protocol is still one: they leave, fall silent, or hold on for too long. */
final class ConsumerMembers {

    private final GroupState state;
    private final Supplier<ConsumerLimits> limits;
    private final Outbox out;
    private final ConsumerTargets targets;
    private final ConsumerStory story;
    private final Liveness liveness;
    private final Migration migration;

    ConsumerMembers(
            GroupState state,
            Supplier<ConsumerLimits> limits,
            Outbox out,
            ConsumerTargets targets,
            ConsumerStory story,
            Liveness liveness,
            Migration migration) {
        this.state = state;
        this.limits = limits;
        this.out = out;
        this.targets = targets;
        this.story = story;
        this.liveness = liveness;
        this.migration = migration;
    }

    /** After a restart of the coordinator. */
    void recovered(long now) {
        story.recovered();
        targets.recovered(now);
        for (ConsumerMember member : state.consumers().all()) {
            heard(member, now);
            if (!member.revoking().isEmpty())
                liveness.mustGiveUpBy(member.id(), now + member.profile().rebalanceTimeoutMillis());
        }
    }

    /** Its session lasts from now on: as long as it has asked for, or as the group's settings say. */
    void heard(ConsumerMember member, long now) {
        ClassicPart classic = member.classic();
        liveness.heard(
                member.id(),
                now,
                classic == null ? limits.get().sessionTimeoutMillis() : classic.sessionTimeoutMillis());
    }

    /** Whoever it is must be who it says. */
    @Nullable
    Refusal identityProblem(String memberId, @Nullable String instanceId) {
        ConsumerGroup group = state.consumers();
        ConsumerMember member = instanceId == null ? group.find(memberId) : group.findInstance(instanceId);
        if (member == null) return GroupRefusals.unknownMember(memberId);
        return member.id().equals(memberId) ? null : GroupRefusals.fenced(instanceId);
    }

    /** Of a commit of one partition. */
    @Nullable
    Refusal commitProblem(GroupRequest.CommitOffsets commit, TopicIdPartition partition) {
        ConsumerMember member = state.consumers().find(commit.memberId());
        if (member != null && member.classic() == null && commit.dialect() == Dialect.GENERATIONS)
            return GroupRefusals.oldCommit();
        return member != null && member.commits(commit.generation(), partition)
                ? null
                : epochProblem(commit.memberId(), commit.generation());
    }

    /** Of a question for what was committed. */
    @Nullable
    Refusal epochProblem(String memberId, int epoch) {
        ConsumerMember member = state.consumers().find(memberId);
        if (member == null) return GroupRefusals.unknownMember(memberId);
        if (member.epoch() == epoch) return null;
        return member.classic() == null
                ? GroupRefusals.staleEpoch(epoch, member.epoch())
                : GroupRefusals.staleGeneration(epoch, member.epoch());
    }

    void leave(ConsumerHeartbeat last, Consumer<ConsumerHeartbeatSeen> to, long now) {
        Refusal why = identityProblem(last.memberId(), last.instanceId());
        ConsumerMember member = state.consumers().find(last.memberId());
        if (why != null || member == null) {
            out.answer(
                    to,
                    ConsumerHeartbeatSeen.refused(why == null ? GroupRefusals.unknownMember(last.memberId()) : why));
            return;
        }
        if (last.memberEpoch() == ConsumerHeartbeat.LEAVES_FOR_NOW) leaveForNow(member, now);
        else {
            drop(member, now, now);
            goOn(List.of("member " + ConsumerStory.name(member) + " left"), now);
        }
        out.answer(to, new ConsumerHeartbeatSeen(null, last.memberId(), last.memberEpoch(), 0, null));
    }

    /** Its place is kept for as long as a session lasts. */
    private void leaveForNow(ConsumerMember member, long now) {
        out.emit(new ConsumerMemberKept(member.awayForNow()));
        liveness.forget(member.id());
        liveness.heard(member.id(), now, limits.get().sessionTimeoutMillis());
        story.gone(member, now);
        story.endIfSettled(now);
    }

    /** What members have left is shared by the others, unless these are by themselves now. @param reasons in words */
    private void goOn(List<String> reasons, long now) {
        if (reasons.isEmpty() || migration.downgradeIfDue(reasons, now)) return;
        targets.renew(reasons, now);
        story.endIfSettled(now);
    }

    private void drop(ConsumerMember member, long since, long now) {
        story.gone(member, since);
        liveness.forget(member.id());
        out.emit(new ConsumerMemberRemoved(member.id(), now));
    }

    /** Classic members leave so, and an operator removes others. */
    void leave(GroupRequest.Leave leave, Consumer<GroupReply.Left> to, long now) {
        List<GroupReply.LeaverResult> results = new ArrayList<>();
        List<String> reasons = new ArrayList<>();
        for (GroupRequest.Leaver leaver : leave.members())
            results.add(
                    new GroupReply.LeaverResult(leaver.memberId(), leaver.instanceId(), leave(leaver, reasons, now)));
        out.answer(to, new GroupReply.Left(null, results));
        goOn(reasons, now);
    }

    private @Nullable Refusal leave(GroupRequest.Leaver leaver, List<String> reasons, long now) {
        ConsumerGroup group = state.consumers();
        boolean unnamed = leaver.memberId().isEmpty();
        ConsumerMember member = unnamed ? group.findInstance(leaver.instanceId()) : group.find(leaver.memberId());
        Refusal why = unnamed ? null : identityProblem(leaver.memberId(), leaver.instanceId());
        if (why != null) return why;
        if (member == null) return GroupRefusals.unknownMember(leaver.memberId());
        String reason = leaver.reason().isEmpty() ? "" : " (" + Told.words(leaver.reason()) + ")";
        drop(member, now, now);
        reasons.add("member " + ConsumerStory.name(member) + " left" + reason);
        return null;
    }

    /** Those whose sessions have ended, or who do not give up what they were told to, are members no more. */
    void timePassed(long now) {
        List<String> reasons = new ArrayList<>();
        for (ConsumerMember member : state.consumers().list()) {
            long heard = liveness.heardMillis(member.id());
            boolean silent = liveness.sessionOver(member.id(), now);
            if (!silent && !liveness.tooSlow(member.id(), now)) continue;
            reasons.add("member " + ConsumerStory.name(member)
                    + (silent
                            ? " " + liveness.silence(member.id(), now)
                            : member.classic() == null
                                    ? " did not give up its partitions in time"
                                    : " did not join again in time"));
            drop(member, heard, now);
        }
        goOn(reasons, now);
        targets.timePassed(now);
    }

    long nextDeadlineMillis() {
        return Math.min(liveness.nextDeadlineMillis(), targets.nextDeadlineMillis());
    }
}
