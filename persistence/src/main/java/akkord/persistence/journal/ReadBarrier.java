package akkord.persistence.journal;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Makes a read linearizable: an empty entry is committed, and the read waits until this node has applied it, so
 * it sees every write confirmed before it began, and a deposed leader, which can commit nothing, serves no read.
 *
 * <p>Not Ratis' read index: once an index was acknowledged, Ratis 3.3.0 answers for it again without asking a
 * majority, which a deposed leader would do as well. Reads are actors that start, so an entry is affordable;
 * reads that come while one is on its way share the next.
 */
final class ReadBarrier {

    /** An entry without any operation. */
    static final byte[] NOTHING = Entry.encode(List.of(), 16);

    private final RaftNode raft;
    private final LeaderCalls leader;
    private final AppliedIndex applied;
    private final JournalSettings.Tuning tuning;
    private @Nullable CompletableFuture<Void> next;
    private boolean inFlight;

    ReadBarrier(RaftNode raft, LeaderCalls leader, AppliedIndex applied, JournalSettings.Tuning tuning) {
        this.raft = raft;
        this.leader = leader;
        this.applied = applied;
        this.tuning = tuning;
    }

    /** Completes when this node's state holds all that was confirmed, anywhere, before the call. */
    CompletableFuture<Void> pass() {
        if (raft.leadsAlone()) return CompletableFuture.completedFuture(null);
        CompletableFuture<Void> mine;
        synchronized (this) {
            if (next == null) next = new CompletableFuture<>();
            mine = next;
            if (inFlight) return mine.copy();
            inFlight = true;
        }
        send();
        return mine.copy();
    }

    private void send() {
        CompletableFuture<Void> current;
        synchronized (this) {
            current = next;
            next = null;
            inFlight = current != null;
        }
        if (current == null) return;
        leader.append(NOTHING, System.nanoTime() + tuning.writeTimeout().toNanos())
                .whenComplete((appended, failure) -> send())
                .thenCompose(appended -> applied.await(appended.index(), tuning.writeTimeout()))
                .whenComplete((nothing, failure) -> {
                    if (failure == null) current.complete(null);
                    else current.completeExceptionally(failure);
                });
    }
}
