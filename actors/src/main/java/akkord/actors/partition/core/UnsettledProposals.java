package akkord.actors.partition.core;

import akkord.protocol.domain.ErrorCode;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

/**
 * A leader's proposals of other in-sync replicas since the controller's last decision, one at a time. A proposal
 * whose answer got lost may have been accepted or may still be: its members count as recorded until a newer decision
 * is known. All proposals since that decision name its partition epoch, so that one of them at most is accepted and
 * any later one settles the fate of those before.
 */
final class UnsettledProposals {

    private final long retryMillis;
    private final long settleMillis;

    /** Members of the proposals that may have been accepted. */
    private final Set<Integer> perhapsRecorded = new TreeSet<>();

    private int unsettled;
    private boolean awaitsAnswer;
    private boolean settleNext;
    private long notBeforeMillis = Long.MIN_VALUE;

    /** @param settleMillis where the next proposal settles the fate of earlier ones: it must not wait as long */
    UnsettledProposals(long retryMillis, long settleMillis) {
        this.retryMillis = retryMillis;
        this.settleMillis = settleMillis;
    }

    Set<Integer> perhapsRecorded() {
        return perhapsRecorded;
    }

    boolean mayPropose(long nowMillis) {
        return !awaitsAnswer && nowMillis >= notBeforeMillis;
    }

    /** Proposals are under way whose fate nobody will tell, unless another is sent. */
    boolean needsSettling() {
        return unsettled > 0;
    }

    /** The next proposal should not add anyone, who might be refused: it has to settle the fate of earlier ones. */
    boolean mayOnlyShrink() {
        return settleNext;
    }

    void proposed(Collection<Integer> members) {
        perhapsRecorded.addAll(members);
        unsettled++;
        awaitsAnswer = true;
        settleNext = false;
    }

    void refused(ErrorCode why, long nowMillis) {
        if (!wasOvertaken(why)) {
            unsettled = Math.max(0, unsettled - 1);
            settleNext = unsettled > 0;
            if (unsettled == 0) perhapsRecorded.clear();
        }
        answered(nowMillis);
    }

    /** Nothing is committed without those it named until its fate is known: that comes before anything else. */
    void unanswered(long nowMillis) {
        settleNext = true;
        answered(nowMillis);
    }

    private void answered(long nowMillis) {
        awaitsAnswer = false;
        notBeforeMillis = nowMillis + (settleNext ? settleMillis : retryMillis);
    }

    /** There is a newer decision, perhaps by this very proposal: it must come before anything is known. */
    private static boolean wasOvertaken(ErrorCode why) {
        return why == ErrorCode.INVALID_UPDATE_VERSION || why == ErrorCode.FENCED_LEADER_EPOCH;
    }

    /** The controller has decided anew: what was proposed before can be accepted no more. */
    void settled() {
        perhapsRecorded.clear();
        unsettled = 0;
        awaitsAnswer = false;
        settleNext = false;
        notBeforeMillis = Long.MIN_VALUE;
    }

    /** A further proposal may be due from then on. */
    long wakeAtMillis(long nowMillis) {
        return !awaitsAnswer && notBeforeMillis > nowMillis ? notBeforeMillis : Long.MAX_VALUE;
    }
}
