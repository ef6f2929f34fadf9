package akkord.persistence.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.ratis.io.MD5Hash;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftGroupMemberId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.storage.FileInfo;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.StateMachineStorage;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.statemachine.impl.BaseStateMachine;
import org.apache.ratis.statemachine.impl.SimpleStateMachineStorage;
import org.apache.ratis.statemachine.impl.SingleFileSnapshotInfo;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.util.LifeCycle;
import org.apache.ratis.util.MD5FileUtil;
import org.jspecify.annotations.Nullable;

/** Binds {@link JournalState} to Ratis: applies entries in order, keeps snapshots in files, tells who leads. */
final class JournalStateMachine extends BaseStateMachine {

    private final SimpleStateMachineStorage storage = new SimpleStateMachineStorage();
    private final JournalState state;
    private final Leadership leadership;
    private final AppliedIndex applied;
    private final Runnable leaderKnown;
    private final JournalSettings.Tuning tuning;
    private volatile @Nullable Runnable snapshotRequest;
    private int entriesSinceSnapshot;
    private long bytesSinceSnapshot;

    JournalStateMachine(
            JournalState state,
            AppliedIndex applied,
            Leadership leadership,
            Runnable leaderKnown,
            JournalSettings.Tuning tuning) {
        this.tuning = tuning;
        this.state = state;
        this.applied = applied;
        this.leaderKnown = leaderKnown;
        this.leadership = leadership;
    }

    @Override
    public void initialize(RaftServer server, RaftGroupId groupId, RaftStorage raftStorage) throws IOException {
        getLifeCycle()
                .startAndTransition(
                        () -> {
                            super.initialize(server, groupId, raftStorage);
                            loadAtStart(raftStorage.getStorageDir().getRoot().toPath());
                            storage.init(raftStorage);
                        },
                        IOException.class);
    }

    @Override
    public void pause() {
        getLifeCycle().transition(LifeCycle.State.PAUSING);
        getLifeCycle().transition(LifeCycle.State.PAUSED);
    }

    @Override
    public void reinitialize() throws IOException {
        loadNewest();
        if (getLifeCycleState() == LifeCycle.State.PAUSED) {
            getLifeCycle().transition(LifeCycle.State.STARTING);
            getLifeCycle().transition(LifeCycle.State.RUNNING);
        }
    }

    /** The newest whole snapshot; before Ratis looks for one itself. */
    private void loadAtStart(Path root) throws IOException {
        Path folder = Files.createDirectories(root.resolve("sm"));
        SnapshotFiles.Loaded loaded = SnapshotFiles.load(folder, root.resolve("current"));
        if (loaded == null) return;
        state.replaceWith(loaded.histories());
        setLastAppliedTermIndex(loaded.at());
        applied.advanced(loaded.at().getIndex());
    }

    /** What a leader has sent. */
    private void loadNewest() throws IOException {
        SingleFileSnapshotInfo newest = storage.loadLatestSnapshot();
        if (newest == null) return;
        state.replaceWith(StateFile.read(newest.getFile().getPath()));
        setLastAppliedTermIndex(newest.getTermIndex());
        applied.advanced(newest.getTermIndex().getIndex());
    }

    @Override
    public StateMachineStorage getStateMachineStorage() {
        return storage;
    }

    @Override
    public CompletableFuture<Message> applyTransaction(TransactionContext context) {
        TermIndex at = TermIndex.valueOf(context.getLogEntry());
        byte[] bytes =
                context.getLogEntry().getStateMachineLogEntry().getLogData().toByteArray();
        List<Outcome> outcomes = apply(bytes, at);
        updateLastAppliedTermIndex(at);
        applied.advanced(at.getIndex());
        snapshotWhenDue(bytes.length);
        return CompletableFuture.completedFuture(Message.valueOf(ByteString.copyFrom(Entry.encodeOutcomes(outcomes))));
    }

    /** An entry that cannot be read stops the journal: to skip it would lose what a majority has accepted. */
    private List<Outcome> apply(byte[] bytes, TermIndex at) {
        try {
            List<Outcome> outcomes = new ArrayList<>();
            for (Operation operation : Entry.decode(bytes)) outcomes.add(state.apply(operation));
            return outcomes;
        } catch (IOException e) {
            throw new IllegalStateException("The journal's entry " + at + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** {@code request} makes Ratis call {@link #takeSnapshot}; it is run by the thread that applies. */
    void onSnapshotDue(Runnable request) {
        snapshotRequest = request;
    }

    private void snapshotWhenDue(int entryBytes) {
        entriesSinceSnapshot++;
        bytesSinceSnapshot += entryBytes;
        Runnable request = snapshotRequest;
        boolean due = entriesSinceSnapshot >= tuning.snapshotEntries() || bytesSinceSnapshot >= tuning.snapshotBytes();
        if (request == null || !due) return;
        entriesSinceSnapshot = 0;
        bytesSinceSnapshot = 0;
        request.run();
    }

    /**
     * Runs on the thread that applies, so the state stands still meanwhile.
     *
     * @return the index up to which Ratis may drop the log: that of the snapshot before this one, as this one might
     *     be damaged when it is needed; -1 when there is none
     */
    @Override
    public long takeSnapshot() throws IOException {
        TermIndex at = getLastAppliedTermIndex();
        if (at == null || at.getIndex() < 0) return -1;
        Path target = storage.getSnapshotFile(at.getTerm(), at.getIndex()).toPath();
        Path folder = target.toAbsolutePath().getParent();
        if (folder == null) throw new IOException("The snapshot " + target + " has no folder.");
        Path draft = SnapshotFiles.draftOf(target);
        StateFile.write(draft, state.histories());
        MD5Hash digest = MD5FileUtil.computeMd5ForFile(draft.toFile());
        Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        MD5FileUtil.saveMD5File(target.toFile(), digest);
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
        storage.updateLatestSnapshot(new SingleFileSnapshotInfo(new FileInfo(target, digest), at));
        return SnapshotFiles.list(folder).stream()
                .map(SnapshotFiles.Named::at)
                .filter(older -> older.compareTo(at) < 0)
                .findFirst()
                .map(TermIndex::getIndex)
                .orElse(-1L);
    }

    @Override
    public void notifyLeaderReady() {
        leadership.gained(currentTerm());
        leaderKnown.run();
    }

    private long currentTerm() {
        try {
            return getServer().join().getDivision(getGroupId()).getInfo().getCurrentTerm();
        } catch (IOException e) {
            throw new UncheckedIOException("The journal leads and is closed already.", e);
        }
    }

    /** Called when this node ceases to lead, though nobody else may lead yet. */
    @Override
    public void notifyNotLeader(Collection<TransactionContext> pending) {
        leadership.lost();
    }

    @Override
    public void notifyLeaderChanged(RaftGroupMemberId member, RaftPeerId leader) {
        if (member.getPeerId().equals(leader)) return;
        leadership.lost();
        leaderKnown.run();
    }
}
