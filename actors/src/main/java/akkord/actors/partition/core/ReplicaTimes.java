package akkord.actors.partition.core;

/**
 * How long a replica waits for others.
 *
 * @param lagMillisMax a follower that was not at the leader's end for so long leaves the in-sync replicas
 * @param isrRetryMillis between a refused or unanswered proposal of in-sync replicas and the next
 * @param isrSettleMillis the same where a proposal settles the fate of earlier ones, without which nothing is committed
 * @param followRetryMillisMin between a failed fetch of a follower and the next; twice as long each further time
 * @param followRetryMillisMax the longest of these pauses
 */
public record ReplicaTimes(
        long lagMillisMax,
        long isrRetryMillis,
        long isrSettleMillis,
        long followRetryMillisMin,
        long followRetryMillisMax) {}
