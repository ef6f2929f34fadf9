package akkord.sharding.failover;

import static org.assertj.core.api.Assertions.assertThat;

import akkord.sharding.failover.PeerEvidence.Verdict;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a connection and answers tell of another node. */
class PeerEvidenceTest {

    private final PeerEvidence evidence =
            new PeerEvidence(Duration.ofMillis(1500), Duration.ofMillis(250), Duration.ofMillis(500), 0);

    @Test
    void aConnectionThatWasThereAndIsRefusedNowMeansGoneAtOnce() {
        evidence.connected(0);
        evidence.answered(100);
        assertThat(evidence.refused()).contains(Verdict.GONE);
        assertThat(evidence.refused()).as("told once").isEmpty();
    }

    @Test
    void aConnectionThatIsClosedAsSoonAsItIsOpenIsNotTriedAgainAtOnce() {
        evidence.connected(1000);
        assertThat(evidence.mayHaveGone(1499)).isFalse();
        assertThat(evidence.mayHaveGone(1500)).isTrue();
        evidence.connected(1500);
        assertThat(evidence.mayHaveGone(1600)).isFalse();
    }

    @Test
    void aNodeThatHasNeverListenedIsNotGone() {
        assertThat(evidence.refused()).isEmpty();
    }

    @Test
    void answersThatStayOutForTheGraceMeanSilent() {
        evidence.connected(0);
        for (long now = 250; now <= 1500; now += 250)
            assertThat(evidence.ticked(now)).as("at " + now).isEmpty();
        assertThat(evidence.ticked(1750)).contains(Verdict.SILENT);
        assertThat(evidence.ticked(2000)).as("told once").isEmpty();
    }

    @Test
    void aSilentNodeThatAnswersIsFineAgain() {
        for (long now = 250; now <= 1750; now += 250) evidence.ticked(now);
        assertThat(evidence.answered(1800)).contains(Verdict.FINE);
        assertThat(evidence.answered(1900)).isEmpty();
    }

    @Test
    void aSilentNodeWhoseProcessEndsIsGone() {
        evidence.connected(0);
        for (long now = 250; now <= 1750; now += 250) evidence.ticked(now);
        assertThat(evidence.refused()).contains(Verdict.GONE);
    }

    @Test
    void whoStoodStillItselfBlamesNobody() {
        evidence.ticked(250);
        assertThat(evidence.ticked(30_250)).as("frozen for 30 s").isEmpty();
        for (long now = 30_500; now <= 31_750; now += 250)
            assertThat(evidence.ticked(now)).as("at " + now).isEmpty();
        assertThat(evidence.ticked(32_000)).contains(Verdict.SILENT);
    }
}
