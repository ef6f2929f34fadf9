package akkord.actors.replica;

import static akkord.actors.replica.HandHeldCluster.PARTITION;
import static akkord.actors.replica.ReplicaNode.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import akkord.actors.partition.core.TestBatch;
import akkord.protocol.partition.Acks;
import akkord.protocol.partition.PartitionCommand.DeleteRecords;
import akkord.protocol.partition.PartitionCommand.DeleteRecordsResult;
import akkord.protocol.partition.PartitionView.Role;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Replicas of a log whose oldest records were deleted, up to the middle of a batch. */
class DeletedRecordsTest {

    private static final int LEADER = 1;
    private static final int FOLLOWER = 2;

    @TempDir
    Path folder;

    private HandHeldCluster cluster;

    @BeforeEach
    void start() throws Exception {
        cluster = new HandHeldCluster(folder, Map.of("replica.fetch.backoff.ms", "100"));
        cluster.start(LEADER);
        cluster.lead(LEADER, List.of(LEADER), List.of(LEADER, FOLLOWER));
        cluster.awaitView(LEADER, view -> view.role() == Role.LEADER);
    }

    @AfterEach
    void stop() throws Exception {
        cluster.close();
    }

    private void append(String... values) throws Exception {
        cluster.append(LEADER, TestBatch.of(values).build(), Acks.LEADER).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private void deleteBefore(long offset) throws Exception {
        CompletableFuture<DeleteRecordsResult> done = new CompletableFuture<>();
        long deadlineMillis = System.currentTimeMillis() + PATIENCE.toMillis();
        cluster.node(LEADER).replica(PARTITION).tell(new DeleteRecords(offset, deadlineMillis, done::complete));
        assertThat(done.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo(new DeleteRecordsResult(offset, null));
    }

    private void awaitInSync(long start, long end) throws Exception {
        cluster.awaitView(FOLLOWER, view -> view.logEndOffset() == end && view.logStartOffset() == start);
        cluster.awaitView(LEADER, view -> cluster.decided().inSyncReplicas().contains(FOLLOWER));
        assertThat(cluster.bytes(FOLLOWER)).isEqualTo(cluster.bytes(LEADER));
    }

    @Test
    void aNewReplicaOfALogThatBeginsInsideABatchComesInSync() throws Exception {
        append("a", "b", "c", "d", "e");
        append("f");
        deleteBefore(3);
        cluster.start(FOLLOWER);
        awaitInSync(3, 6);
        append("g");
        awaitInSync(3, 7);
    }

    @Test
    void aReplicaThatHasFallenBehindTheBeginningComesInSyncAgain() throws Exception {
        append("first");
        cluster.start(FOLLOWER);
        awaitInSync(0, 1);
        cluster.stop(FOLLOWER);
        append("a", "b", "c", "d", "e");
        cluster.decide(new akkord.protocol.metadata.PartitionImage(
                LEADER,
                cluster.decided().leaderEpoch() + 1,
                cluster.decided().partitionEpoch() + 1,
                List.of(LEADER, FOLLOWER),
                List.of(LEADER)));
        cluster.awaitView(LEADER, view -> view.highWatermark() == 6);
        deleteBefore(4);
        cluster.start(FOLLOWER);
        awaitInSync(4, 6);
        cluster.stop(FOLLOWER);
        cluster.start(FOLLOWER);
        cluster.awaitView(FOLLOWER, view -> view.logStartOffset() == 4 && view.logEndOffset() == 6);
    }
}
