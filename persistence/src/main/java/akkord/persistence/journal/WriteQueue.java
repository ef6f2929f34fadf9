package akkord.persistence.journal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Gathers what many persistence ids want written into one Raft entry; one entry is in flight, so the operations
 * of an id are applied in the order in which they came, and one fsync serves all that came meanwhile.
 */
final class WriteQueue {

    private final RaftNode raft;
    private final LeaderCalls leader;
    private final JournalSettings.Tuning tuning;
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private boolean inFlight;
    private @Nullable String closed;

    private record Waiting(Operation operation, long deadlineNanos, CompletableFuture<Outcome> done) {}

    WriteQueue(RaftNode raft, LeaderCalls leader, JournalSettings.Tuning tuning) {
        this.raft = raft;
        this.leader = leader;
        this.tuning = tuning;
    }

    CompletableFuture<Outcome> submit(Operation operation) {
        int size = operation.sizeBytes();
        if (size > tuning.operationBytesMax())
            return refused("A write of " + size + " bytes is larger than akkord.journal.operation-bytes-max ("
                    + tuning.operationBytesMax() + ").");
        CompletableFuture<Outcome> done = new CompletableFuture<>();
        long deadline = System.nanoTime() + tuning.writeTimeout().toNanos();
        synchronized (this) {
            if (closed != null) return refused(closed);
            if (waiting.size() >= tuning.queueOperationsMax())
                return refused("The journal's queue is full (akkord.journal.queue-operations-max = "
                        + tuning.queueOperationsMax() + ").");
            waiting.add(new Waiting(operation, deadline, done));
            if (inFlight) return done;
            inFlight = true;
        }
        sendNext();
        return done;
    }

    private static CompletableFuture<Outcome> refused(String why) {
        return CompletableFuture.failedFuture(new JournalUnavailableException(why, null));
    }

    private void sendNext() {
        List<Waiting> batch = new ArrayList<>();
        int size = take(batch);
        if (batch.isEmpty()) return;
        List<Operation> operations = batch.stream().map(Waiting::operation).toList();
        // the first has waited longest: what waited behind a lost majority fails soon after it
        long deadline = batch.get(0).deadlineNanos();
        leader.append(Entry.encode(operations, size), deadline).whenComplete((appended, failure) -> {
            // the next entry is on its way before those who waited for this one are told
            sendNext();
            if (failure != null) batch.forEach(w -> w.done().completeExceptionally(failure));
            else
                for (int i = 0; i < batch.size(); i++)
                    batch.get(i).done().complete(appended.outcomes().get(i));
        });
    }

    private synchronized int take(List<Waiting> batch) {
        int size = 16;
        while (!waiting.isEmpty() && batch.size() < tuning.entryOperationsMax()) {
            int next = waiting.peek().operation().sizeBytes();
            if (!batch.isEmpty() && size + next > tuning.entryBytesMax()) break;
            batch.add(waiting.remove());
            size += next;
        }
        inFlight = !batch.isEmpty();
        return size;
    }

    void close(String why) {
        List<Waiting> left;
        synchronized (this) {
            closed = why;
            left = List.copyOf(waiting);
            waiting.clear();
        }
        left.forEach(w -> w.done().completeExceptionally(new JournalUnavailableException(why, null)));
    }
}
