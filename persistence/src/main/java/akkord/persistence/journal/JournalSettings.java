package akkord.persistence.journal;

import com.typesafe.config.Config;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

/**
 * Where the journal is, who votes, and its bounds.
 *
 * @param folder of the journal alone, below the node's data folder
 * @param voters node ids, this one among them
 */
public record JournalSettings(Path folder, int nodeId, Set<Integer> voters, Tuning tuning) {

    public JournalSettings {
        voters = Set.copyOf(voters);
        if (!voters.equals(Set.of(nodeId)))
            throw new IllegalArgumentException("The journal of node " + nodeId + " was given the voters " + voters
                    + "; this version of Akkord keeps the journal on one node: the voters must be [" + nodeId + "].");
    }

    /** Bounds from the block {@code akkord.journal} of {@code config}. */
    public static JournalSettings of(Path folder, int nodeId, Set<Integer> voters, Config config) {
        return new JournalSettings(folder, nodeId, voters, Tuning.of(config.getConfig("akkord.journal")));
    }

    /** See {@code akkord.journal} in reference.conf, where every one is explained. */
    public record Tuning(
            Duration startTimeout,
            int operationBytesMax,
            int entryBytesMax,
            int entryOperationsMax,
            int queueOperationsMax,
            int segmentBytes,
            int preallocatedBytes,
            Duration firstElectionTimeout,
            Duration electionTimeoutMin,
            Duration electionTimeoutMax,
            Duration writeTimeout,
            int snapshotEntries,
            long snapshotBytes) {

        static Tuning of(Config config) {
            return new Tuning(
                    config.getDuration("start-timeout"),
                    bytes(config, "operation-bytes-max"),
                    bytes(config, "entry-bytes-max"),
                    config.getInt("entry-operations-max"),
                    config.getInt("queue-operations-max"),
                    bytes(config, "segment-bytes"),
                    bytes(config, "preallocated-bytes"),
                    config.getDuration("first-election-timeout"),
                    config.getDuration("election-timeout-min"),
                    config.getDuration("election-timeout-max"),
                    config.getDuration("write-timeout"),
                    config.getInt("snapshot-entries"),
                    config.getBytes("snapshot-bytes"));
        }

        private static int bytes(Config config, String key) {
            return Math.toIntExact(config.getBytes(key));
        }
    }
}
