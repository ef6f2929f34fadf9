package akkord.persistence.log;

/**
 * Up to where a log is known to be on the disk.
 *
 * @param logStartOffset the first offset kept
 * @param offset everything below was forced
 * @param segmentBase the segment that {@code offset} lies in, or ends
 * @param position where in that segment {@code offset} stands; or {@link Emptying#BEGUN}. Bytes
 */
record RecoveryPoint(long logStartOffset, long offset, long segmentBase, int position) {

    static final RecoveryPoint NOTHING_FORCED = new RecoveryPoint(0, 0, 0, 0);
}
