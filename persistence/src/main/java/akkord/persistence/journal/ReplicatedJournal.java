package akkord.persistence.journal;

import akka.actor.AbstractExtensionId;
import akka.actor.ActorSystem;
import akka.actor.ClassicActorSystemProvider;
import akka.actor.ExtendedActorSystem;
import akka.actor.Extension;
import akka.actor.ExtensionIdProvider;
import akkord.persistence.journal.peer.PeerCalls;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The journal of this actor system: {@link #start} it once, then the plugins serve. States: not started (plugins
 * wait, bounded by {@code akkord.journal.start-timeout}), starting, serving (leading or following), stopped (for
 * good).
 */
public final class ReplicatedJournal implements Extension {

    private static final Logger LOG = LoggerFactory.getLogger(ReplicatedJournal.class);
    private static final Id ID = new Id();

    private final ExtendedActorSystem system;
    private final JournalState state = new JournalState();
    private final AppliedIndex applied;
    private final CompletableFuture<Void> leaderKnown = new CompletableFuture<>();
    private final CompletableFuture<ReplicatedJournal> ready = new CompletableFuture<>();
    private final Leadership leadership = new Leadership();
    private boolean started;
    private boolean stopped;
    private @Nullable Serving serving;

    /** What runs between start and stop. */
    private record Serving(PeerCalls peers, RaftNode raft, LeaderCalls leader, WriteQueue queue, ReadBarrier barrier) {}

    /** Finds the journal of an actor system. */
    private static final class Id extends AbstractExtensionId<ReplicatedJournal> implements ExtensionIdProvider {
        @Override
        public Id lookup() {
            return ID;
        }

        @Override
        public ReplicatedJournal createExtension(ExtendedActorSystem system) {
            ReplicatedJournal journal = new ReplicatedJournal(system);
            system.registerOnTermination(journal::stop);
            return journal;
        }
    }

    private ReplicatedJournal(ExtendedActorSystem system) {
        this.system = system;
        this.applied = new AppliedIndex(system.dispatcher());
    }

    /** Of a classic or typed system. */
    public static ReplicatedJournal get(ClassicActorSystemProvider system) {
        ActorSystem classic = system.classicSystem();
        return ID.get(classic);
    }

    /**
     * Opens the journal; a second call changes nothing. Completes when a leader is known, this node or another;
     * fails with a sentence that names the folder when it cannot be opened, or found no leader within
     * {@code start-timeout}. A node without voters waits so to be added by {@link #addVoter}.
     */
    public static CompletionStage<ReplicatedJournal> start(
            ClassicActorSystemProvider system, JournalSettings settings) {
        ReplicatedJournal journal = get(system);
        journal.open(settings);
        return journal.whenReady();
    }

    /** Completes when the journal serves; fails when it could not start or was stopped. */
    public CompletionStage<ReplicatedJournal> whenReady() {
        return ready.copy();
    }

    /**
     * Calls {@code leads} with true when this node leads the journal and has applied all of it, with false when it
     * ceases to; now, if it leads already. On the journal's own threads: it must not block.
     */
    public void onLeadership(Consumer<Boolean> leads) {
        leadership.subscribe(leads);
    }

    /** Whether this node leads the journal and is ready. */
    public boolean isLeader() {
        return leadership.leads();
    }

    /** Raft's term of this node's latest leadership: each leader's is higher than those of all before. */
    public long term() {
        return leadership.term();
    }

    /** The node id of whom this node takes for the leader; empty before an election and when it is lost. */
    public OptionalInt currentLeader() {
        Serving now = serving();
        return now == null ? OptionalInt.empty() : now.raft().leader();
    }

    /** Node ids, as far as this node knows; none while it does not run. */
    public Set<Integer> voters() {
        Serving now = serving();
        return now == null ? Set.of() : Set.copyOf(now.raft().voters());
    }

    /** Where the voters' logs end, by node id: this node's, and the others' while it leads. */
    public Map<Integer, Long> logEnds() {
        Serving now = serving();
        return now == null ? Map.of() : now.raft().logEnds();
    }

    /** Everything below is committed, as far as this node knows; -1 while it does not run. */
    public long committedBelow() {
        Serving now = serving();
        return now == null ? -1 : now.raft().committedBelow();
    }

    /**
     * Makes a node, whose journal was started without voters, a voter; on any node. Completes when it has caught up
     * and the change is committed, at once when it is a voter; fails after {@code voter-change-timeout}. One change
     * at a time.
     */
    public CompletionStage<Void> addVoter(int nodeId) {
        return change(new VoterChange(true, nodeId));
    }

    /** Takes a node, alive or dead, out of the voters; stop its journal and delete its folder afterwards. */
    public CompletionStage<Void> removeVoter(int nodeId) {
        return change(new VoterChange(false, nodeId));
    }

    /**
     * Lets another voter lead, so that nobody has to wait for an election when this node stops. Completes at once
     * when this node does not lead; fails within {@code hand-over-timeout}, and then this node leads on.
     */
    public CompletionStage<Void> handOver(int successor) {
        Serving now = serving();
        return now == null || !isLeader()
                ? CompletableFuture.completedFuture(null)
                : now.raft().handOver(successor);
    }

