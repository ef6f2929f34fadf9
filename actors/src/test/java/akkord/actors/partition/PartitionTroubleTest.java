package akkord.actors.partition;

import static akkord.actors.partition.PartitionFixture.appended;
import static akkord.actors.partition.PartitionFixture.await;
import static akkord.actors.partition.PartitionFixture.image;
import static akkord.actors.partition.PartitionFixture.refused;
import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.typed.ActorRef;
import akkord.actors.partition.core.Durability;
import akkord.actors.partition.core.TestBatch;
import akkord.protocol.domain.ErrorCode;
import akkord.protocol.partition.Acks;
import akkord.protocol.partition.AppendResult;
import akkord.protocol.partition.DamagedLogException;
import akkord.protocol.partition.PartitionCommand;
import akkord.protocol.partition.PartitionView.Role;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Disks that are full, damaged or gone, and failures nobody thought of. */
class PartitionTroubleTest {

    @TempDir
    Path data;

    private PartitionFixture node;
    private ActorRef<LogHousekeeping.Tick> housekeeping;

    @BeforeEach
    void start() {
        node = new PartitionFixture(data, Durability.PAGE_CACHE);
        housekeeping = node.kit.spawn(LogHousekeeping.create(node.context), Partition.dispatcher());
    }

    @AfterEach
    void stop() {
        node.assertEveryBufferReleasedOnce();
        node.close();
    }

    @Test
    void onAFullDiskWritesAreRefusedWithASentenceAndResumeByThemselves() {
        node.leading();
        appended(node.append(batch(), Acks.ALL));
        node.logs.onAppend = new IOException("No space left on device");
        String sentence = refused(node.append(batch(), Acks.ALL), ErrorCode.KAFKA_STORAGE_ERROR)
                .why()
                .message();
        assertThat(sentence).startsWith("no space left on ").contains("orders-0");
        assertThat(node.view().role()).isEqualTo(Role.LEADER);
        assertThat(node.view().highWatermark()).isEqualTo(1);

        node.logs.onAppend = null;
        assertThat(appended(node.append(batch(), Acks.ALL)).baseOffset()).isEqualTo(1);
    }

    @Test
    void aDamagedLogTakesOnlyItsOwnPartitionOfflineAndSaysWhere() {
        node.logs.onOpen = new DamagedLogException(Path.of("00.log"), 77, "checksum");
        node.assign(image(1, 1, 1), Map.of());
        node.awaitView(view -> view.role() == Role.OFFLINE);
        assertThat(node.view().offlineReason().message()).contains("00.log").contains("77");
        assertThat(node.view().log()).isNull();
        assertThat(refused(node.append(batch(), Acks.ALL), ErrorCode.KAFKA_STORAGE_ERROR)
                        .why()
                        .message())
                .contains("77");
        assertThat(node.events.ofKind("partition-offline")).singleElement().satisfies(event -> assertThat(
                        event.details())
                .containsEntry("topic", "orders")
                .containsEntry("partition", "0"));

        node.logs.onOpen = null;
        housekeeping.tell(LogHousekeeping.Tick.REOPEN);
        node.settle();
        assertThat(node.logs.opened).as("damage is not tried again").hasValue(1);
    }

    @Test
    void aCheckpointThatCannotBeFlushedTakesTheReplicaOfflineUntilTheNodeStartsAgain() {
        node.leading();
        appended(node.append(batch(), Acks.ALL));
        node.disk.onFile = new IOException("Input/output error");
        housekeeping.tell(LogHousekeeping.Tick.CHECKPOINT);
        node.awaitView(view -> view.role() == Role.OFFLINE);
        assertThat(node.view().offlineReason().message())
                .contains("orders-0 is offline")
                .contains("Input/output error")
                .contains("restart the node");

        node.disk.onFile = null;
        refused(node.append(batch(), Acks.ALL), ErrorCode.KAFKA_STORAGE_ERROR);
        assertThat(node.events.ofKind("partition-offline")).hasSize(1);
        await(node.closePartition(false));
        node.assign(image(1, 1, 1), Map.of());
        node.awaitView(view -> view.role() == Role.OFFLINE);
        assertThat(node.view().offlineReason().message()).contains("restart the node");
    }

    @Test
    void anUnexpectedFailureDoesNotEndTheHousekeeping() {
        node.leading();
        node.logs.onCheckpointUnexpected = new IllegalStateException("impossible");
        housekeeping.tell(LogHousekeeping.Tick.CHECKPOINT);
        housekeeping.tell(LogHousekeeping.Tick.HIGH_WATERMARKS);
        node.awaitThat(() -> assertThat(node.logs.checkpointsFailed).hasValue(1));
        node.logs.onCheckpointUnexpected = null;
        housekeeping.tell(LogHousekeeping.Tick.CHECKPOINT);
        node.awaitThat(() -> assertThat(node.logs.checkpoints).hasPositiveValue());
    }

