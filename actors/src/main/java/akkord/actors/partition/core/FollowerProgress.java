package akkord.actors.partition.core;

/**
 * What a leader knows of one follower in its leader epoch.
 *
 * @param nodeEpoch of the follower's process, -1 before it has fetched
 * @param logEnd the follower holds everything below; -1 before it has fetched
 * @param logStart where its log begins; -1 before it has fetched
 * @param caughtUpMillis when it was last at the leader's end
 * @param fetchedMillis when it fetched last
 * @param leaderEndThen the leader's end when it fetched last: when it has reached that, it was caught up then
 */
record FollowerProgress(
        long nodeEpoch, long logEnd, long logStart, long caughtUpMillis, long fetchedMillis, long leaderEndThen) {

    static FollowerProgress unknown(long nodeEpoch, long nowMillis) {
        return new FollowerProgress(nodeEpoch, -1, -1, nowMillis, nowMillis, Long.MAX_VALUE);
    }

    boolean isKnown() {
        return logEnd >= 0;
    }

    /** A fetch of another process of that node begins anew; one that was overtaken by a later one is of no use. */
    FollowerProgress fetched(ReplicaEvent.FollowerFetched fetch, long leaderEnd, long nowMillis) {
        boolean sameProcess = fetch.nodeEpoch() == nodeEpoch;
        if (fetch.nodeEpoch() < nodeEpoch || (sameProcess && fetch.fetchOffset() < logEnd)) return this;
        long caughtUp = caughtUpMillis;
        if (fetch.fetchOffset() >= leaderEnd) caughtUp = nowMillis;
        else if (fetch.fetchOffset() >= leaderEndThen) caughtUp = Math.max(caughtUp, fetchedMillis);
        return new FollowerProgress(
                fetch.nodeEpoch(), fetch.fetchOffset(), fetch.logStartOffset(), caughtUp, nowMillis, leaderEnd);
    }

    /** It is too far behind from this time on; never, while it is at the leader's end. */
    long lagsFromMillis(long leaderEnd, long lagMillisMax) {
        return logEnd >= leaderEnd ? Long.MAX_VALUE : caughtUpMillis + lagMillisMax;
    }
}
