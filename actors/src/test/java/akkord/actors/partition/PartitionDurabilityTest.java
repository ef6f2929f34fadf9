package akkord.actors.partition;

import static akkord.actors.partition.PartitionFixture.appended;
import static akkord.actors.partition.PartitionFixture.await;
import static akkord.actors.partition.PartitionFixture.refused;
import static org.assertj.core.api.Assertions.assertThat;

import akkord.actors.partition.core.Durability;
import akkord.actors.partition.core.TestBatch;
import akkord.protocol.domain.ErrorCode;
import akkord.protocol.partition.Acks;
import akkord.protocol.partition.AppendResult;
import akkord.protocol.partition.PartitionView.Role;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code akkord.durability = disk}. */
class PartitionDurabilityTest {

    @TempDir
    Path data;

    private PartitionFixture node;

    @BeforeEach
    void start() {
        node = new PartitionFixture(data, Durability.DISK).leading();
    }

    @AfterEach
    void stop() {
        node.assertEveryBufferReleasedOnce();
        node.close();
    }

    @Test
    void noAcknowledgementPrecedesTheFlush() {
        CompletableFuture<Void> gate = holdFlushes();
        CompletableFuture<AppendResult> all = node.append(batch(), Acks.ALL);
        CompletableFuture<AppendResult> leader = node.append(batch(), Acks.LEADER);
        CompletableFuture<AppendResult> none = node.append(batch(), Acks.NONE);
        CompletableFuture<Boolean> fetch = node.awaitRecords(1, 0, 1);
        appended(none);
        node.awaitView(view -> view.logEndOffset() == 3);
        node.settle();
        assertThat(all).isNotDone();
        assertThat(leader).isNotDone();
        assertThat(fetch).isNotDone();
        assertThat(node.view().highWatermark()).isZero();

        gate.complete(null);
        appended(all);
        appended(leader);
        await(fetch);
        node.awaitView(view -> view.highWatermark() == 3);
    }

    @Test
    void theActorGoesOnWritingWhileAFlushIsUnderWay() {
        CompletableFuture<Void> gate = holdFlushes();
        CompletableFuture<AppendResult> first = node.append(batch(), Acks.ALL);
        node.awaitView(view -> view.logEndOffset() == 1);
        CompletableFuture<AppendResult> second = node.append(batch(), Acks.ALL);
        node.awaitView(view -> view.logEndOffset() == 2);
        gate.complete(null);
        appended(first);
        appended(second);
    }

    @Test
    void aProducerIsToldWhenTheFlushTakesTooLong() {
        CompletableFuture<Void> gate = holdFlushes();
        CompletableFuture<AppendResult> patient = node.append(batch(), Acks.ALL);
        CompletableFuture<AppendResult> hasty = node.append(batch(), Acks.ALL, Duration.ofMillis(50));
        refused(hasty, ErrorCode.REQUEST_TIMED_OUT);
        assertThat(patient).isNotDone();
        gate.complete(null);
        appended(patient);
    }

    @Test
    void afterAFailedFlushTheReplicaIsOfflineAndEveryoneIsTold() {
        node.logs.onFlush = new IOException("Input/output error");
        assertThat(refused(node.append(batch(), Acks.ALL), ErrorCode.KAFKA_STORAGE_ERROR)
                        .why()
                        .message())
                .contains("Input/output error");
        node.awaitView(view -> view.role() == Role.OFFLINE);
        refused(node.append(batch(), Acks.LEADER), ErrorCode.KAFKA_STORAGE_ERROR);
        assertThat(node.events.ofKind("partition-offline")).hasSize(1);
    }

    @Test
    void aFlushThatFailedOnceIsNeverReportedAsASuccess() {
        node.disk.onFile = new IOException("Input/output error");
        refused(node.append(batch(), Acks.ALL), ErrorCode.KAFKA_STORAGE_ERROR);
        node.disk.onFile = null;
        node.awaitView(view -> view.role() == Role.OFFLINE);
        refused(node.append(batch(), Acks.ALL), ErrorCode.KAFKA_STORAGE_ERROR);
        await(node.closePartition(false));
        node.assign(PartitionFixture.image(1, 1, 1), java.util.Map.of());
        node.awaitView(view -> view.role() == Role.OFFLINE);
        refused(node.append(batch(), Acks.ALL), ErrorCode.KAFKA_STORAGE_ERROR);
    }

    @Test
    void closingFlushesAndAnswersThoseWhoWait() {
        CompletableFuture<Void> gate = holdFlushes();
        CompletableFuture<AppendResult> all = node.append(batch(), Acks.ALL);
        CompletableFuture<AppendResult> leader = node.append(batch(), Acks.LEADER);
        await(node.closePartition(false));
        appended(all);
        appended(leader);
        gate.complete(null);
    }

    @Test
    void deletingRefusesThoseWhoWait() {
        CompletableFuture<Void> gate = holdFlushes();
        CompletableFuture<AppendResult> all = node.append(batch(), Acks.ALL);
        await(node.closePartition(true));
        refused(all, ErrorCode.NOT_LEADER_OR_FOLLOWER);
        gate.complete(null);
    }

    private CompletableFuture<Void> holdFlushes() {
        CompletableFuture<Void> gate = new CompletableFuture<>();
        node.logs.flushGate = gate;
        return gate;
    }

    private static ByteBuffer batch() {
        return TestBatch.of("a").build();
    }
}