    /**
     * That node's process has ended, for certain. If it led, the first of the other voters is elected at once, where it would
     * take {@code election-timeout-min} and more until somebody misses the leader. One of them alone, since two that ask at
     * the same time keep each other from a majority. Does not block.
     */
    public void nodeIsGone(int nodeId) {
        Serving now = serving();
        if (now == null) return;
        OptionalInt next = now.raft().voters().stream()
                .mapToInt(Integer::intValue)
                .filter(voter -> voter != nodeId)
                .min();
        if (!next.equals(OptionalInt.of(now.raft().nodeId()))) return;
        Thread beside = new Thread(() -> now.raft().succeed(nodeId), "akkord-journal-succeed");
        beside.setDaemon(true);
        beside.start();
    }

    private CompletionStage<Void> change(VoterChange change) {
        Serving now = serving();
        return now == null ? notRunning() : now.leader().changeVoters(change);
    }

    private static <T> CompletableFuture<T> notRunning() {
        return CompletableFuture.failedFuture(new JournalUnavailableException("The journal is not running.", null));
    }

    private synchronized @Nullable Serving serving() {
        return stopped ? null : serving;
    }

    private void open(JournalSettings settings) {
        synchronized (this) {
            if (started || stopped) return;
            started = true;
        }
        Thread opener = new Thread(() -> openHere(settings), "akkord-journal-start");
        opener.setDaemon(true);
        opener.start();
    }

    private void openHere(JournalSettings settings) {
        try {
            if (!keep(serve(settings))) return;
            leaderKnown.get(settings.tuning().startTimeout().toMillis(), TimeUnit.MILLISECONDS);
            ready.complete(this);
        } catch (TimeoutException e) {
            fail(
                    settings,
                    "it had no leader within "
                            + settings.tuning().startTimeout().toSeconds() + " s (akkord.journal.start-timeout)",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            fail(settings, "its start was interrupted", e);
        } catch (Exception e) {
            fail(settings, reason(e), e);
        }
    }

    private Serving serve(JournalSettings settings) throws IOException {
        PeerCalls peers = new PeerCalls(system, settings.peers(), settings.peerTuning());
        JournalStateMachine machine = new JournalStateMachine(
                state, applied, leadership, () -> leaderKnown.complete(null), settings.tuning());
        try {
            RaftNode raft = RaftNode.open(settings, machine, peers);
            LeaderCalls leader = new LeaderCalls(raft, peers, settings.tuning());
            WriteQueue queue = new WriteQueue(raft, leader, settings.tuning());
            return new Serving(peers, raft, leader, queue, new ReadBarrier(raft, leader, applied, settings.tuning()));
        } catch (IOException | RuntimeException e) {
            peers.close();
            throw e;
        }
    }

    private void fail(JournalSettings settings, String why, Exception cause) {
        ready.completeExceptionally(new JournalUnavailableException(
                "The journal in " + settings.folder() + " did not start: " + why, cause));
        stop();
    }

    private static String reason(Throwable failure) {
        Throwable deepest = failure;
        while (deepest.getCause() != null) deepest = deepest.getCause();
        return deepest == failure ? String.valueOf(failure.getMessage()) : failure.getMessage() + ": " + deepest;
    }

    /** False when the journal was stopped while it opened. */
    private boolean keep(Serving opened) {
        synchronized (this) {
            if (!stopped) {
                serving = opened;
                return true;
            }
        }
        close(opened);
        return false;
    }

    /** Ends it, waiting until the files are closed. What waits to be written fails. Idempotent. */
    public void stop() {
        Serving now;
        synchronized (this) {
            if (stopped) return;
            stopped = true;
            now = serving;
        }
        leadership.lost();
        if (now != null) close(now);
        ready.completeExceptionally(new JournalUnavailableException("The journal was stopped.", null));
    }

    private static void close(Serving now) {
        now.leader().close();
        now.queue().close("The journal was stopped.");
        // first: calls of the others are refused in a sentence, not by a server that closes
        now.peers().close();
        try {
            now.raft().close();
        } catch (IOException e) {
            LOG.warn("the journal's files were not closed cleanly", e);
        }
    }

    CompletableFuture<Outcome> submit(Operation operation) {
        Serving now = serving();
        return now == null ? notRunning() : now.queue().submit(operation);
    }

    /** Completes when the reads below see all that was confirmed, on any node, before this call. */
    CompletableFuture<ReplicatedJournal> upToDate() {
        Serving now = serving();
        return now == null ? notRunning() : now.barrier().pass().thenApply(nothing -> this);
    }

    long highestSequenceNr(String persistenceId) {
        return state.highestSequenceNr(persistenceId);
    }

    List<History.StoredEvent> events(String persistenceId, long from, long to, int countMax) {
        return state.events(persistenceId, from, to, countMax);
    }

    Optional<History.StoredSnapshot> newestSnapshot(String persistenceId, SnapshotRange range) {
        return state.newestSnapshot(persistenceId, range);
    }
}
