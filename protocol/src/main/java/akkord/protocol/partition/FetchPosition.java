package akkord.protocol.partition;

/**
 * Where a follower's log ends, and so where it goes on reading: sent with a replica's fetch, and carried by whatever
 * comes of it, so that news of an outdated fetch is known by not fitting any more.
 *
 * @param leader the node to fetch from
 * @param leaderEpoch in which it leads
 * @param fetchOffset the follower's log end; with {@code akkord.durability = disk} everything below is on its disk
 * @param lastFetchedEpoch the leader epoch of the follower's last record, -1 if it has none
 * @param logStartOffset where the follower's log begins: told the leader, who waits for that when records are deleted
 */
public record FetchPosition(int leader, int leaderEpoch, long fetchOffset, int lastFetchedEpoch, long logStartOffset) {}
