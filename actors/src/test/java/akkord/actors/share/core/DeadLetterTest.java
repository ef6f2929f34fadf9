package akkord.actors.share.core;

import static akkord.protocol.share.DeadLetter.Cause.DELIVERED_TOO_OFTEN;
import static akkord.protocol.share.DeadLetter.Cause.REJECTED;
import static org.assertj.core.api.Assertions.assertThat;

import akkord.protocol.share.AckBatch;
import akkord.protocol.share.DeadLetter;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is given up stays due until its dead letter is in the topic, whatever happens on the way. */
class DeadLetterTest {

    private static final int REJECT = AckBatch.REJECT;
    private static final int ACCEPT = AckBatch.ACCEPT;

    private final ShareHand share = new ShareHand();

    private void reject(long first, long last) {
        share.acquire("a", (int) (last - first + 1));
        assertThat(share.acknowledge("a", first, last, REJECT)).isNull();
    }

    private List<DeadLetter> due() {
        return share.core.snapshot().letters();
    }

    @Test
    void whatIsRejectedIsCopiedAndDueUntilThatIsDone() {
        reject(0, 2);
        assertThat(share.start()).as("it holds up nobody").isEqualTo(3);
        assertThat(share.copies).hasSize(1);
        assertThat(share.copies.get(0).letters()).containsExactly(new DeadLetter(0, 2, 1, REJECTED));
        assertThat(due()).containsExactly(new DeadLetter(0, 2, 1, REJECTED));
        share.copied(3, false);
        assertThat(due()).isEmpty();
        assertThat(share.core.isIdle()).isTrue();
        share.failOver();
        assertThat(due()).isEmpty();
    }

    @Test
    void thatItIsDueIsWrittenInTheSameEventAsThatItIsGivenUp() {
        reject(0, 2);
        assertThat(share.journal.get(share.journal.size() - 1))
                .isEqualTo(new ShareEvent.Changed(
                        List.of(StoredStretch.done(0, 2, Phase.ARCHIVED)), List.of(new DeadLetter(0, 2, 1, REJECTED))));
    }

    @Test
    void aKeeperThatHasDiedIsFollowedByOneThatCopiesAgain() {
        reject(0, 2);
        share.failOver();
        assertThat(share.core.isIdle()).isFalse();
        share.pass(1);
        assertThat(share.copies).hasSize(2);
        assertThat(share.copies.get(1).letters()).containsExactly(new DeadLetter(0, 2, 1, REJECTED));
    }

    @Test
    void aSnapshotKeepsWhatIsDue() {
        reject(0, 2);
        ShareSnapshot snapshot = share.core.snapshot();
        ShareCore loaded = new ShareCore(() -> share.limits);
        loaded.load(snapshot);
        assertThat(loaded.snapshot()).isEqualTo(snapshot);
        assertThat(loaded.lettersDue()).isEqualTo(3);
    }

    @Test
    void soManyAreCopiedAtATimeAndTheOthersAfterwards() {
        reject(0, 9);
        reject(10, 10);
        assertThat(share.copies).hasSize(1);
        assertThat(share.copies.get(0).letters()).containsExactly(new DeadLetter(0, 3, 1, REJECTED));
        share.copied(3, false);
        assertThat(share.copies.get(1).letters()).containsExactly(new DeadLetter(3, 6, 1, REJECTED));
        share.copied(4, false);
        share.copied(4, false);
        assertThat(due()).isEmpty();
        assertThat(share.copies).hasSize(3);
    }

    @Test
    void aCopyThatFailsIsTriedAgainLaterAndLater() {
        reject(0, 0);
        for (long pause : new long[] {100, 200, 400, 800, 1_000, 1_000}) {
            int copies = share.copies.size();
            share.copied(0, true);
            assertThat(share.core.nextDeadlineMillis()).isLessThanOrEqualTo(share.now + pause);
            share.pass(pause - 1);
            assertThat(share.copies).hasSize(copies);
            share.pass(1);
            assertThat(share.copies).hasSize(copies + 1);
        }
        share.copied(1, false);
        assertThat(due()).isEmpty();
        reject(1, 1);
        share.copied(0, true);
        assertThat(share.core.nextDeadlineMillis()).isEqualTo(share.now + 100);
    }

