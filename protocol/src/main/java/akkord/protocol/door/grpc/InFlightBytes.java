package akkord.protocol.door.grpc;

import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.RefusedException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * How many bytes of requests the whole door may hold between their arrival and their answer. Whoever asks when
 * too many are held waits in line; one request is always let in, however large. Any thread.
 */
final class InFlightBytes {

    private final long bytesMax;
    private final int waitingMax;
    private final Deque<Waiting> line = new ArrayDeque<>();
    private long held;

    private record Waiting(int bytes, CompletableFuture<Void> turn) {}

    /** @param waitingMax how many may wait in line; one more is refused */
    InFlightBytes(long bytesMax, int waitingMax) {
        this.bytesMax = bytesMax;
        this.waitingMax = waitingMax;
    }

    /** Completes when the bytes may be held; whoever got them gives them back. Fails with {@link RefusedException}. */
    CompletionStage<Void> take(int bytes) {
        synchronized (this) {
            if (line.isEmpty() && fits(bytes)) {
                held += bytes;
                return CompletableFuture.completedFuture(null);
            }
            if (line.size() >= waitingMax)
                return CompletableFuture.failedFuture(new RefusedException(
                        ErrorCode.RECORD_LIST_TOO_LARGE,
                        "this node has " + held + " bytes of requests in work and " + line.size()
                                + " more in line: try again later"));
            Waiting waiting = new Waiting(bytes, new CompletableFuture<>());
            line.add(waiting);
            return waiting.turn;
        }
    }

    void giveBack(long bytes) {
        Deque<Waiting> next = new ArrayDeque<>();
        synchronized (this) {
            held -= bytes;
            while (!line.isEmpty() && fits(line.peek().bytes)) {
                Waiting waiting = line.remove();
                held += waiting.bytes;
                next.add(waiting);
            }
        }
        next.forEach(waiting -> waiting.turn.complete(null));
    }

    /** Bytes held now. */
    synchronized long held() {
        return held;
    }

    private boolean fits(int bytes) {
        return held == 0 || held + bytes <= bytesMax;
    }
}
