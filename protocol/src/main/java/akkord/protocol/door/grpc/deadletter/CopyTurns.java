package akkord.protocol.door.grpc.deadletter;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** Who may copy now. Each keeper of this node has one copy at a time in work or in line, so that the line is bounded. */
final class CopyTurns {

    private final Queue<CompletableFuture<Void>> line = new ArrayDeque<>();
    private final Executor threads;
    private int free;

    CopyTurns(int atATimeMax, Executor threads) {
        this.free = atATimeMax;
        this.threads = threads;
    }

    /** Completes when it is one's turn; whoever had it says so by {@link #done}. */
    CompletionStage<Void> take() {
        synchronized (this) {
            if (free > 0) {
                free--;
                return CompletableFuture.completedFuture(null);
            }
            CompletableFuture<Void> turn = new CompletableFuture<>();
            line.add(turn);
            return turn;
        }
    }

    void done() {
        CompletableFuture<Void> next;
        synchronized (this) {
            next = line.poll();
            if (next == null) free++;
        }
        // not in this thread: a copy that is refused at once would let in the next one inside its own turn, and so on
        if (next != null) next.completeAsync(() -> null, threads);
    }
}
