package akkord.protocol.door.grpc.consume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.Refusal;
import akkord.protocol.grpc.v1.AcknowledgeRecords;
import akkord.protocol.grpc.v1.AcknowledgedRange;
import akkord.protocol.grpc.v1.ConsumeRequest;
import akkord.protocol.grpc.v1.ConsumeResponse;
import akkord.protocol.grpc.v1.Delivery;
import akkord.protocol.grpc.v1.FetchResponse;
import akkord.protocol.grpc.v1.FetchedRecord;
import akkord.protocol.grpc.v1.JoinConsumers;
import akkord.protocol.grpc.v1.Position;
import akkord.protocol.grpc.v1.Start;
import akkord.protocol.share.AckBatch;
import akkord.protocol.share.OffsetRange;
import akkord.protocol.share.ShareCommand.Acknowledge;
import akkord.protocol.share.ShareCommand.Acquire;
import akkord.protocol.share.ShareCommand.GiveBack;
import akkord.protocol.share.ShareCommand.ReleaseAll;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A queue's member when things do not go as they should. */
class QueueMemberTest {

    private final QueueBench bench = new QueueBench();

    private static JoinConsumers.Builder join() {
        return JoinConsumers.newBuilder()
                .setGroup("g")
                .addTopics("t")
                .setDelivery(Delivery.DELIVERY_QUEUE)
                .setMaxRecords(10);
    }

    private void joined(JoinConsumers.Builder join) {
        bench.say(ConsumeRequest.newBuilder().setJoin(join).build());
        ConsumeResponse assigned = told(bench.next());
        assertThat(assigned.getAssigned().getPartitionsList())
                .extracting(Position::getTopic)
                .containsExactly("t");
    }

    private static ConsumeResponse told(CompletableFuture<Optional<ConsumeResponse>> answer) {
        assertThat(answer).as("it is told something").isDone();
        return answer.join().orElseThrow();
    }

    private static List<Long> offsets(CompletableFuture<Optional<ConsumeResponse>> answer) {
        return told(answer).getDelivered().getRecords().getPartitions(0).getRecordsList().stream()
                .map(FetchedRecord::getOffset)
                .toList();
    }

    private void accept(long first, long last) {
        bench.say(ConsumeRequest.newBuilder()
                .setAcknowledge(AcknowledgeRecords.newBuilder()
                        .addRanges(AcknowledgedRange.newBuilder()
                                .setTopic("t")
                                .setFirstOffset(first)
                                .setLastOffset(last)))
                .build());
    }

    @Test
    void whatCannotBeReadIsGivenBackAndTheLeaderAskedAnewInAMoment() {
        bench.toAcquire.add(List.of(QueueBench.range(3, 4)));
        bench.toRead.add(Optional.empty());
        joined(join());
        CompletableFuture<Optional<ConsumeResponse>> next = bench.next();
        assertThat(bench.told(GiveBack.class))
                .extracting(GiveBack::ranges)
                .containsExactly(List.of(new OffsetRange(3, 4)));
        assertThat(next).isNotDone();
        assertThat(bench.told(Acquire.class)).as("not at once").hasSize(1);
        bench.toAcquire.add(List.of(QueueBench.range(3, 4)));
        bench.toRead.add(Optional.of(QueueBench.read(5, 3, 4)));
        bench.timePassed("rest");
        assertThat(offsets(next)).containsExactly(3L, 4L);
    }

    @Test
    void whatDoesNotFitIsGivenBackAndGapsAreDoneWith() {
        bench.toAcquire.add(List.of(QueueBench.range(0, 9)));
        bench.toRead.add(Optional.of(QueueBench.read(6, 1, 2, 5)));
        joined(join());
        assertThat(offsets(bench.next())).containsExactly(1L, 2L, 5L);
        assertThat(bench.told(GiveBack.class).get(0).ranges()).containsExactly(new OffsetRange(6, 9));
        assertThat(bench.told(Acknowledge.class).get(0).batches())
                .extracting(AckBatch::first, AckBatch::last, batch -> batch.types()[0])
                .containsExactly(tuple(0L, 0L, AckBatch.GAP), tuple(3L, 4L, AckBatch.GAP));
    }

    @Test
    void aMemberHasNoMoreThanItMayAndGetsMoreWhenItHasAcknowledgedSome() {
        bench.toAcquire.add(List.of(QueueBench.range(0, 7)));
        bench.toRead.add(Optional.of(QueueBench.read(8, 0, 1, 2, 3, 4, 5, 6, 7)));
        bench.toAcquire.add(List.of(QueueBench.range(8, 9)));
        bench.toRead.add(Optional.of(QueueBench.read(10, 8, 9)));
        joined(join());
        assertThat(offsets(bench.next())).hasSize(8);
        assertThat(offsets(bench.next())).hasSize(2);
        CompletableFuture<Optional<ConsumeResponse>> next = bench.next();
        assertThat(bench.told(Acquire.class)).extracting(Acquire::recordsMax).containsExactly(10, 2);
        accept(0, 3);
        assertThat(told(next).getCommitted().getRefusal()).isEmpty();
        bench.next();
        assertThat(bench.told(Acquire.class)).extracting(Acquire::recordsMax).containsExactly(10, 2, 4);
    }