    @Test
    void damageThatAReaderMetTakesThePartitionOffline() {
        node.leading();
        CompletableFuture<Boolean> fetch = node.awaitRecords(1, 0, 1);
        node.partition.tell(new PartitionCommand.ReportDamage("damaged log file 00.log at position 5"));
        await(fetch);
        assertThat(node.view().role()).isEqualTo(Role.OFFLINE);
        assertThat(node.view().offlineReason().message()).contains("00.log");
        node.awaitThat(
                () -> assertThat(node.registry.countIn(PartitionPhase.OFFLINE)).isEqualTo(1));
        await(node.closePartition(true));
    }

    @Test
    void aLogThatCannotBeOpenedIsTriedAgainUntilItCan() {
        node.logs.onOpen = new IOException("Too many open files");
        node.assign(image(1, 1, 1), Map.of());
        node.awaitView(view -> view.role() == Role.OFFLINE);
        node.awaitThat(() -> assertThat(node.logs.opened).hasValueGreaterThan(2));
        assertThat(node.events.ofKind("partition-offline")).hasSize(1);

        node.logs.onOpen = null;
        node.awaitView(view -> view.role() == Role.LEADER);
        appended(node.append(batch(), Acks.ALL));
        assertThat(node.events.ofKind("partition-online")).hasSize(1);
    }

    @Test
    void anUnexpectedFailureAnswersEveryoneAndThePartitionComesBack() {
        node.leading();
        CompletableFuture<Boolean> fetch = node.awaitRecords(1, 0, 1);
        CompletableFuture<Void> gate = new CompletableFuture<>();
        node.logs.appendGate = gate;
        CompletableFuture<AppendResult> first = node.append(batch(), Acks.ALL);
        CompletableFuture<AppendResult> second = node.append(batch(), Acks.LEADER);
        node.logs.onAppendUnexpected = new IllegalStateException("impossible");
        gate.complete(null);

        assertThat(refused(first, ErrorCode.UNKNOWN_SERVER_ERROR).why().message())
                .contains("impossible");
        refused(second, ErrorCode.UNKNOWN_SERVER_ERROR);
        await(fetch);
        node.logs.onAppendUnexpected = null;
        node.awaitView(view -> view.role() == Role.LEADER);
        assertThat(appended(node.append(batch(), Acks.ALL)).baseOffset()).isZero();
    }

    @Test
    void whatIsInTheMailboxOfAnActorThatDiesIsAnsweredAndGivenBack() {
        node.leading();
        CompletableFuture<Void> gate = new CompletableFuture<>();
        node.logs.appendGate = gate;
        node.logs.onAppendFatal = new AssertionError("the actor dies of this");
        List<CompletableFuture<AppendResult>> appends = new ArrayList<>();
        for (int i = 0; i < 100; i++) appends.add(node.append(batch(), Acks.ALL));
        CompletableFuture<Boolean> fetch = node.awaitRecords(1, 0, 1);
        var deleted = node.deleteRecords(0);
        var closed = node.closePartition(false);
        gate.complete(null);

        for (CompletableFuture<AppendResult> append : appends)
            assertThat(await(append)).isInstanceOf(AppendResult.NotAppended.class);
        await(fetch);
        assertThat(await(deleted).why()).isNotNull();
        await(closed);
        refused(node.append(batch(), Acks.ALL), ErrorCode.NOT_LEADER_OR_FOLLOWER);
        assertThat(node.registry.find(PartitionFixture.PARTITION)).isNull();
    }

    @Test
    void aProducerWhoseAnswerThrowsHarmsNobody() {
        node.leading();
        node.partition.tell(new PartitionCommand.Append(
                akkord.protocol.partition.BatchBytes.of(batch()), Acks.ALL, Long.MAX_VALUE, answer -> {
                    throw new IllegalStateException("a broken door");
                }));
        assertThat(appended(node.append(batch(), Acks.ALL)).baseOffset()).isEqualTo(1);
    }

    @Test
    void oneSweepOfTheNodeTellsOnlyPartitionsThatHoldSomething() {
        node.leading();
        housekeeping.tell(LogHousekeeping.Tick.RETENTION);
        housekeeping.tell(LogHousekeeping.Tick.CHECKPOINT);
        node.awaitThat(() -> assertThat(node.logs.checkpoints).hasValue(1));
        node.settle();
        assertThat(node.logs.cleaned).hasValue(0);

        appended(node.append(batch(), Acks.ALL));
        housekeeping.tell(LogHousekeeping.Tick.RETENTION);
        node.awaitThat(() -> assertThat(node.logs.cleaned).hasValue(1));
    }

    @Test
    void whatIsKnownOfProducersIsWrittenDownForLogsThatHaveGrown() {
        node.leading();
        node.logs.producerCheckpoints.set(0);
        for (int round = 1; round <= 2; round++) {
            int grown = round;
            appended(node.append(batch(), Acks.ALL));
            housekeeping.tell(LogHousekeeping.Tick.CHECKPOINT);
            node.awaitThat(() -> assertThat(node.logs.producerCheckpoints).hasValue(grown));
            housekeeping.tell(LogHousekeeping.Tick.CHECKPOINT);
            node.awaitThat(() -> assertThat(node.logs.checkpoints).hasValue(grown * 2));
            node.settle();
            assertThat(node.logs.producerCheckpoints).hasValue(grown);
        }
    }

    private static ByteBuffer batch() {
        return TestBatch.of("a").build();
    }
}
