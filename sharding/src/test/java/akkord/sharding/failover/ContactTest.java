package akkord.sharding.failover;

import static org.assertj.core.api.Assertions.assertThat;

import akkord.sharding.failover.PeerEvidence.Verdict;
import org.junit.jupiter.api.Test;

/** When a node takes itself for cut off. */
class ContactTest {

    private final Contact ofThree = contact(true, 2, 3);

    private static Contact contact(boolean votes, int... others) {
        Contact contact = new Contact(votes);
        for (int node : others) contact.added(node);
        return contact;
    }

    @Test
    void whoHearsNoneOfTwoOthersIsCutOffUntilItHearsOneAgain() {
        assertThat(ofThree.heard(2, Verdict.SILENT)).isEmpty();
        assertThat(ofThree.heard(3, Verdict.SILENT)).contains(true);
        assertThat(ofThree.heard(2, Verdict.FINE)).contains(false);
        assertThat(ofThree.heard(3, Verdict.FINE)).isEmpty();
    }

    @Test
    void theDeathOfOthersIsNoCut() {
        ofThree.heard(2, Verdict.GONE);
        assertThat(ofThree.heard(3, Verdict.GONE)).isEmpty();
        assertThat(ofThree.heard(3, Verdict.SILENT)).isEmpty();
    }

    @Test
    void halfOfTheNodesIsNotMost() {
        assertThat(contact(true, 2).heard(2, Verdict.SILENT)).isEmpty();
        Contact ofFour = contact(true, 2, 3, 4);
        ofFour.heard(2, Verdict.SILENT);
        assertThat(ofFour.heard(3, Verdict.SILENT)).isEmpty();
        assertThat(ofFour.heard(4, Verdict.SILENT)).contains(true);
    }

    @Test
    void whoHasNoVoteCountsOnlyTheOthers() {
        Contact contact = contact(false, 1, 2, 3);
        contact.heard(1, Verdict.SILENT);
        assertThat(contact.heard(3, Verdict.SILENT)).contains(true);
    }

    @Test
    void nodesThatLeaveAndComeChangeTheMajority() {
        Contact ofFive = contact(true, 2, 3, 4, 5);
        ofFive.heard(2, Verdict.SILENT);
        ofFive.heard(3, Verdict.SILENT);
        assertThat(ofFive.removed(4)).isEmpty();
        assertThat(ofFive.removed(5)).contains(true);
        assertThat(ofFive.added(4)).contains(false);
        assertThat(ofFive.heard(9, Verdict.SILENT)).as("not known").isEmpty();
    }
}