    @Test
    void ofACopyThatFailedHalfWayTheRestIsDue() {
        reject(0, 2);
        share.copied(2, true);
        assertThat(due()).containsExactly(new DeadLetter(2, 2, 1, REJECTED));
        share.pass(100);
        assertThat(share.copies.get(1).letters()).containsExactly(new DeadLetter(2, 2, 1, REJECTED));
    }

    @Test
    void membersReadOnWhileNothingCanBeCopied() {
        for (int at = 0; at < 300; at += 50) reject(at, at + 49);
        share.copied(0, true);
        assertThat(share.start()).isEqualTo(300);
        assertThat(share.acquire("a", 10)).isEqualTo("300..309 x1");
        assertThat(due()).containsExactly(new DeadLetter(0, 299, 1, REJECTED));
    }

    @Test
    void whatIsGivenUpBeyondWhatMayWaitHasNoLetterAndThatIsSaid() {
        share.acquire("a", 20);
        for (int at = 0; at < 20; at += 2) {
            share.acknowledge("a", at, at, ACCEPT);
            share.acknowledge("a", at + 1, at + 1, REJECT);
        }
        assertThat(due()).hasSize(8);
        assertThat(share.lost)
                .containsExactly(
                        new ShareEffect.LettersLost(
                                List.of(new DeadLetter(17, 17, 1, REJECTED)), ShareEffect.LossCause.TOO_MANY_WAIT),
                        new ShareEffect.LettersLost(
                                List.of(new DeadLetter(19, 19, 1, REJECTED)), ShareEffect.LossCause.TOO_MANY_WAIT));
        assertThat(share.start()).isEqualTo(20);
    }

    @Test
    void aGroupWithoutADeadLetterTopicHasNone() {
        share.limits = new ShareLimits(100, 5, 1_000, true, 2);
        reject(0, 2);
        assertThat(share.copies).isEmpty();
        assertThat(due()).isEmpty();
        assertThat(share.core.isIdle()).isTrue();
    }

    @Test
    void whatIsDueWaitsForTheTopicIfTheGroupHasNoneForAWhile() {
        reject(0, 2);
        share.copied(0, true);
        ShareLimits wanted = share.limits;
        share.limits = new ShareLimits(100, 5, 1_000, true, 2);
        share.pass(10_000);
        assertThat(share.copies).hasSize(1);
        assertThat(share.core.nextDeadlineMillis()).isEqualTo(Long.MAX_VALUE);
        assertThat(share.core.isIdle()).as("it may sleep").isTrue();
        share.limits = wanted;
        share.state();
        assertThat(share.copies).as("whoever asks wakes it").hasSize(2);
    }

    @Test
    void aGroupThatBeginsAnewStillOwesItsLetters() {
        reject(0, 2);
        share.carryOut(share.core.setStart(0, told -> {}, share.now));
        assertThat(due()).containsExactly(new DeadLetter(0, 2, 1, REJECTED));
        reject(0, 0);
        share.copied(3, false);
        assertThat(due()).containsExactly(new DeadLetter(0, 0, 1, REJECTED));
    }

    @Test
    void aGroupThatIsForgottenOwesNothingAndThatIsSaid() {
        reject(0, 2);
        share.carryOut(share.core.forget(told -> {}, share.now));
        assertThat(due()).isEmpty();
        assertThat(share.lost)
                .containsExactly(new ShareEffect.LettersLost(
                        List.of(new DeadLetter(0, 2, 1, REJECTED)), ShareEffect.LossCause.FORGOTTEN));
        reject(0, 0);
        share.carryOut(share.core.lettersCopied(1, 3, false, share.now));
        assertThat(due())
                .as("the copy that was under way says nothing of the new one")
                .containsExactly(new DeadLetter(0, 0, 1, REJECTED));
    }

    @Test
    void differentFatesAreDifferentLetters() {
        share.limits = ShareHand.limits(100, 2, 8);
        for (int time = 0; time < 2; time++) {
            share.acquire("a", 1);
            share.releaseAll("a");
        }
        reject(1, 1);
        assertThat(due())
                .containsExactly(new DeadLetter(0, 0, 2, DELIVERED_TOO_OFTEN), new DeadLetter(1, 1, 1, REJECTED));
    }
}
