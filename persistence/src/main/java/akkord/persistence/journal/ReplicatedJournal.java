package akkord.persistence.journal;

import akka.actor.AbstractExtensionId;
import akka.actor.ActorSystem;
import akka.actor.ClassicActorSystemProvider;
import akka.actor.ExtendedActorSystem;
import akka.actor.Extension;
import akka.actor.ExtensionIdProvider;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
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
 * wait, bounded by {@code akkord.journal.start-timeout}), starting, leading, stopped (for good).
 */
public final class ReplicatedJournal implements Extension {

    private static final Logger LOG = LoggerFactory.getLogger(ReplicatedJournal.class);
    private static final Id ID = new Id();

    private final JournalState state = new JournalState();
    private final CompletableFuture<ReplicatedJournal> ready = new CompletableFuture<>();
    private final Leadership leadership = new Leadership();
    private boolean started;
    private boolean stopped;
    private @Nullable RaftNode raft;
    private @Nullable WriteQueue queue;

    /** Finds the journal of an actor system. */
    private static final class Id extends AbstractExtensionId<ReplicatedJournal> implements ExtensionIdProvider {
        @Override
        public Id lookup() {
            return ID;
        }

        @Override
        public ReplicatedJournal createExtension(ExtendedActorSystem system) {
            ReplicatedJournal journal = new ReplicatedJournal();
            system.registerOnTermination(journal::stop);
            return journal;
        }
    }

    private ReplicatedJournal() {}

    /** Of a classic or typed system. */
    public static ReplicatedJournal get(ClassicActorSystemProvider system) {
        ActorSystem classic = system.classicSystem();
        return ID.get(classic);
    }

    /**
     * Opens the journal; a second call changes nothing. Completes when writes are served; fails with a sentence
     * that names the folder when it cannot be opened, or did not lead within {@code start-timeout}.
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
        CompletableFuture<Void> elected = new CompletableFuture<>();
        leadership.subscribe(leads -> {
            if (leads) elected.complete(null);
        });
        try {
            RaftNode node = RaftNode.open(settings, new JournalStateMachine(state, leadership::changed));
            if (!keep(node, new WriteQueue(node, settings.tuning()))) return;
            elected.get(settings.tuning().startTimeout().toMillis(), TimeUnit.MILLISECONDS);
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
    private boolean keep(RaftNode node, WriteQueue writes) throws IOException {
        synchronized (this) {
            if (!stopped) {
                raft = node;
                queue = writes;
                return true;
            }
        }
        node.close();
        return false;
    }

    /** Ends it, waiting until the files are closed. What waits to be written fails. Idempotent. */
    public void stop() {
        RaftNode node;
        WriteQueue writes;
        synchronized (this) {
            if (stopped) return;
            stopped = true;
            node = raft;
            writes = queue;
        }
        leadership.changed(false);
        if (writes != null) writes.close("The journal was stopped.");
        try {
            if (node != null) node.close();
        } catch (IOException e) {
            LOG.warn("the journal's files were not closed cleanly", e);
        }
        ready.completeExceptionally(new JournalUnavailableException("The journal was stopped.", null));
    }

    CompletableFuture<Outcome> submit(Operation operation) {
        WriteQueue writes;
        synchronized (this) {
            writes = stopped ? null : queue;
        }
        return writes == null
                ? CompletableFuture.failedFuture(new JournalUnavailableException("The journal is not running.", null))
                : writes.submit(operation);
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
