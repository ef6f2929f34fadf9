package akkord.protocol.door.grpc;

/**
 * How many bytes of answers all fetches together may hold between the reading and the client's taking them. Nobody
 * waits for room, since a client that never reads would never give it: who asks gets at most half of what is left,
 * and a least share when there is less. Streams that stall so take ever smaller answers. Any thread.
 */
final class FetchBytes {

    private final long bytesMax;
    private final int leastBytes;
    private long held;

    FetchBytes(long bytesMax, int leastBytes) {
        this.bytesMax = bytesMax;
        this.leastBytes = leastBytes;
    }

    /** What one call holds: one answer at most. */
    Share share() {
        return new Share();
    }

    /** Bytes held now. */
    synchronized long held() {
        return held;
    }

    private synchronized int grant(int asked) {
        long half = Math.max(leastBytes, (bytesMax - held) / 2);
        int granted = (int) Math.min(asked, half);
        held += granted;
        return granted;
    }

    private synchronized void add(long bytes) {
        held += bytes;
    }

    /** Of one call; what it holds when it has ended is given back by itself. */
    final class Share {

        private int mine;
        private boolean ended;

        /** How many of {@code asked} bytes may be read now; what was held before is given back. */
        synchronized int take(int asked) {
            giveBack();
            if (ended) return Math.min(asked, leastBytes);
            mine = grant(asked);
            return mine;
        }

        /** The answer that was read weighs so much. */
        synchronized void keep(int bytes) {
            if (ended) return;
            add(bytes - (long) mine);
            mine = bytes;
        }

        synchronized void giveBack() {
            add(-(long) mine);
            mine = 0;
        }

        synchronized void end() {
            giveBack();
            ended = true;
        }
    }
}
