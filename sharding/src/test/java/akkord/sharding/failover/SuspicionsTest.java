package akkord.sharding.failover;

import static org.assertj.core.api.Assertions.assertThat;

import akkord.protocol.metadata.NodeStatus;
import akkord.sharding.failover.PeerEvidence.Verdict;
import akkord.sharding.failover.Suspicions.Report;
import org.junit.jupiter.api.Test;

/** What is reported of other nodes. */
class SuspicionsTest {

    private final Suspicions suspicions = new Suspicions();

    @Test
    void theFirstEvidenceIsReportedAndMoreOfTheSameIsNot() {
        assertThat(suspicions.evidence(2, Verdict.SILENT)).contains(new Report(2, NodeStatus.UNREACHABLE));
        assertThat(suspicions.evidence(2, Verdict.SILENT)).isEmpty();
        assertThat(suspicions.akkaSays(2, NodeStatus.DOWN)).contains(new Report(2, NodeStatus.DOWN));
    }

    /** Cut off from this node only, it may have told the controller in between that it is there. */
    @Test
    void aSilentNodeThatEndsIsReportedAgain() {
        suspicions.evidence(2, Verdict.SILENT);
        assertThat(suspicions.evidence(2, Verdict.GONE)).contains(new Report(2, NodeStatus.UNREACHABLE));
        assertThat(suspicions.evidence(2, Verdict.GONE)).isEmpty();
    }

    @Test
    void nothingIsReportedInANodesFavour() {
        suspicions.evidence(2, Verdict.SILENT);
        assertThat(suspicions.evidence(2, Verdict.FINE)).isEmpty();
        assertThat(suspicions.standing()).isEmpty();
    }

    @Test
    void whatAkkaSaysStandsWhileTheNodeAnswers() {
        suspicions.akkaSays(2, NodeStatus.LEAVING);
        suspicions.evidence(2, Verdict.FINE);
        assertThat(suspicions.standing()).containsExactly(new Report(2, NodeStatus.LEAVING));
    }

    @Test
    void aNewControllerIsToldAllThatStands() {
        suspicions.evidence(3, Verdict.GONE);
        suspicions.akkaSays(2, NodeStatus.LEAVING);
        assertThat(suspicions.standing())
                .containsExactly(new Report(2, NodeStatus.LEAVING), new Report(3, NodeStatus.UNREACHABLE));
    }

    @Test
    void aNewProcessIsNotHeldForItsFormer() {
        suspicions.akkaSays(2, NodeStatus.DOWN);
        suspicions.begunAnew(2);
        assertThat(suspicions.standing()).isEmpty();
        assertThat(suspicions.evidence(2, Verdict.GONE)).contains(new Report(2, NodeStatus.UNREACHABLE));
    }
}
