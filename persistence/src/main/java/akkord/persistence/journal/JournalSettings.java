package akkord.persistence.journal;

import akkord.persistence.journal.peer.PeerAddresses;
import akkord.persistence.journal.peer.PeerTuning;
import com.typesafe.config.Config;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

/**
 * Where the journal is, who votes, and its bounds.
 *
 * @param folder of the journal alone, below the node's data folder
 * @param voters node ids with which a new journal begins, this one among them; none when this node waits to be
 *     added to a journal that runs. Ignored when the folder holds a journal: it knows its voters
 * @param peers where the other voters are
 */
public record JournalSettings(
        Path folder, int nodeId, Set<Integer> voters, PeerAddresses peers, Tuning tuning, PeerTuning peerTuning) {

    public JournalSettings {
        voters = Set.copyOf(voters);
        if (!voters.isEmpty() && !voters.contains(nodeId))
            throw new IllegalArgumentException("The journal of node " + nodeId + " was given the voters " + voters
                    + ": it must be one of them, or none be given when it is to be added to a running journal.");
    }

    /** Of one voter. Bounds from the block {@code akkord.journal} of {@code config}. */
    public static JournalSettings of(Path folder, int nodeId, Set<Integer> voters, Config config) {
        return of(folder, nodeId, voters, PeerAddresses.none(), config);
    }

    /** Bounds from the block {@code akkord.journal} of {@code config}. */
    public static JournalSettings of(Path folder, int nodeId, Set<Integer> voters, PeerAddresses peers, Config config) {
        return new JournalSettings(
                folder,
                nodeId,
                voters,
                peers,
                Tuning.of(config.getConfig("akkord.journal")),
                PeerTuning.of(config.getConfig("akkord.journal.peers")));
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
            Duration callTimeout,
            Duration retryBackoff,
            Duration voterChangeTimeout,
            Duration handOverTimeout,
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
                    config.getDuration("call-timeout"),
                    config.getDuration("retry-backoff"),
                    config.getDuration("voter-change-timeout"),
                    config.getDuration("hand-over-timeout"),
                    config.getInt("snapshot-entries"),
                    config.getBytes("snapshot-bytes"));
        }

        private static int bytes(Config config, String key) {
            return Math.toIntExact(config.getBytes(key));
        }
    }
}
