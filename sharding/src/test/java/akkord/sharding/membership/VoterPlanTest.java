package akkord.sharding.membership;

import static org.assertj.core.api.Assertions.assertThat;

import akkord.sharding.membership.VoterPlan.Change;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who should vote in the journal. */
class VoterPlanTest {

    @Test
    void nodesThatAreUpBecomeVotersOneAtATime() {
        assertThat(VoterPlan.next(Set.of(1), Set.of(1, 2, 3), Set.of(1, 2, 3), Set.of(1)))
                .contains(new Change(2, true));
        assertThat(VoterPlan.next(Set.of(1, 2), Set.of(1, 2, 3), Set.of(1, 2, 3), Set.of(1)))
                .contains(new Change(3, true));
        assertThat(VoterPlan.next(Set.of(1, 2, 3), Set.of(1, 2, 3), Set.of(1, 2, 3), Set.of(1, 2, 3)))
                .isEmpty();
    }

    @Test
    void aNodeThatIsAwayKeepsItsVote() {
        assertThat(VoterPlan.next(Set.of(1, 2, 3), Set.of(1), Set.of(1), Set.of(1, 2, 3)))
                .isEmpty();
    }

    @Test
    void aNodeThatWasRemovedLosesItsVoteOnceItIsGone() {
        assertThat(VoterPlan.next(Set.of(1, 2, 3), Set.of(1, 2), Set.of(1, 2, 3), Set.of(1, 2)))
                .isEmpty();
        assertThat(VoterPlan.next(Set.of(1, 2, 3), Set.of(1, 2), Set.of(1, 2), Set.of(1, 2)))
                .contains(new Change(3, false));
    }

    @Test
    void nobodyLosesItsVoteWhileTheNodesAreNotKnown() {
        assertThat(VoterPlan.next(Set.of(1, 2, 3), Set.of(1), Set.of(1), Set.of()))
                .isEmpty();
    }
}
