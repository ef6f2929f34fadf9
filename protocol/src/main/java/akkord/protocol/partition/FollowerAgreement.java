package akkord.protocol.partition;

import akkord.protocol.partition.LogReader.EpochEnd;
import java.util.function.IntFunction;

/**
 * Whether a follower's log is a beginning of the leader's, judged by the leader before it gives any record: two logs
 * that hold the same offset in the same epoch agree up to there (KIP-101, KIP-279, KIP-320).
 */
public sealed interface FollowerAgreement {

    /** It is: the follower has everything below its fetch offset. */
    enum Agreed implements FollowerAgreement {
        AGREED
    }

    /** @param leaders where the largest epoch that both may hold ends in the leader's log: to be cut to there */
    record Diverging(EpochEnd leaders) implements FollowerAgreement {}

    /** The two have nothing in common: the follower starts again at the leader's first record. */
    record OutOfRange() implements FollowerAgreement {}

    /**
     * @param epochs {@link LogReader#endOffsetForEpoch} of the leader's log
     * @param lastFetchedEpoch -1 where the follower holds no record
     */
    static FollowerAgreement check(
            IntFunction<EpochEnd> epochs,
            long logStartOffset,
            long logEndOffset,
            long fetchOffset,
            int lastFetchedEpoch) {
        boolean inRange = fetchOffset >= logStartOffset && fetchOffset <= logEndOffset;
        if (lastFetchedEpoch < 0) return inRange ? Agreed.AGREED : new OutOfRange();
        EpochEnd leaders = epochs.apply(lastFetchedEpoch);
        if (leaders.leaderEpoch() < 0) return new OutOfRange();
        boolean agrees = leaders.leaderEpoch() == lastFetchedEpoch && leaders.endOffset() >= fetchOffset;
        if (!agrees) return new Diverging(leaders);
        return inRange ? Agreed.AGREED : new OutOfRange();
    }
}
