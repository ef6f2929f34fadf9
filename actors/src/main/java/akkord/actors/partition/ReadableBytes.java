package akkord.actors.partition;

/**
 * How many bytes lie between two high watermarks, remembered for the last few writes, so that a waiting fetch
 * can be told how much has come without looking into the log.
 */
final class ReadableBytes {

    /** A fetch that read its view longer ago than so many writes is simply told to look again. */
    private static final int WRITES = 16;

    /** Above every amount a fetch waits for. */
    static final long UNKNOWN = Long.MAX_VALUE;

    private final long[] endOffsets = new long[WRITES];
    private final long[] bytesBelow = new long[WRITES];
    private int newest;
    private int oldest;

    /** Starts anew at a log's end. */
    void reset(long logEndOffset) {
        newest = 0;
        oldest = 0;
        endOffsets[0] = logEndOffset;
        bytesBelow[0] = 0;
    }

    void wrote(long endOffset, long bytes) {
        long below = bytesBelow[newest] + bytes;
        newest = (newest + 1) % WRITES;
        if (newest == oldest) oldest = (oldest + 1) % WRITES;
        endOffsets[newest] = endOffset;
        bytesBelow[newest] = below;
    }

    /** Bytes of whole writes from one offset up to another, at least 1; {@link #UNKNOWN} if too long ago. */
    long between(long from, long to) {
        if (from < endOffsets[oldest]) return UNKNOWN;
        return Math.max(1, below(to) - below(from));
    }

    private long below(long offset) {
        int at = newest;
        while (at != oldest && endOffsets[at] > offset) at = (at + WRITES - 1) % WRITES;
        return bytesBelow[at];
    }
}
