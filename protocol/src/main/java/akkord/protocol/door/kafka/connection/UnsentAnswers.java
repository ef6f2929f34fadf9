package akkord.protocol.door.kafka.connection;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory of answers that clients have not taken, of all connections of a door together. Any thread. When it is
 * full, a connection sends one answer at a time, and copies no records into it.
 */
final class UnsentAnswers {

    private final long bytesMax;
    private final AtomicLong all = new AtomicLong();

    UnsentAnswers(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    boolean isFull() {
        return all.get() >= bytesMax;
    }

    Share share() {
        return new Share();
    }

    /** One connection's part of it. Its event loop only. */
    final class Share {

        private long bytes;

        private Share() {}

        boolean isEmpty() {
            return bytes == 0;
        }

        /** Whether one more answer may be written. */
        boolean hasRoom() {
            return bytes == 0 || !isFull();
        }

        /** So many there are now. */
        void count(long now) {
            if (now != bytes) all.addAndGet(now - bytes);
            bytes = now;
        }
    }
}
