package akkord.actors.partition.core;

import static org.assertj.core.api.Assertions.assertThat;

import akkord.actors.partition.core.ReplicaEffect.Flush;
import akkord.actors.partition.core.ReplicaEffect.HighWatermarkMoved;
import akkord.actors.partition.core.ReplicaEffect.LeadershipChanged;
import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.Refusal;
import akkord.protocol.domain.TopicPartition;
import akkord.protocol.metadata.PartitionImage;
import akkord.protocol.partition.Acks;
import akkord.protocol.partition.AppendResult;
import akkord.protocol.partition.AppendResult.Appended;
import akkord.protocol.partition.AppendResult.NotAppended;
import akkord.protocol.partition.PartitionView.Role;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReplicaCoreTest {

    private static final int ME = 1;
    private static final int OTHER = 2;
    private static final ReplicaTimes TIMES = new ReplicaTimes(30_000, 500, 50, 6, 100);

    /** What every producer was answered, in order. */
    private final List<AppendResult> answers = new ArrayList<>();

    private final List<ReplicaEffect> effects = new ArrayList<>();
    private ReplicaCore core = core(Durability.PAGE_CACHE);
    private long now = 100;

    @Test
    void beforeItsLogIsOpenItRefusesEverything() {
        assertThat(core.refusals().ofAppend(Acks.ALL, false).code()).isEqualTo(ErrorCode.NOT_LEADER_OR_FOLLOWER);
        assertThat(core.state().role()).isEqualTo(Role.OFFLINE);
    }

    @Test
    void theOnlyReplicaLeadsWithItsWholeLogCommitted() {
        lead(5, 30);
        assertThat(core.state().role()).isEqualTo(Role.LEADER);
        assertThat(core.state().logStartOffset()).isEqualTo(5);
        assertThat(core.state().highWatermark()).isEqualTo(30);
        assertThat(core.state().lastStableOffset()).isEqualTo(30);
        assertThat(core.refusals().ofAppend(Acks.ALL, false)).isNull();
        assertThat(effects).contains(new LeadershipChanged(), new HighWatermarkMoved(5, 30));
    }

    @Test
    void inThePageCacheEveryWriteIsAcknowledgedAtOnce() {
        lead(0, 0);
        wrote(append(0, 2, Acks.ALL), append(2, 3, Acks.LEADER));

        assertThat(answers).containsExactlyInAnyOrder(new Appended(0, -1, 0), new Appended(2, -1, 0));
        assertThat(core.state().highWatermark()).isEqualTo(3);
        assertThat(effects).doesNotHaveAnyElementsOfTypes(Flush.class);
        assertThat(core.wakeAtMillis()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void recordsAreForcedToTheDiskAfterAsManyAsTheTopicSays() {
        core.flushAtLeast(5, Long.MAX_VALUE);
        lead(0, 0);
        wrote(append(0, 4, Acks.LEADER));
        assertThat(effects).doesNotHaveAnyElementsOfTypes(Flush.class);
        wrote(append(4, 5, Acks.LEADER));
        assertThat(effects).contains(new Flush(5));
        assertThat(answers).as("nobody waits for the disk").hasSize(2);

        effects.clear();
        wrote(append(5, 10, Acks.LEADER));
        assertThat(effects).as("one at a time").doesNotHaveAnyElementsOfTypes(Flush.class);
        on(new ReplicaEvent.Flushed(5));
        assertThat(effects).contains(new Flush(10));
    }

    @Test
    void recordsAreForcedToTheDiskWhenTheyAreAsOldAsTheTopicSays() {
        core.flushAtLeast(Long.MAX_VALUE, 50);
        lead(0, 0);
        assertThat(core.wakeAtMillis()).isEqualTo(Long.MAX_VALUE);
        wrote(append(0, 1, Acks.LEADER));
        now += 20;
        wrote(append(1, 2, Acks.LEADER));
        assertThat(core.wakeAtMillis()).isEqualTo(150);
        now = 149;
        on(new ReplicaEvent.TimePassed());
        assertThat(effects).doesNotHaveAnyElementsOfTypes(Flush.class);
        now = 150;
        on(new ReplicaEvent.TimePassed());
        assertThat(effects).contains(new Flush(2));
        assertThat(core.wakeAtMillis()).isEqualTo(Long.MAX_VALUE);
        on(new ReplicaEvent.Flushed(2));
        assertThat(core.wakeAtMillis()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void producersAreAnsweredBeforeReadersAreToldOfMore() {
        lead(0, 0);
        effects.clear();
        wrote(append(0, 1, Acks.ALL));
        assertThat(effects).hasExactlyElementsOfTypes(ReplicaEffect.Answer.class, HighWatermarkMoved.class);
    }

    @Test
    void aProducerThatWantsNoAcknowledgementIsNotAnsweredAgain() {
        lead(0, 0);
        wrote(append(0, 1, Acks.NONE));
        assertThat(answers).isEmpty();
        assertThat(core.state().highWatermark()).isEqualTo(1);
    }

    @Test
    void onDiskNothingIsAcknowledgedOrReadableBeforeItIsFlushed() {
        core = core(Durability.DISK);
        lead(0, 0);
        wrote(append(0, 1, Acks.ALL), append(1, 2, Acks.LEADER));
        assertThat(answers).isEmpty();
        assertThat(core.state().highWatermark()).isZero();
        assertThat(effects).contains(new Flush(2));

        on(new ReplicaEvent.Flushed(2));
        assertThat(answers).hasSize(2);
        assertThat(core.state().highWatermark()).isEqualTo(2);
    }

    @Test
    void onDiskAWriteDuringAFlushWaitsForTheNext() {
        core = core(Durability.DISK);
        lead(0, 0);
        wrote(append(0, 1, Acks.ALL));
        effects.clear();
        wrote(append(1, 2, Acks.ALL));
        wrote(append(2, 3, Acks.LEADER));
        assertThat(effects).isEmpty();

        on(new ReplicaEvent.Flushed(1));
        assertThat(answers).containsExactly(new Appended(0, -1, 0));
        assertThat(effects).contains(new Flush(3));

        on(new ReplicaEvent.Flushed(3));
        assertThat(answers).hasSize(3);
        assertThat(core.state().flushedOffset()).isEqualTo(3);
    }

    @Test
    void onDiskWhatACrashLeftUnflushedIsFlushedBeforeItCounts() {
        core = core(Durability.DISK);
        on(opened(0, 9, 4));
        on(new ReplicaEvent.Assigned(image(ME, 1, 1, ME), 1));
        assertThat(core.state().highWatermark()).isEqualTo(4);
        assertThat(effects).contains(new Flush(9));
        on(new ReplicaEvent.Flushed(9));
        assertThat(core.state().highWatermark()).isEqualTo(9);
    }

    @Test
    void aFlushThatTellsOfLessThanIsKnownChangesNothing() {
        core = core(Durability.DISK);
        lead(0, 5);
        on(new ReplicaEvent.Flushed(5));
        on(new ReplicaEvent.Flushed(3));
        assertThat(core.state().highWatermark()).isEqualTo(5);
    }

    @Test
    void withAnotherReplicaInSyncNothingIsCommittedOnItsBehalf() {
        on(opened(0, 4, 4));
        on(new ReplicaEvent.Assigned(image(ME, 1, 1, ME, OTHER), 1));
        wrote(append(4, 5, Acks.ALL), append(5, 6, Acks.LEADER));
        assertThat(core.state().highWatermark()).isZero();
        assertThat(answers).containsExactly(new Appended(5, -1, 0));

        on(new ReplicaEvent.Assigned(image(ME, 1, 2, ME), 1));
        assertThat(core.state().highWatermark()).isEqualTo(6);
        assertThat(answers).hasSize(2);
    }

    @Test
    void tooFewInSyncReplicasRefuseOnlyWhoWantsAll() {
        on(opened(0, 0, 0));
        on(new ReplicaEvent.Assigned(image(ME, 1, 1, ME), 2));
        assertThat(core.refusals().ofAppend(Acks.ALL, false).code()).isEqualTo(ErrorCode.NOT_ENOUGH_REPLICAS);
        assertThat(core.refusals().ofAppend(Acks.LEADER, false)).isNull();
        on(new ReplicaEvent.Assigned(image(ME, 1, 1, ME), 1));
        assertThat(core.refusals().ofAppend(Acks.ALL, false)).isNull();
    }

    @Test
    void aPartitionOfOneReplicaIsNotAskedForMoreOfThem() {
        on(opened(0, 0, 0));
        on(new ReplicaEvent.Assigned(new PartitionImage(ME, 1, 1, List.of(ME), List.of(ME)), 2));
        assertThat(core.refusals().ofAppend(Acks.ALL, false)).isNull();
        wrote(append(0, 1, Acks.ALL));
        assertThat(answers).containsExactly(new Appended(0, -1, 0));
    }

    @Test
    void whoeverWaitsIsToldWhenTheLeadershipIsLost() {
        core = core(Durability.DISK);
        lead(0, 0);
        wrote(append(0, 1, Acks.ALL), append(1, 2, Acks.LEADER));
        effects.clear();
        on(new ReplicaEvent.Assigned(image(OTHER, 2, 2, OTHER, ME), 1));

        assertThat(effects).contains(new LeadershipChanged());
        assertThat(codes()).containsExactly(ErrorCode.NOT_LEADER_OR_FOLLOWER, ErrorCode.NOT_LEADER_OR_FOLLOWER);
        assertThat(core.refusals().ofAppend(Acks.NONE, false).message()).contains("node 2 does, in leader epoch 2");
        assertThat(answers).hasSize(2);
    }

    @Test
    void aNewEpochOfTheSameLeaderKeepsItsProducersWaiting() {
        core = core(Durability.DISK);
        lead(0, 0);
        wrote(append(0, 1, Acks.ALL));
        effects.clear();
        on(new ReplicaEvent.Assigned(image(ME, 2, 2, ME), 1));
        assertThat(effects).contains(new LeadershipChanged());
        assertThat(answers).isEmpty();
        on(new ReplicaEvent.Flushed(1));
        assertThat(answers).containsExactly(new Appended(0, -1, 0));
    }

    @Test
    void anOlderDecisionThatComesLateChangesNothing() {
        on(opened(0, 0, 0));
        on(new ReplicaEvent.Assigned(image(ME, 5, 9, ME), 1));
        ReplicaState before = core.state();
        on(new ReplicaEvent.Assigned(image(OTHER, 4, 10, OTHER), 1));
        on(new ReplicaEvent.Assigned(image(OTHER, 5, 8, OTHER), 1));
        assertThat(core.state()).isEqualTo(before);
    }

    @Test
    void epochsFenceInBothDirections() {
        on(opened(0, 0, 0));
        on(new ReplicaEvent.Assigned(image(ME, 5, 9, ME), 1));
        assertThat(core.refusals().ofEpoch(5)).isNull();
        assertThat(core.refusals().ofEpoch(ReplicaRefusals.NO_EPOCH)).isNull();
        assertThat(core.refusals().ofEpoch(4).code()).isEqualTo(ErrorCode.FENCED_LEADER_EPOCH);
        assertThat(core.refusals().ofEpoch(6).code()).isEqualTo(ErrorCode.UNKNOWN_LEADER_EPOCH);
    }

    @Test
    void aProducerThatWaitsTooLongIsToldAndTheOthersWaitOn() {
        core = core(Durability.DISK);
        lead(0, 0);
        wrote(append(0, 1, Acks.ALL, 200), append(1, 2, Acks.ALL, 150), append(2, 3, Acks.ALL, 900));
        assertThat(core.wakeAtMillis()).isEqualTo(150);

        now = 200;
        on(new ReplicaEvent.TimePassed());
        assertThat(codes()).containsExactly(ErrorCode.REQUEST_TIMED_OUT, ErrorCode.REQUEST_TIMED_OUT);
        assertThat(core.wakeAtMillis()).isEqualTo(900);

        on(new ReplicaEvent.Flushed(3));
        assertThat(answers).hasSize(3).endsWith(new Appended(2, -1, 0));
        assertThat(core.wakeAtMillis()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void aReopenedLogLeadsInNoEpochOfBeforeAndNotBeforeTheControllerKnows() {
        lead(0, 4);
        on(new ReplicaEvent.StoppedServing(new Refusal(ErrorCode.KAFKA_STORAGE_ERROR, "trouble")));
        on(opened(0, 3, 3));
        effects.clear();
        on(new ReplicaEvent.Assigned(image(ME, 1, 1, ME), 1));
        assertThat(core.state().leads()).isFalse();
        assertThat(effects).contains(new ReplicaEffect.ReportReturn(1, true));

        on(new ReplicaEvent.Assigned(image(ME, 2, 2, ME), 1));
        assertThat(core.state().leads()).as("decided without knowing").isFalse();
        on(new ReplicaEvent.ReturnAnswered(image(ME, 1, 3, ME)));
        assertThat(core.state().leads()).as("no epoch of before").isFalse();
        on(new ReplicaEvent.ReturnAnswered(image(ME, 3, 3, ME)));
        assertThat(core.state().leads())
                .as("the metadata may be older than the answer")
                .isFalse();
        on(new ReplicaEvent.Assigned(image(ME, 3, 3, ME), 1));
        assertThat(core.state().leads()).isTrue();
    }

    @Test
    void offlineEveryoneIsToldTheReasonAndItCanComeBack() {
        core = core(Durability.DISK);
        lead(0, 0);
        wrote(append(0, 1, Acks.ALL));
        Refusal why = new Refusal(ErrorCode.KAFKA_STORAGE_ERROR, "bit rot");
        on(new ReplicaEvent.StoppedServing(why));
        assertThat(answers).containsExactly(new NotAppended(why));
        assertThat(core.refusals().ofAppend(Acks.ALL, false)).isEqualTo(why);
        assertThat(core.state().offlineReason()).isEqualTo(why);

        effects.clear();
        lead(0, 1);
        assertThat(core.state().leads()).isFalse();
        assertThat(effects).contains(new ReplicaEffect.ReportReturn(1, false));
        on(new ReplicaEvent.Assigned(image(ME, 2, 2, ME), 1));
        assertThat(core.state().leads()).as("not answered yet").isFalse();
        on(new ReplicaEvent.ReturnAnswered(image(ME, 2, 2, ME)));
        assertThat(core.state().leads()).isTrue();
        assertThat(core.state().offlineReason()).isNull();
        assertThat(effects).contains(new Flush(1));
    }

    @Test
    void theLogStartOnlyGrowsAndTakesTheHighWatermarkAlong() {
        lead(0, 10);
        on(new ReplicaEvent.LogStartMoved(4));
        on(new ReplicaEvent.LogStartMoved(2));
        assertThat(core.state().logStartOffset()).isEqualTo(4);
        wrote(append(10, 11, Acks.ALL));
        assertThat(answers).containsExactly(new Appended(10, -1, 4));
    }

    @Test
    void onlyWhatIsCommittedCanBeDeleted() {
        lead(3, 10);
        assertThat(core.refusals().ofDeleteRecords(10)).isNull();
        assertThat(core.refusals().ofDeleteRecords(0)).isNull();
        assertThat(core.refusals().ofDeleteRecords(11).code()).isEqualTo(ErrorCode.OFFSET_OUT_OF_RANGE);
        assertThat(core.refusals().ofDeleteRecords(-7).code()).isEqualTo(ErrorCode.OFFSET_OUT_OF_RANGE);
    }

    @Test
    void noMoreProducersAreTakenOnThanMayWait() {
        core = new ReplicaCore(ME, new TopicPartition("t", 0), Durability.DISK, 2, TIMES);
        lead(0, 0);
        wrote(append(0, 1, Acks.ALL));
        assertThat(core.isCrowded()).isFalse();
        wrote(append(1, 2, Acks.LEADER));
        assertThat(core.isCrowded()).isTrue();
        assertThat(core.refusals().ofAppend(Acks.ALL, true).code()).isEqualTo(ErrorCode.NOT_ENOUGH_REPLICAS);
        on(new ReplicaEvent.Flushed(2));
        assertThat(core.isCrowded()).isFalse();
    }

    private static ReplicaCore core(Durability durability) {
        return new ReplicaCore(ME, new TopicPartition("t", 0), durability, 1_000, TIMES);
    }

    private static ReplicaEvent opened(long logStart, long logEnd, long flushed) {
        return new ReplicaEvent.LogOpened(logStart, logEnd, flushed, logEnd > logStart ? 0 : -1, logStart);
    }

    private void lead(long logStart, long logEnd) {
        on(opened(logStart, logEnd, logStart));
        on(new ReplicaEvent.Assigned(image(ME, 1, 1, ME), 1));
    }

    private void wrote(WrittenAppend... appends) {
        on(new ReplicaEvent.Wrote(List.of(appends), appends[appends.length - 1].endOffset()));
    }

    private WrittenAppend append(long base, long end, Acks acks) {
        return append(base, end, acks, 1_000);
    }

    private WrittenAppend append(long base, long end, Acks acks, long deadlineMillis) {
        return new WrittenAppend(base, end, 100, -1, acks, deadlineMillis, answers::add);
    }

    private void on(ReplicaEvent event) {
        List<ReplicaEffect> happened = core.on(event, now);
        effects.addAll(happened);
        for (ReplicaEffect effect : happened) {
            if (effect instanceof ReplicaEffect.Answer answer) answer.replyTo().send(answer.result());
        }
    }

    private List<ErrorCode> codes() {
        return answers.stream()
                .map(answer -> ((NotAppended) answer).why().code())
                .toList();
    }

    private static PartitionImage image(int leader, int leaderEpoch, int partitionEpoch, Integer... inSync) {
        return new PartitionImage(leader, leaderEpoch, partitionEpoch, List.of(ME, OTHER), List.of(inSync));
    }
}
