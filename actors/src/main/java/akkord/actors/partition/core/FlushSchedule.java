package akkord.actors.partition.core;

/**
 * When a log is forced to the disk though nobody waits for that: a topic's {@code flush.messages} and
 * {@code flush.ms}. Counts what was written since the last force was begun.
 */
final class FlushSchedule {

    private static final long NEVER = Long.MAX_VALUE;

    private long messages = NEVER;
    private long millis = NEVER;
    private long forcedOffset;
    private long unforcedSinceMillis = NEVER;

    /** @param messages at most so many records @param millis at most so old; {@link Long#MAX_VALUE}: no limit */
    void set(long messages, long millis) {
        this.messages = messages;
        this.millis = millis;
    }

    /** A log was opened: what is behind {@code flushedOffset} counts from now on. */
    void opened(long flushedOffset) {
        forcedOffset = flushedOffset;
        unforcedSinceMillis = NEVER;
    }

    void wrote(long nowMillis) {
        unforcedSinceMillis = Math.min(unforcedSinceMillis, nowMillis);
    }

    /** A force of everything below {@code upToOffset} begins: what is written from here on is for the next one. */
    void begun(long upToOffset) {
        forcedOffset = upToOffset;
        unforcedSinceMillis = NEVER;
    }

    boolean isDue(long logEndOffset, long nowMillis) {
        return logEndOffset - forcedOffset >= messages || nowMillis >= dueAtMillis();
    }

    /** {@link Long#MAX_VALUE} while nothing is to be forced by age. */
    long dueAtMillis() {
        boolean bounded = unforcedSinceMillis != NEVER && millis <= NEVER - unforcedSinceMillis;
        return bounded ? unforcedSinceMillis + millis : NEVER;
    }
}
