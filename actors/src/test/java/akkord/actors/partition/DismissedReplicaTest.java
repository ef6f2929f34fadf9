package akkord.actors.partition;

import static akkord.actors.partition.PartitionFixture.PARTITION;
import static akkord.actors.partition.PartitionFixture.appended;
import static akkord.actors.partition.PartitionFixture.await;
import static akkord.actors.partition.PartitionFixture.image;
import static org.assertj.core.api.Assertions.assertThat;

import akkord.actors.partition.core.Durability;
import akkord.actors.partition.core.TestBatch;
import akkord.protocol.controller.ControllerCommand.ReplicaNews;
import akkord.protocol.controller.ControllerCommand.ReplicaReport;
import akkord.protocol.domain.TopicId;
import akkord.protocol.partition.Acks;
import akkord.protocol.partition.BatchBytes;
import akkord.protocol.partition.FetchPosition;
import akkord.protocol.partition.PartitionCommand;
import akkord.protocol.partition.PartitionView.Role;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Replicas that are taken away from a node, whose losses nobody asks about any more, and replicas that lose twice. */
class DismissedReplicaTest {

    @TempDir
    Path data;

    private PartitionFixture node;

    @BeforeEach
    void start() {
        node = new PartitionFixture(data, Durability.PAGE_CACHE, TopicId.random(), Duration.ofHours(1));
        node.kit.spawn(LogHousekeeping.create(node.context), Partition.dispatcher());
        node.leading();
        appended(node.append(TestBatch.of("a").build(), Acks.ALL));
    }

    @AfterEach
    void stop() {
        node.assertEveryBufferReleasedOnce();
        node.close();
    }

    @Test
    void givenBackWithinTheLingerItIsAnotherReplicaThatHasLostNothing() {
        await(node.closePartition(true));
        assertThat(node.losses).containsExactly("counts no more");
        node.assign(image(PartitionFixture.NODE, 3, 3), Map.of());
        node.awaitView(view -> view.role() == Role.LEADER && view.logEndOffset() == 0);
        assertThat(node.reports).isEmpty();
        assertThat(node.losses).containsExactly("counts no more");
    }

    @Test
    void oneThatIsOnlyClosedKeepsItsLosses() {
        await(node.closePartition(false));
        node.settle();
        assertThat(node.losses).isEmpty();
    }

    /** The request is repeated until it is answered; by then another topic may have the name, and the folder. */
    @Test
    void aRepeatedRequestToDeleteDoesNotTouchWhoCameAfter() throws Exception {
        await(node.closePartition(true));
        Path folder = Files.createDirectories(data.resolve("log").resolve(PARTITION.toString()));
        await(node.closePartition(true));
        assertThat(folder).exists();
    }

    @Test
    void whatIsAnsweredToAnEarlierLossSaysNothingOfALaterOne() throws Exception {
        CompletableFuture<Void> first = new CompletableFuture<>();
        node.reportGate = first;
        reopenedEmpty();
        node.awaitThat(() -> assertThat(node.reports).contains(lossy(1)));
        CompletableFuture<Void> second = new CompletableFuture<>();
        node.reportGate = second;
        reopenedEmpty();
        node.awaitThat(() -> assertThat(node.losses).contains("lost 2"));

        first.complete(null);
        node.awaitThat(() -> assertThat(node.losses).contains("recorded 1"));
        node.settle();
        assertThat(node.view().role()).isNotEqualTo(Role.LEADER);
        second.complete(null);
        node.awaitThat(() -> assertThat(node.losses).contains("recorded 2"));
        node.awaitView(view -> view.role() == Role.LEADER);
    }

    /** Its log is taken offline by an unexpected failure, and is gone when it is opened again. */
    private void reopenedEmpty() throws Exception {
        node.logs.onOpen = new IOException("not yet");
        BatchBytes impossible = new BatchBytes(ByteBuffer.allocate(0), () -> {
            throw new IllegalStateException("impossible");
        });
        node.partition.tell(
                new PartitionCommand.ReplicaRecords(new FetchPosition(-1, -1, -1, -1, -1), impossible, 0, 0));
        node.awaitView(view -> view.role() == Role.OFFLINE);
        node.settle();
        node.logs.deleteFiles(PARTITION);
        node.logs.onOpen = null;
        node.awaitView(view -> view.role() != Role.OFFLINE);
    }

    private ReplicaReport lossy(int leaderEpoch) {
        return new ReplicaReport(node.topicId, 0, leaderEpoch, ReplicaNews.REOPENED_WITH_LOSSES);
    }
}
