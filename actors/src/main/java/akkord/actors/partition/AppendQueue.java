package akkord.actors.partition;

import java.util.ArrayList;
import java.util.List;

/** Admitted appends that wait to be written together; bounded by number and bytes. */
final class AppendQueue {

    private final int appendsMax;
    private final int bytesMax;
    private List<PendingAppend> waiting = new ArrayList<>();
    private long bytes;

    AppendQueue(int appendsMax, int bytesMax) {
        this.appendsMax = appendsMax;
        this.bytesMax = bytesMax;
    }

    void add(PendingAppend append) {
        waiting.add(append);
        bytes += append.bytes().remaining();
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** So many or so large that they are to be written without waiting for more. */
    boolean isFull() {
        return waiting.size() >= appendsMax || bytes >= bytesMax;
    }

    /** All of them; the queue is empty then. */
    List<PendingAppend> take() {
        List<PendingAppend> taken = waiting;
        waiting = new ArrayList<>();
        bytes = 0;
        return taken;
    }
}
