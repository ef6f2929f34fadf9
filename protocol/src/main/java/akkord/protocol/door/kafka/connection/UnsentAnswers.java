package akkord.protocol.door.kafka.connection;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory of answers that clients have not taken, of all connections of a door together. Any thread. When it is
 * full, a connection sends one answer at a time, and copies no records into it.
 */
final class UnsentAnswers {

    private final long bytesMax;
    private final AtomicLong bytes = new AtomicLong();

    UnsentAnswers(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    boolean isFull() {
        return bytes.get() >= bytesMax;
    }

    void add(long more) {
        bytes.addAndGet(more);
    }
}
