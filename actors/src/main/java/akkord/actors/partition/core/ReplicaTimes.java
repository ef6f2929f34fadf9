package akkord.actors.partition.core;

/**
 * How long a replica waits for others.
 *
 * @param lagMillisMax a follower that was not at the leader's end for so long leaves the in-sync replicas
 * @param isrRetryMillis between a refused or unanswered proposal of in-sync replicas and the next
 * @param followRetryMillis between a failed fetch of a follower and the next, at most: the first pauses are shorter
 */
public record ReplicaTimes(long lagMillisMax, long isrRetryMillis, long followRetryMillis) {}
