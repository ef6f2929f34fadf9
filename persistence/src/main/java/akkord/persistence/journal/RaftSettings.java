package akkord.persistence.journal;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.RaftConfigKeys;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.util.SizeInBytes;
import org.apache.ratis.util.TimeDuration;

/** Ratis' own properties, from ours. */
final class RaftSettings {

    /** Ratis wants its write buffer to be larger than the largest entry by its framing. */
    private static final int FRAMING_BYTES = 64 * 1024;

    private RaftSettings() {}

    static RaftProperties of(JournalSettings settings) {
        JournalSettings.Tuning tuning = settings.tuning();
        RaftProperties raft = new RaftProperties();
        RaftConfigKeys.Rpc.setType(raft, new AkkaRpc());
        RaftServerConfigKeys.setStorageDir(raft, List.of(settings.folder().toFile()));
        RaftServerConfigKeys.Rpc.setTimeoutMin(raft, millis(tuning.electionTimeoutMin()));
        RaftServerConfigKeys.Rpc.setTimeoutMax(raft, millis(tuning.electionTimeoutMax()));
        firstElection(raft, settings);
        // a node that was cut off and comes back must not depose a leader that works
        RaftServerConfigKeys.LeaderElection.setPreVote(raft, true);
        log(raft, tuning);
        snapshots(raft);
        threads(raft);
        return raft;
    }

    /** A single voter need not wait for anybody. */
    private static void firstElection(RaftProperties raft, JournalSettings settings) {
        JournalSettings.Tuning tuning = settings.tuning();
        boolean alone = settings.voters().size() == 1;
        Duration least = alone ? tuning.firstElectionTimeout() : tuning.electionTimeoutMin();
        Duration most = alone ? least.plusMillis(1) : tuning.electionTimeoutMax();
        RaftServerConfigKeys.Rpc.setFirstElectionTimeoutMin(raft, millis(least));
        RaftServerConfigKeys.Rpc.setFirstElectionTimeoutMax(raft, millis(most));
    }

    private static void log(RaftProperties raft, JournalSettings.Tuning tuning) {
        int largest = tuning.operationBytesMax() + tuning.entryBytesMax() + FRAMING_BYTES;
        RaftServerConfigKeys.Log.setLogMetadataEnabled(raft, false);
        RaftServerConfigKeys.Log.setUnsafeFlushEnabled(raft, false);
        RaftServerConfigKeys.Log.setAsyncFlushEnabled(raft, false);
        RaftServerConfigKeys.Log.setCorruptionPolicy(raft, RaftServerConfigKeys.Log.CorruptionPolicy.EXCEPTION);
        RaftServerConfigKeys.Log.setSegmentSizeMax(raft, SizeInBytes.valueOf(tuning.segmentBytes()));
        RaftServerConfigKeys.Log.setPreallocatedSize(raft, SizeInBytes.valueOf(tuning.preallocatedBytes()));
        RaftServerConfigKeys.Log.setWriteBufferSize(raft, SizeInBytes.valueOf(largest + FRAMING_BYTES));
        RaftServerConfigKeys.Log.Appender.setBufferByteLimit(raft, SizeInBytes.valueOf(largest));
        RaftServerConfigKeys.Log.Appender.setSnapshotChunkSizeMax(raft, SizeInBytes.valueOf(tuning.entryBytesMax()));
        RaftServerConfigKeys.Log.setPurgeUptoSnapshotIndex(raft, true);
        RaftServerConfigKeys.Log.setPurgeGap(raft, 1);
    }

    private static void snapshots(RaftProperties raft) {
        // the state machine asks for one, by entries and bytes, and says how far the log may go
        RaftServerConfigKeys.Snapshot.setAutoTriggerEnabled(raft, false);
        RaftServerConfigKeys.Snapshot.setCreationGap(raft, 1);
        RaftServerConfigKeys.Snapshot.setRetentionFileNum(raft, 2);
        RaftServerConfigKeys.Snapshot.setTriggerWhenStopEnabled(raft, false);
    }

    private static void threads(RaftProperties raft) {
        RaftServerConfigKeys.ThreadPool.setProxySize(raft, 1);
        RaftServerConfigKeys.ThreadPool.setServerSize(raft, 1);
        RaftServerConfigKeys.ThreadPool.setClientSize(raft, 1);
    }

    private static TimeDuration millis(Duration duration) {
        return TimeDuration.valueOf(duration.toMillis(), TimeUnit.MILLISECONDS);
    }
}
