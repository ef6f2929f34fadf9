package akkord.protocol.share;

/**
 * What the leader of a partition can show.
 *
 * @param start the log's start offset
 * @param end the first offset that cannot be read yet: the high watermark
 * @param leaderEpoch in which it leads
 */
public record ReadableLog(long start, long end, int leaderEpoch) {}
