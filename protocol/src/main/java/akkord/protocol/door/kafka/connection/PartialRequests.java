package akkord.protocol.door.kafka.connection;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory of requests that have not come whole, of all connections of a door together: whoever would take more
 * than there is waits in a line, unread. Any thread.
 */
final class PartialRequests {

    private final long bytesMax;
    private final AtomicLong held = new AtomicLong();
    private final Queue<Share> waiting = new ConcurrentLinkedQueue<>();

    PartialRequests(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    long bytesMax() {
        return bytesMax;
    }

    /** @param onRoom run by whoever gives memory back, when {@link Share#take} is worth another try */
    Share share(Runnable onRoom) {
        return new Share(onRoom);
    }

    /** Whether the first in the line has waited for longer. */
    boolean isWaitedFor(long nowNanos, long longerThanNanos) {
        Share first = waiting.peek();
        return first != null && nowNanos - first.waitsSinceNanos > longerThanNanos;
    }

    private void wakeThoseThatFit() {
        long room = bytesMax - held.get();
        for (Share first = waiting.peek(); first != null; first = waiting.peek()) {
            if (first.wanted > room && held.get() != first.held) return;
            if (!waiting.remove(first)) continue;
            room -= first.wanted;
            first.onRoom.run();
        }
    }

    /** One connection's part of it. One thread at a time, except {@link #held} and {@link #isWaiting}. */
    final class Share {

        private final Runnable onRoom;
        private volatile long held;
        private volatile long wanted;
        private volatile long waitsSinceNanos;

        private Share(Runnable onRoom) {
            this.onRoom = onRoom;
        }

        long held() {
            return held;
        }

        /** Whether it stands in the line. */
        boolean isWaiting() {
            return waiting.contains(this);
        }

        /** Takes so many bytes more, or stands in the line. Who is alone may have any amount: a request may be larger than all. */
        boolean take(int bytes) {
            while (!reserve(bytes)) {
                wanted = bytes;
                waitsSinceNanos = System.nanoTime();
                waiting.add(this);
                // What was given back before it stood there has woken nobody.
                if (!fits(PartialRequests.this.held.get(), bytes) || !waiting.remove(this)) return false;
            }
            held += bytes;
            return true;
        }

        private boolean reserve(int bytes) {
            AtomicLong all = PartialRequests.this.held;
            long before = all.get();
            while (fits(before, bytes)) {
                if (all.compareAndSet(before, before + bytes)) return true;
                before = all.get();
            }
            return false;
        }

        private boolean fits(long before, int bytes) {
            return before + bytes <= bytesMax || before == held;
        }

        /** Gives everything back, and leaves the line. */
        void giveBack() {
            long mine = held;
            boolean waited = waiting.remove(this);
            if (mine == 0 && !waited) return;
            held = 0;
            PartialRequests.this.held.addAndGet(-mine);
            wakeThoseThatFit();
        }
    }
}
