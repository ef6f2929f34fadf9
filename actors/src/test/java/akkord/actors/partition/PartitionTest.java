package akkord.actors.partition;

import static akkord.actors.partition.PartitionFixture.NODE;
import static akkord.actors.partition.PartitionFixture.OTHER_NODE;
import static akkord.actors.partition.PartitionFixture.PARTITION;
import static akkord.actors.partition.PartitionFixture.appended;
import static akkord.actors.partition.PartitionFixture.await;
import static akkord.actors.partition.PartitionFixture.image;
import static akkord.actors.partition.PartitionFixture.refused;
import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.typed.ActorRef;
import akkord.actors.partition.core.Durability;
import akkord.actors.partition.core.TestBatch;
import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.TopicId;
import akkord.protocol.metadata.PartitionImage;
import akkord.protocol.partition.Acks;
import akkord.protocol.partition.AppendResult;
import akkord.protocol.partition.PartitionCommand;
import akkord.protocol.partition.PartitionView.Role;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartitionTest {

    @TempDir
    Path data;

    private PartitionFixture node;

    @BeforeEach
    void start() {
        node = new PartitionFixture(data, Durability.PAGE_CACHE);
    }

    @AfterEach
    void stop() {
        node.assertEveryBufferReleasedOnce();
        node.close();
    }

    @Test
    void aReplicaCannotBeFoundBeforeItIsOpenAndRefusesWhatComesAnyway() {
        refused(node.append(batch("a"), Acks.ALL), ErrorCode.NOT_LEADER_OR_FOLLOWER);
        assertThat(node.registry.find(PARTITION)).isNull();
    }

    @Test
    void aLeaderAppendsAndPublishesWhatItHas() {
        node.leading();
        assertThat(appended(node.append(batch("a", "b"), Acks.ALL)).baseOffset())
                .isZero();
        assertThat(appended(node.append(batch("c"), Acks.LEADER)).baseOffset()).isEqualTo(2);
        assertThat(appended(node.append(batch("d"), Acks.NONE)).baseOffset()).isEqualTo(3);
        node.settle();
        assertThat(node.view().highWatermark()).isEqualTo(4);
        assertThat(node.view().logEndOffset()).isEqualTo(4);
        assertThat(node.view().lastStableOffset()).isEqualTo(4);
        assertThat(node.view().leader()).isEqualTo(NODE);
        assertThat(node.view().topicId()).isEqualTo(node.topicId);
        assertThat(node.registry.countIn(PartitionPhase.SERVING)).isEqualTo(1);
    }

    @Test
    void theViewHoldsARecordByTheTimeItsProducerIsAnswered() {
        node.leading();
        for (int i = 0; i < 200; i++) {
            long base = appended(node.append(batch("x"), Acks.ALL)).baseOffset();
            assertThat(node.view().highWatermark()).isGreaterThan(base);
        }
    }

    @Test
    void appendsThatWaitInTheMailboxGoOutInOneWrite() {
        node.leading();
        CompletableFuture<Void> gate = holdWrites();
        CompletableFuture<AppendResult> first = node.append(batch("first"), Acks.ALL);
        List<CompletableFuture<AppendResult>> others = new ArrayList<>();
        for (int i = 0; i < 50; i++) others.add(node.append(batch("other"), Acks.ALL));
        gate.complete(null);

        appended(first);
        for (int i = 0; i < 50; i++)
            assertThat(appended(others.get(i)).baseOffset()).isEqualTo(i + 1);
        assertThat(node.logs.writes.stream().mapToInt(Integer::intValue).sum()).isEqualTo(51);
        assertThat(node.logs.writes.size()).as("writes: %s", node.logs.writes).isLessThanOrEqualTo(2);
    }

    @Test
    void oneWriteIsBoundedInNumber() {
        node.leading();
        CompletableFuture<Void> gate = holdWrites();
        List<CompletableFuture<AppendResult>> all = new ArrayList<>();
        for (int i = 0; i < 200; i++) all.add(node.append(batch("x"), Acks.ALL));
        gate.complete(null);
        all.forEach(PartitionFixture::appended);
        assertThat(node.logs.writes).allMatch(appends -> appends <= 64);
    }

    @Test
    void oneBadProduceAmongManyIsRefusedAlone() {
        node.leading();
        CompletableFuture<Void> gate = holdWrites();
        CompletableFuture<AppendResult> before = node.append(batch("before"), Acks.ALL);
        ByteBuffer corrupt = batch("corrupt");
        corrupt.put(70, (byte) ~corrupt.get(70));
        CompletableFuture<AppendResult> bad = node.append(corrupt, Acks.ALL);
        CompletableFuture<AppendResult> broken = node.append(null, Acks.ALL);
        CompletableFuture<AppendResult> after = node.append(batch("after"), Acks.ALL);
        gate.complete(null);

        refused(bad, ErrorCode.CORRUPT_MESSAGE);
        refused(broken, ErrorCode.UNKNOWN_SERVER_ERROR);
        assertThat(appended(before).baseOffset()).isZero();
        assertThat(appended(after).baseOffset()).isEqualTo(1);
    }

    @Test
    void aFollowerRefusesAndNamesTheLeader() {
        node.leading();
        node.assign(image(OTHER_NODE, 2, 2), Map.of());
        assertThat(refused(node.append(batch("a"), Acks.LEADER), ErrorCode.NOT_LEADER_OR_FOLLOWER)
                        .why()
                        .message())
                .contains("node 2");
        assertThat(node.view().role()).isEqualTo(Role.FOLLOWER);
    }

    @Test
    void newSettingsOfTheTopicCountFromTheNextAppend() {
        node.leading();
        node.assign(image(NODE, 1, 1), Map.of("max.message.bytes", "80"));
        refused(node.append(batch("x".repeat(100)), Acks.ALL), ErrorCode.MESSAGE_TOO_LARGE);
        PartitionImage ofTwo = new PartitionImage(NODE, 1, 2, List.of(NODE, OTHER_NODE), List.of(NODE));
        node.assign(ofTwo, Map.of("min.insync.replicas", "2"));
        refused(node.append(batch("x"), Acks.ALL), ErrorCode.NOT_ENOUGH_REPLICAS);
        appended(node.append(batch("x"), Acks.LEADER));
    }

    @Test
    void aTopicsFlushSettingsForceItsLogThoughNobodyWaits() {
        node.leading();
        for (int i = 0; i < 5; i++) appended(node.append(batch("x"), Acks.ALL));
        node.settle();
        assertThat(node.logs.flushes).hasValue(0);

        node.assign(image(NODE, 1, 1), Map.of("flush.messages", "5"));
        appended(node.append(batch("x"), Acks.ALL));
        node.settle();
        assertThat(node.logs.flushes).as("forced by the number of records").hasValue(1);
        node.awaitThat(() -> assertThat(node.logs.flushedOffset).hasValueGreaterThanOrEqualTo(5));

        node.assign(image(NODE, 1, 1), Map.of("flush.ms", "1"));
        appended(node.append(batch("x"), Acks.ALL));
        node.awaitThat(() -> assertThat(node.logs.flushedOffset).hasValue(7));
    }

    @Test
    void aTopicsFlushSettingsHoldFromTheOpeningOfItsLogOn() {
        node.assign(image(NODE, 1, 1), Map.of("flush.messages", "2"));
        for (int i = 0; i < 2; i++) appended(node.append(batch("x"), Acks.ALL));
        node.settle();
        assertThat(node.logs.flushes).as("forced by the number of records").hasValue(1);
    }

    @Test
    void oldSegmentsGoAsTheTopicSaysNow() {
        node.leading();
        ActorRef<LogHousekeeping.Tick> housekeeping =
                node.kit.spawn(LogHousekeeping.create(node.context), Partition.dispatcher());
        node.assign(image(NODE, 1, 1), Map.of("segment.ms", "1", "retention.ms", "-1"));
        appended(node.append(batch("x"), Acks.ALL));
        housekeeping.tell(LogHousekeeping.Tick.RETENTION);
        node.awaitThat(() -> assertThat(node.logs.cleaned).hasValue(1));
        assertThat(node.view().logStartOffset()).isZero();

        node.assign(image(NODE, 1, 1), Map.of("segment.ms", "1", "retention.ms", "1"));
        node.awaitThat(() -> {
            housekeeping.tell(LogHousekeeping.Tick.RETENTION);
            assertThat(node.view().logStartOffset()).isEqualTo(1);
        });
    }

    @Test
    void anAssignmentOfAnotherTopicOfTheSameNameOrAnOlderOneIsIgnored() {
        node.assign(image(NODE, 3, 3), Map.of());
        node.partition.tell(new akkord.protocol.partition.PartitionCommand.Assign(
                PARTITION, akkord.protocol.domain.TopicId.random(), image(OTHER_NODE, 9, 9), Map.of()));
        node.assign(image(OTHER_NODE, 2, 2), Map.of());
        appended(node.append(batch("a"), Acks.ALL));
        assertThat(node.view().leaderEpoch()).isEqualTo(3);
    }

    @Test
    void aWaitingFetchIsCompletedOnceWhenEnoughHasCome() {
        node.leading();
        CompletableFuture<Boolean> any = node.awaitRecords(1, 0, 1);
        CompletableFuture<Boolean> much = node.awaitRecords(100_000, 0, 1);
        appended(node.append(batch("a"), Acks.ALL));
        await(any);
        assertThat(much).isNotDone();
        for (int i = 0; i < 11; i++) node.append(batch("y".repeat(10_000)), Acks.ALL);
        await(much);
    }

    @Test
    void aFetchThatSawLessIsCountedWhatItMissed() {
        node.leading();
        appended(node.append(batch("z".repeat(5_000)), Acks.ALL));
        await(node.awaitRecords(5_000, 0, 1));
        CompletableFuture<Boolean> more = node.awaitRecords(1, 1, 1);
        node.settle();
        assertThat(more).isNotDone();
        appended(node.append(batch("a"), Acks.ALL));
        await(more);
    }

    @Test
    void fetchesLookAgainWhenTheLeaderOrItsEpochChanges() {
        node.leading();
        CompletableFuture<Boolean> waiting = node.awaitRecords(1, 0, 1);
        node.assign(image(NODE, 2, 2), Map.of());
        await(waiting);
        await(node.awaitRecords(1, 0, 1));
        CompletableFuture<Boolean> again = node.awaitRecords(1, 0, 2);
        node.assign(image(OTHER_NODE, 3, 3), Map.of());
        await(again);
        await(node.awaitRecords(1, 0, 3));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aFetchThatWaitsLooksAgainWhenTheReplicaIsClosedOrDeleted(boolean deleted) {
        node.leading();
        CompletableFuture<Boolean> waiting = node.awaitRecords(1, 0, 1);
        await(node.closePartition(deleted));
        assertThat(waiting).as("the fetch that waited").isCompleted();
    }

    @Test
    void recordsBelowTheHighWatermarkCanBeDeleted() {
        node.leading();
        appended(node.append(batch("a", "b", "c"), Acks.ALL));
        assertThat(await(node.deleteRecords(2)).logStartOffset()).isEqualTo(2);
        assertThat(node.view().logStartOffset()).isEqualTo(2);
        assertThat(await(node.deleteRecords(4)).why().code()).isEqualTo(ErrorCode.OFFSET_OUT_OF_RANGE);
        assertThat(await(node.deleteRecords(-1)).logStartOffset()).isEqualTo(3);
        node.assign(image(NODE, 1, 1), Map.of("cleanup.policy", "compact"));
        assertThat(await(node.deleteRecords(-1)).why().code()).isEqualTo(ErrorCode.POLICY_VIOLATION);
    }

    @Test
    void aClosedReplicaWritesWhatItTookOnThenRefusesThenStops() {
        node.leading();
        CompletableFuture<Void> gate = holdWrites();
        CompletableFuture<AppendResult> first = node.append(batch("a"), Acks.ALL);
        CompletableFuture<AppendResult> second = node.append(batch("b"), Acks.ALL);
        var closed = node.closePartition(false);
        CompletableFuture<AppendResult> late = node.append(batch("c"), Acks.ALL);
        CompletableFuture<Boolean> fetch = node.awaitRecords(1, 2, 1);
        var deleted = node.deleteRecords(0);
        gate.complete(null);

        appended(first);
        appended(second);
        await(closed);
        refused(late, ErrorCode.NOT_LEADER_OR_FOLLOWER);
        await(fetch);
        assertThat(await(deleted).why().code()).isEqualTo(ErrorCode.NOT_LEADER_OR_FOLLOWER);
        assertThat(node.registry.find(PARTITION)).isNull();
        node.kit.createTestProbe().expectTerminated(node.partition, PartitionFixture.PATIENCE);
        assertThat(node.registry.countIn(PartitionPhase.CLOSING)).isZero();
    }

    @Test
    void aReplicaAssignedAgainWhileItLingersOpensWithWhatItHad() {
        node.leading();
        appended(node.append(batch("a"), Acks.ALL));
        await(node.closePartition(false));
        node.assign(image(NODE, 1, 1), Map.of());
        assertThat(node.awaitView(view -> view.role() == Role.LEADER).leaderEpoch())
                .as("the next")
                .isEqualTo(2);
        assertThat(appended(node.append(batch("b"), Acks.ALL)).baseOffset()).isEqualTo(1);
    }

    @Test
    void whoeverWaitsWhenTheActorIsStoppedIsAnswered() {
        node.leading();
        CompletableFuture<Boolean> fetch = node.awaitRecords(1, 0, 1);
        node.settle();
        node.kit.stop(node.partition, Duration.ofSeconds(20));
        await(fetch);
        assertThat(node.registry.find(PARTITION)).isNull();
    }

    /** The linger is an hour: only a replica that does not wait for it can end. */
    @Test
    void aClosedReplicaStopsAtOnceWithItsShard(@TempDir Path other) {
        try (PartitionFixture lingering =
                new PartitionFixture(other, Durability.PAGE_CACHE, TopicId.random(), Duration.ofHours(1))) {
            lingering.leading();
            await(lingering.closePartition(false));
            lingering.partition.tell(PartitionCommand.StopWithShard.STOP);
            lingering.kit.createTestProbe().expectTerminated(lingering.partition, PartitionFixture.PATIENCE);
        }
    }

    @Test
    void aReplicaThatIsOpenWhenItsShardStopsStillRefusesWhoHasFoundIt() {
        node.leading();
        node.partition.tell(PartitionCommand.StopWithShard.STOP);
        refused(node.append(batch("late"), Acks.ALL), ErrorCode.NOT_LEADER_OR_FOLLOWER);
        node.kit.createTestProbe().expectTerminated(node.partition, PartitionFixture.PATIENCE);
    }

    private CompletableFuture<Void> holdWrites() {
        CompletableFuture<Void> gate = new CompletableFuture<>();
        node.logs.appendGate = gate;
        return gate;
    }

    private static ByteBuffer batch(String... values) {
        return TestBatch.of(values).build();
    }
}
