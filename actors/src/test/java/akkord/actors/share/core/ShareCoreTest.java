package akkord.actors.share.core;

import static akkord.protocol.domain.ErrorCode.INVALID_RECORD_STATE;
import static akkord.protocol.domain.ErrorCode.INVALID_REQUEST;
import static org.assertj.core.api.Assertions.assertThat;

import akkord.protocol.share.AckBatch;
import akkord.protocol.share.DeadLetter;
import akkord.protocol.share.ReadableLog;
import akkord.protocol.share.ShareCommand.Acquire;
import akkord.protocol.share.ShareReply.State;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShareCoreTest {

    private static final int GAP = AckBatch.GAP;
    private static final int ACCEPT = AckBatch.ACCEPT;
    private static final int RELEASE = AckBatch.RELEASE;
    private static final int REJECT = AckBatch.REJECT;
    private static final int RENEW = AckBatch.RENEW;

    private final ShareHand share = new ShareHand();

    @Test
    void eachOffsetIsGivenToOneMember() {
        assertThat(share.acquire("a", 10)).isEqualTo("0..9 x1");
        assertThat(share.acquire("b", 5)).isEqualTo("10..14 x1");
        assertThat(share.acquire("a", 1)).isEqualTo("15..15 x1");
    }

    @Test
    void theGroupBeginsWhereItIsToldTheFirstTimeOnly() {
        assertThat(share.acquired("a", 3, 40).ranges().get(0).firstOffset()).isEqualTo(40);
        assertThat(share.acquired("a", 3, 7).ranges().get(0).firstOffset()).isEqualTo(43);
        share.failOver();
        assertThat(share.acquired("a", 3, 7).ranges().get(0).firstOffset()).isEqualTo(40);
    }

    @Test
    void theGroupDoesNotBeginWhileNobodyKnowsWhere() {
        assertThat(share.acquired("a", 3, Acquire.UNKNOWN).hasBegun()).isFalse();
        assertThat(share.journal).isEmpty();
        assertThat(share.state()).isEqualTo(new State(-1, -1, 0, 0, 0));
    }

    @Test
    void theStartMovesOnPastWhatIsDoneWith() {
        share.acquire("a", 10);
        assertThat(share.acknowledge("a", 5, 9, ACCEPT)).isNull();
        assertThat(share.state()).isEqualTo(new State(0, 10, 5, 5, 0));
        assertThat(share.acknowledge("a", 0, 2, ACCEPT, GAP, REJECT)).isNull();
        assertThat(share.start()).isEqualTo(3);
        assertThat(share.acknowledge("a", 3, 4, REJECT)).isNull();
        assertThat(share.state()).isEqualTo(new State(10, 10, 0, 0, 0));
    }

    @Test
    void theLagIsWhatIsNotDoneWith() {
        share.acquire("a", 10);
        share.acknowledge("a", 5, 9, ACCEPT);
        assertThat(share.state().lag(30)).isEqualTo(25);
    }

    @Test
    void whatIsReleasedIsDeliveredAgainBeforeAnythingNew() {
        share.acquire("a", 10);
        assertThat(share.acknowledge("a", 2, 3, RELEASE)).isNull();
        assertThat(share.acquire("b", 5)).isEqualTo("2..3 x2, 10..12 x1");
    }

    @Test
    void whatIsNotAcknowledgedInTimeIsForOthers() {
        share.acquire("a", 10);
        share.pass(ShareHand.LOCK_MILLIS - 1);
        assertThat(share.acquire("b", 3)).isEqualTo("10..12 x1");
        assertThat(share.core.nextDeadlineMillis()).isEqualTo(share.now + 1);
        share.pass(1);
        assertThat(share.acquire("b", 12)).isEqualTo("0..9 x2, 13..14 x1");
        assertThat(share.acknowledge("a", 0, 9, ACCEPT)).isEqualTo(INVALID_RECORD_STATE);
    }

    @Test
    void aMemberMayAskForMoreTime() {
        share.acquire("a", 10);
        share.pass(900);
        assertThat(share.acknowledge("a", 0, 4, RENEW)).isNull();
        share.pass(900);
        assertThat(share.acquire("b", 10)).isEqualTo("5..9 x2, 10..14 x1");
        assertThat(share.acknowledge("a", 0, 4, ACCEPT)).isNull();
        share.limits = new ShareLimits(100, 5, 1_000, false, 2);
        assertThat(share.acknowledge("b", 5, 5, RENEW)).isEqualTo(INVALID_RECORD_STATE);
    }

    @Test
    void whatIsDeliveredTooOftenIsGivenUp() {
        for (int time = 1; time < 5; time++) {
            assertThat(share.acquire("a", 1)).isEqualTo("0..0 x" + time);
            share.acknowledge("a", 0, 0, RELEASE);
        }
        assertThat(share.acquire("a", 1)).isEqualTo("0..0 x5");
        share.pass(ShareHand.LOCK_MILLIS);
        assertThat(share.start()).isEqualTo(1);
        assertThat(share.givenUp).containsExactly(new DeadLetter(0, 0, 5, DeadLetter.Cause.DELIVERED_TOO_OFTEN));
    }

    @Test
    void oneBadRecordDoesNotTakeTheOthersWithIt() {
        int rounds = 0;
        while (share.start() < 64 && rounds++ < 1_000) {
            var ranges = share.acquired("a", 64, 0).ranges();
            if (ranges.isEmpty() || ranges.get(0).firstOffset() >= 64) break;
            boolean fails = ranges.stream().anyMatch(each -> each.firstOffset() <= 37 && each.lastOffset() >= 37);
            // the process that reads it dies, and what it has read with it
            if (fails) share.releaseAll("a");
            else ranges.forEach(each -> share.acknowledge("a", each.firstOffset(), each.lastOffset(), ACCEPT));
        }
        assertThat(share.givenUp).containsExactly(new DeadLetter(37, 37, 5, DeadLetter.Cause.DELIVERED_TOO_OFTEN));
    }

    @Test
    void whatIsRejectedIsGivenUpAndSaidSo() {
        share.acquire("a", 3);
        share.acknowledge("a", 0, 2, ACCEPT, REJECT, GAP);
        assertThat(share.givenUp).containsExactly(new DeadLetter(1, 1, 1, DeadLetter.Cause.REJECTED));
        assertThat(share.start()).isEqualTo(3);
    }

    @Test
    void whatIsGivenBackWasNotDelivered() {
        share.acquire("a", 10);
        share.giveBack("a", 4, 9);
        share.giveBack("b", 0, 3);
        assertThat(share.acquire("b", 4)).isEqualTo("4..7 x1");
        assertThat(share.acknowledge("a", 4, 4, ACCEPT)).isEqualTo(INVALID_RECORD_STATE);
        assertThat(share.acknowledge("a", 0, 3, ACCEPT)).isNull();
    }

    @Test
    void whoIsGoneHasNothingAndItsDeliveriesCount() {
        share.acquire("a", 4);
        share.acquire("b", 4);
        share.acknowledge("a", 0, 1, ACCEPT);
        share.releaseAll("a");
        assertThat(share.acquire("c", 10)).isEqualTo("2..3 x2, 8..15 x1");
        assertThat(share.core.isIdle()).isFalse();
        share.releaseAll("b");
        share.releaseAll("c");
        assertThat(share.core.isIdle()).isTrue();
    }

    @Test
    void allOfAnAcknowledgementCountsOrNothing() {
        share.acquire("a", 4);
        share.acquire("b", 4);
        assertThat(share.acknowledge("a", 0, 5, ACCEPT)).isEqualTo(INVALID_RECORD_STATE);
        List<AckBatch> two = List.of(new AckBatch(0, 1, new byte[] {ACCEPT}), new AckBatch(6, 6, new byte[] {ACCEPT}));
        assertThat(share.acknowledge("a", two)).isEqualTo(INVALID_RECORD_STATE);
        assertThat(share.acknowledge("a", 2, 9, ACCEPT)).isEqualTo(INVALID_REQUEST);
        assertThat(share.start()).isZero();
        assertThat(share.acknowledge("a", 0, 3, ACCEPT)).isNull();
        assertThat(share.start()).isEqualTo(4);
        assertThat(share.acknowledge("a", 0, 3, ACCEPT)).as("once more").isNull();
        assertThat(share.acknowledge("b", 5, 5, ACCEPT)).isNull();
        assertThat(share.acknowledge("b", 5, 5, ACCEPT)).isEqualTo(INVALID_RECORD_STATE);
    }

    @Test
    void anAcknowledgementMustMakeSense() {
        share.acquire("a", 10);
        assertThat(share.acknowledge("a", 3, 2, ACCEPT)).isEqualTo(INVALID_REQUEST);
        assertThat(share.acknowledge("a", -1, 2, ACCEPT)).isEqualTo(INVALID_REQUEST);
        assertThat(share.acknowledge("a", 0, 2, ACCEPT, ACCEPT)).isEqualTo(INVALID_REQUEST);
        assertThat(share.acknowledge("a", 0, 2)).isEqualTo(INVALID_REQUEST);
        assertThat(share.acknowledge("a", 0, 2, 5)).isEqualTo(INVALID_REQUEST);
        List<AckBatch> overlapping =
                List.of(new AckBatch(0, 4, new byte[] {ACCEPT}), new AckBatch(4, 5, new byte[] {ACCEPT}));
        assertThat(share.acknowledge("a", overlapping)).isEqualTo(INVALID_REQUEST);
        assertThat(share.start()).isZero();
    }

    @Test
    void nothingMoreIsGivenWhileTooMuchIsUnderWay() {
        share.limits = new ShareLimits(20, 5, 1_000, true, 2);
        assertThat(share.acquire("a", 50)).isEqualTo("0..19 x1");
        assertThat(share.acquire("b", 50)).isEmpty();
        share.acknowledge("a", 1, 19, ACCEPT);
        assertThat(share.acquire("b", 50)).as("the first is still open").isEmpty();
        share.acknowledge("a", 0, 0, ACCEPT);
        assertThat(share.acquire("b", 50)).isEqualTo("20..39 x1");
    }

    @Test
    void whatTheLogHasLostIsDoneWith() {
        share.acquire("a", 10);
        share.acknowledge("a", 3, 6, RELEASE);
        share.log = new ReadableLog(5, 1_000, 0);
        assertThat(share.acquire("b", 2)).isEqualTo("5..6 x2");
        assertThat(share.start()).isEqualTo(5);
        assertThat(share.acknowledge("a", 0, 2, ACCEPT))
                .as("what is lost need not be said")
                .isNull();
        share.log = new ReadableLog(400, 1_000, 0);
        assertThat(share.acquire("b", 2)).isEqualTo("400..401 x1");
        share.log = new ReadableLog(0, 1_000, 0);
        share.releaseAll("b");
        assertThat(share.acquire("b", 2)).as("the start does not go back").isEqualTo("400..401 x2");
    }

    @Test
    void theRestOfABatchGoesToTheMemberThatIsSentTheBatchUnlessOthersHaveIt() {
        share.acquire("a", 4);
        share.acquire("b", 4);
        share.acknowledge("b", 6, 6, RELEASE);
        share.acknowledge("b", 7, 7, ACCEPT);
        assertThat(share.acquireRest("a", 4, 11)).isEqualTo("6..6 x2, 8..11 x1");
        assertThat(share.acquireRest("a", 4, 11)).isEmpty();
        assertThat(share.acquire("b", 2)).isEqualTo("12..13 x1");
        assertThat(share.acknowledge("a", 8, 11, ACCEPT)).isNull();
        assertThat(share.acquireRest("a", 20, 30)).as("not next to anything").isEmpty();
    }

    @Test
    void theRestOfABatchMayGoBeyondWhatMayBeUnderWay() {
        share.acquire("a", 100);
        assertThat(share.acquireRest("a", 100, 149)).isEqualTo("100..149 x1");
        assertThat(share.acquire("b", 10)).isEmpty();
        share.acknowledge("a", 0, 59, ACCEPT);
        assertThat(share.acquire("b", 50)).isEqualTo("150..159 x1");
    }

    @Test
    void aNewLeaderFindsWhatTheOneBeforeHasGivenAsIfThatHadNotBeenDelivered() {
        share.acquire("a", 10);
        share.acknowledge("a", 0, 3, ACCEPT);
        share.log = new ReadableLog(0, 1_000, 1);
        assertThat(share.acquire("b", 10)).isEqualTo("4..13 x1");
        assertThat(share.acknowledge("a", 4, 9, ACCEPT)).isEqualTo(INVALID_RECORD_STATE);
        share.log = new ReadableLog(0, 1_000, 0);
        assertThat(share.acquire("c", 10)).as("through one that leads no more").isEmpty();
    }

    @Test
    void onlyWhatTheLeaderCanShowIsGiven() {
        share.acquire("a", 10);
        share.releaseAll("a");
        share.log = new ReadableLog(0, 4, 0);
        assertThat(share.acquire("a", 10)).isEqualTo("0..3 x2");
        assertThat(share.acquire("a", 10)).isEmpty();
        share.log = new ReadableLog(0, 12, 0);
        assertThat(share.acquire("a", 100)).isEqualTo("4..9 x2, 10..11 x1");
    }

    @Test
    void afterAFailoverWhatWasNotAcknowledgedIsForAnybodyDeliveredAsOftenAsWasWritten() {
        share.acquire("a", 10);
        share.acknowledge("a", 2, 3, RELEASE);
        share.acknowledge("a", 6, 7, ACCEPT);
        share.acquire("b", 2);
        share.failOver();
        assertThat(share.acquire("c", 20)).isEqualTo("0..1 x1, 2..3 x2, 4..5 x1, 8..21 x1");
        assertThat(share.acknowledge("b", 2, 3, ACCEPT)).isEqualTo(INVALID_RECORD_STATE);
    }

    @Test
    void whatMembersHaveTheyStillHaveAfterAPlannedStopButNotAfterTheNextFailure() {
        share.acquire("a", 10);
        share.pass(400);
        share.acquire("b", 5);
        share.handOver();
        assertThat(share.acquire("c", 2)).isEqualTo("15..16 x1");
        assertThat(share.core.nextDeadlineMillis()).isEqualTo(share.now + 600);
        assertThat(share.acknowledge("a", 0, 4, ACCEPT)).isNull();
        share.failOver();
        assertThat(share.acknowledge("b", 10, 10, ACCEPT)).isEqualTo(INVALID_RECORD_STATE);
        assertThat(share.acquire("c", 20)).isEqualTo("5..24 x1");
    }

    @Test
    void aPlannedStopOfTheKeeperIsNoNewLeaderAndAnotherLeaderIsKnownAsOne() {
        share.log = new ReadableLog(0, 1_000, 3);
        share.acquire("a", 10);
        share.handOver();
        assertThat(share.acquire("b", 1)).isEqualTo("10..10 x1");
        share.log = new ReadableLog(0, 1_000, 2);
        assertThat(share.acquire("b", 1)).as("it leads no more").isEmpty();
        assertThat(share.acknowledge("a", 0, 0, ACCEPT)).isNull();
        share.handOver();
        share.log = new ReadableLog(0, 1_000, 4);
        assertThat(share.acquire("b", 3)).isEqualTo("1..3 x1");
    }

    @Test
    void anotherClockDoesNotMakeALockLonger() {
        share.acquire("a", 10);
        share.now -= 5_000;
        share.handOver();
        assertThat(share.core.nextDeadlineMillis()).isEqualTo(share.now + ShareHand.LOCK_MILLIS);
    }

    @Test
    void aSnapshotHoldsWhatTheEventsHold() {
        share.acquire("a", 10);
        share.acknowledge("a", 2, 3, RELEASE);
        share.acknowledge("a", 6, 9, ACCEPT);
        share.acquire("b", 2);
        ShareSnapshot before = share.core.snapshot();
        share.failOver();
        assertThat(share.core.snapshot()).isEqualTo(before);
        ShareCore loaded = new ShareCore(() -> share.limits);
        loaded.load(before);
        assertThat(loaded.snapshot()).isEqualTo(before);
    }

    @Test
    void theStartIsSetAndForgottenByOrder() {
        share.acquire("a", 10);
        share.acknowledge("a", 0, 9, ACCEPT);
        share.carryOut(share.core.setStart(3, told -> {}, share.now));
        assertThat(share.state()).isEqualTo(new State(3, 3, 0, 0, 0));
        assertThat(share.acquire("a", 2)).isEqualTo("3..4 x1");
        share.carryOut(share.core.forget(told -> {}, share.now));
        assertThat(share.acknowledge("a", 3, 4, ACCEPT)).isEqualTo(INVALID_REQUEST);
        share.failOver();
        assertThat(share.state().startOffset()).isEqualTo(State.NEVER_READ);
    }

    @Test
    void aLimitThatIsLoweredCountsForWhatWasDeliveredBefore() {
        for (int time = 0; time < 3; time++) {
            share.acquire("a", 2);
            share.releaseAll("a");
        }
        share.limits = ShareHand.limits(100, 2, 8);
        assertThat(share.acquire("a", 2)).isEqualTo("2..3 x1");
        assertThat(share.givenUp).hasSize(1);
        assertThat(share.start()).isEqualTo(2);
    }

    @Test
    void whoWaitsIsToldOnceWhenThereIsSomething() {
        List<String> told = new ArrayList<>();
        share.log = new ReadableLog(0, 10, 0);
        share.acquire("a", 10);
        share.carryOut(share.core.awaitAvailable(share.log, 500, available -> told.add("first"), share.now));
        assertThat(told).isEmpty();
        share.releaseAll("a");
        share.acquire("a", 10);
        share.releaseAll("a");
        assertThat(told).containsExactly("first");
        share.carryOut(share.core.awaitAvailable(share.log, 500, available -> told.add("at once"), share.now));
        assertThat(told).containsExactly("first", "at once");
    }

    @Test
    void noMoreWaitThanMayAndNobodyForLongerThanItWanted() {
        List<String> told = new ArrayList<>();
        share.log = new ReadableLog(0, 10, 0);
        share.acquire("a", 10);
        for (String who : List.of("a", "b", "too many"))
            share.carryOut(share.core.awaitAvailable(share.log, 100, available -> told.add(who), share.now));
        share.pass(100);
        share.carryOut(share.core.awaitAvailable(share.log, 500, available -> told.add("later"), share.now));
        share.releaseAll("a");
        assertThat(told).containsExactly("later");
    }

    @Test
    void whoWaitsForRoomIsToldWhenThereIsSome() {
        List<String> told = new ArrayList<>();
        share.limits = new ShareLimits(20, 5, 1_000, true, 2);
        share.acquire("a", 20);
        share.carryOut(share.core.awaitAvailable(share.log, 500, available -> told.add("room"), share.now));
        share.acknowledge("a", 10, 19, ACCEPT);
        assertThat(told).isEmpty();
        share.acknowledge("a", 0, 0, ACCEPT);
        assertThat(told).containsExactly("room");
    }
}
