package akkord.actors.replica;

import akkord.actors.partition.core.TestBatch;
import akkord.protocol.partition.Acks;
import akkord.protocol.partition.PartitionView.Role;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Followers that are to be given much at a time. */
class LargeFetchesTest {

    private static final int ROUNDS = 10;
    private static final int RECORDS = 60;

    /** So many may wait for more: 100,000 bytes are 49 records. */
    private static final int TOO_FEW = 49;

    @TempDir
    Path folder;

    private HandHeldCluster cluster;

    @AfterEach
    void stop() throws Exception {
        cluster.close();
    }

    /** The fetch may wait for an hour: it has to notice that what was too little has become enough. */
    @Test
    void aFetchThatFoundTooLittleIsAnsweredWhenThereIsEnough() throws Exception {
        cluster = new HandHeldCluster(
                folder, Map.of("replica.fetch.min.bytes", "100000", "replica.fetch.wait.max.ms", "3600000"));
        cluster.start(1);
        cluster.start(2);
        cluster.lead(1, List.of(1), List.of(1, 2));
        cluster.awaitView(1, view -> view.role() == Role.LEADER);
        // each time but the first the fetch is there before the records, one of which is too little
        for (int round = 1; round <= ROUNDS; round++) {
            for (int i = 0; i < RECORDS; i++)
                cluster.append(1, TestBatch.of("x".repeat(2_000)).build(), Acks.LEADER)
                        .get();
            long least = (long) round * RECORDS - TOO_FEW;
            cluster.awaitView(2, view -> view.logEndOffset() >= least);
        }
    }
}
