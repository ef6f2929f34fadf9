package akkord.actors.partition.core;

import akkord.actors.partition.core.ReplicaEffect.ProposeIsr;
import akkord.protocol.controller.ControllerCommand.InSyncMember;
import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.TopicPartition;
import akkord.protocol.metadata.PartitionImage;
import akkord.protocol.partition.Acks;
import akkord.protocol.partition.AppendResult;
import akkord.protocol.partition.AppendResult.NotAppended;
import akkord.protocol.partition.FetchPosition;
import akkord.protocol.partition.PartitionCommand.DeleteRecordsResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Replica 1 of three, on its own; what it wants done is collected. */
final class CoreFixture {

    static final int ME = 1;
    static final long LAG_MILLIS = 1_000;
    static final long RETRY_MILLIS = 100;

    final ReplicaCore core;
    final List<AppendResult> answers = new ArrayList<>();
    List<ReplicaEffect> effects = List.of();
    long now = 10_000;
    private int partitionEpoch;

    CoreFixture(Durability durability) {
        ReplicaTimes times =
                new ReplicaTimes(LAG_MILLIS, RETRY_MILLIS, RETRY_MILLIS / 10, RETRY_MILLIS / 16, RETRY_MILLIS);
        core = new ReplicaCore(ME, new TopicPartition("t", 0), durability, 1_000, times);
    }

    static CoreFixture opened(Durability durability, long logEnd, int lastEpoch, long watermark) {
        CoreFixture fixture = new CoreFixture(durability);
        fixture.on(new ReplicaEvent.LogOpened(0, logEnd, logEnd, lastEpoch, watermark));
        return fixture;
    }

    /** Leads in {@code epoch}, two of three needed. */
    CoreFixture leads(int epoch, Integer... inSync) {
        return assigned(ME, epoch, 2, inSync);
    }

    CoreFixture follows(int leader, int epoch) {
        return assigned(leader, epoch, 2, 1, 2, 3);
    }

    CoreFixture assigned(int leader, int epoch, int minInSync, Integer... inSync) {
        PartitionImage image =
                new PartitionImage(leader, epoch, ++partitionEpoch, List.of(1, 2, 3), Arrays.asList(inSync));
        on(new ReplicaEvent.Assigned(image, minInSync));
        return this;
    }

    void on(ReplicaEvent event) {
        effects = core.on(event, now);
        for (ReplicaEffect effect : effects)
            if (effect instanceof ReplicaEffect.Answer answer) answer.replyTo().send(answer.result());
    }

    void passes(long millis) {
        now += millis;
        on(new ReplicaEvent.TimePassed());
    }

    void wrote(long base, long end, Acks acks) {
        WrittenAppend append = new WrittenAppend(base, end, 100, -1, acks, now + 60_000, answers::add);
        on(new ReplicaEvent.Wrote(List.of(append), end));
    }

    void fetched(int node, long offset) {
        fetched(node, 1, core.state().leaderEpoch(), offset);
    }

    void fetched(int node, long nodeEpoch, int leaderEpoch, long offset) {
        on(new ReplicaEvent.FollowerFetched(node, nodeEpoch, leaderEpoch, offset, 0));
    }

    void refused(ErrorCode why) {
        on(new ReplicaEvent.IsrRefused(partitionEpoch, why));
    }

    void unanswered() {
        on(new ReplicaEvent.IsrUnanswered(partitionEpoch));
    }

    long watermark() {
        return core.state().highWatermark();
    }

    /** Whom the replica has just proposed to be in sync; empty if it has not. */
    List<Integer> proposed() {
        return proposal().stream().map(InSyncMember::node).toList();
    }

    List<InSyncMember> proposal() {
        return effects.stream()
                .filter(ProposeIsr.class::isInstance)
                .map(effect -> ((ProposeIsr) effect).inSyncReplicas())
                .findFirst()
                .orElse(List.of());
    }

    /** Just now. */
    List<DeleteRecordsResult> deletionsAnswered() {
        return effects.stream()
                .filter(ReplicaEffect.AnswerDeletion.class::isInstance)
                .map(effect -> ((ReplicaEffect.AnswerDeletion) effect).result())
                .toList();
    }

    List<ErrorCode> refusals() {
        return answers.stream()
                .filter(NotAppended.class::isInstance)
                .map(answer -> ((NotAppended) answer).why().code())
                .toList();
    }

    static FetchPosition position(int leader, int epoch, long offset, int lastEpoch) {
        return new FetchPosition(leader, epoch, offset, lastEpoch, 0);
    }
}