    @Test
    void whereThereIsNothingItWaitsForRecordsAndForOthersOnceEach() {
        joined(join());
        CompletableFuture<Optional<ConsumeResponse>> next = bench.next();
        assertThat(bench.polls).hasSize(1);
        assertThat(bench.polls.get(0).getPartitions(0).getStart().getOffset()).isEqualTo(QueueBench.END);
        assertThat(bench.available).hasSize(1);
        bench.toAcquire.add(List.of(QueueBench.range(1, 1)));
        bench.toRead.add(Optional.of(QueueBench.read(2, 1)));
        bench.available.get(0).complete(true);
        bench.settle();
        assertThat(offsets(next)).containsExactly(1L);
        CompletableFuture<Optional<ConsumeResponse>> more = bench.next();
        assertThat(bench.polls).as("the first one still waits").hasSize(1);
        assertThat(bench.available).hasSize(2);
        bench.toAcquire.add(List.of(QueueBench.range(100, 100)));
        bench.toRead.add(Optional.of(QueueBench.read(101, 100)));
        bench.news
                .get(0)
                .complete(FetchResponse.newBuilder()
                        .addPartitions(QueueBench.read(101, 100).toBuilder().setHighWatermark(101))
                        .build());
        bench.settle();
        assertThat(offsets(more)).containsExactly(100L);
        Acquire last = bench.told(Acquire.class).get(3);
        assertThat(last.readable().end()).as("it has heard of more").isEqualTo(101);
    }

    @Test
    void whoseWaitIsRefusedAtOnceAsksAgainOnlyInAMoment() {
        joined(join());
        bench.next();
        bench.available.get(0).complete(false);
        bench.settle();
        assertThat(bench.told(Acquire.class)).hasSize(1);
        bench.timePassed("rest");
        assertThat(bench.told(Acquire.class)).hasSize(2);
    }

    @Test
    void aTimeIsSearchedForOnlyByAGroupThatHasNotBegun() {
        bench.hasBegun = false;
        joined(join().setStart(Start.newBuilder().setTimestampMs(5)));
        bench.next();
        assertThat(bench.told(Acquire.class))
                .extracting(Acquire::beginAt)
                .containsExactly(Acquire.UNKNOWN, QueueBench.AT_TIME);
    }

    @Test
    void withoutAStartTheGroupBeginsAsItIsSet() {
        joined(join());
        bench.next();
        assertThat(bench.told(Acquire.class)).extracting(Acquire::beginAt).containsExactly(0L);
    }

    @Test
    void whoIsNotKnownAnyMoreJoinsAgainUnderItsName() {
        joined(join());
        bench.beatRefusal = new Refusal(ErrorCode.FENCED_MEMBER_EPOCH, "fenced");
        bench.timePassed("beat");
        bench.timePassed("beat");
        assertThat(bench.beats).extracting(beat -> beat.memberEpoch()).containsExactly(0, 7, 0);
        assertThat(bench.beats.get(1).topics()).isNull();
        assertThat(bench.beats.get(2).topics()).containsExactly("t");
        assertThat(bench.beats)
                .extracting(beat -> beat.memberId())
                .containsOnly(bench.beats.get(0).memberId());
    }

    @Test
    void whoEndsItsStreamLeavesAndLetsGoOfAllItHas() {
        bench.toAcquire.add(List.of(QueueBench.range(0, 1)));
        bench.toRead.add(Optional.of(QueueBench.read(2, 0, 1)));
        joined(join());
        assertThat(offsets(bench.next())).hasSize(2);
        bench.tell(MemberMessage.Own.OVER);
        assertThat(bench.beats).extracting(beat -> beat.memberEpoch()).containsExactly(0, -1);
        assertThat(bench.told(ReleaseAll.class))
                .extracting(ReleaseAll::memberId)
                .containsExactly(bench.beats.get(0).memberId());
    }

    @Test
    void whatAGroupRefusesForGoodEndsTheStream() {
        bench.beatRefusal = new Refusal(ErrorCode.INCONSISTENT_GROUP_PROTOCOL, "it is no share group");
        bench.say(ConsumeRequest.newBuilder().setJoin(join()).build());
        assertThatThrownBy(() -> bench.next().join()).hasMessageContaining("it is no share group");
    }

    @Test
    void aQueueHasNoStaticMembers() {
        bench.say(
                ConsumeRequest.newBuilder().setJoin(join().setInstanceId("one")).build());
        assertThatThrownBy(() -> bench.next().join()).hasMessageContaining("no static members");
        assertThat(bench.beats).isEmpty();
    }
}
