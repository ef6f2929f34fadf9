package akkord.sharding.membership;

import static org.assertj.core.api.Assertions.assertThat;

import akkord.sharding.membership.Handshake.Answer;
import akkord.sharding.membership.Handshake.Kind;
import akkord.sharding.membership.JoinPlan.Step;
import akkord.sharding.settings.HostPort;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a starting node does with the answers it gets. */
class JoinPlanTest {

    private static final HostPort A = new HostPort("a", 1);
    private static final HostPort B = new HostPort("b", 1);
    private static final HostPort C = new HostPort("c", 1);
    private static final Formation THREE = new Formation.ByMajority(Set.of(1, 2, 3));

    private static JoinPlan plan(int node, HostPort self, Formation formation, HostPort... others) {
        return new JoinPlan(node, self, List.of(others), formation, Duration.ofSeconds(1), Duration.ofSeconds(3), 0);
    }

    private static Answer answer(Kind kind, int node, HostPort from) {
        return new Answer(kind, node, from.toString(), "ours", "because");
    }

    /** Of one that was in no cluster before. */
    private static Answer alone(int node, HostPort from) {
        return new Answer(Kind.NOT_IN_A_CLUSTER, node, from.toString(), null, "");
    }

    @Test
    void aNodeWithoutOthersFormsAtOnce() {
        assertThat(plan(1, A, new Formation.AtOnce()).next(0)).isEqualTo(new Step.Form());
    }

    @Test
    void aNodeThatWasToldOthersNeverForms() {
        JoinPlan plan = plan(2, B, new Formation.Never(), A);
        plan.answered(answer(Kind.NOT_IN_A_CLUSTER, 2, B), 10);
        plan.answered(answer(Kind.FORM_IT, 1, A), 10);
        assertThat(plan.next(100)).isEqualTo(new Step.Ask());
        assertThat(plan.next(60_000)).isEqualTo(new Step.Ask());
        assertThat(plan.wantsToForm(100)).isFalse();
        assertThat(plan.standing(100)).contains("are in no cluster", "without --join");
        assertThat(plan.standing(60_000)).isEqualTo("none of the nodes a:1 answers");
    }

    @Test
    void whoIsNamedFirstFormsWhenMoreThanHalfOfTheNamedAreThereAndInNoCluster() {
        JoinPlan plan = plan(1, A, new Formation.NamedFirst(), B, C);
        plan.answered(alone(1, A), 10);
        assertThat(plan.next(20)).as("one of three").isEqualTo(new Step.Ask());
        assertThat(plan.next(60_000)).as("however long").isEqualTo(new Step.Ask());
        plan.answered(answer(Kind.COME_IN, 2, B), 60_000);
        assertThat(plan.next(60_010)).isEqualTo(new Step.Join(List.of(B)));
        JoinPlan anew = plan(1, A, new Formation.NamedFirst(), B, C);
        anew.answered(alone(1, A), 10);
        anew.answered(alone(3, C), 20);
        assertThat(anew.next(30)).isEqualTo(new Step.Form());
    }

    @Test
    void whoIsNamedFirstFormsNoSecondClusterBesideNodesThatAreOfOneAlready() {
        JoinPlan wiped = plan(1, A, new Formation.NamedFirst(), B, C);
        wiped.answered(alone(1, A), 10);
        wiped.answered(answer(Kind.NOT_IN_A_CLUSTER, 2, B), 20);
        wiped.answered(answer(Kind.NOT_IN_A_CLUSTER, 3, C), 20);
        assertThat(wiped.next(30)).isEqualTo(new Step.Ask());
        assertThat(wiped.standing(30)).contains("belong to cluster ours", "data folder is empty");
        wiped.answered(answer(Kind.COME_IN, 2, B), 40);
        assertThat(wiped.next(50)).isEqualTo(new Step.Join(List.of(B)));
    }

    @Test
    void whoeverIsInAClusterIsJoined() {
        JoinPlan plan = plan(2, B, THREE, A, C);
        plan.answered(answer(Kind.FORM_IT, 2, B), 10);
        plan.answered(answer(Kind.COME_IN, 3, C), 10);
        assertThat(plan.next(20)).isEqualTo(new Step.Join(List.of(C)));
    }

    @Test
    void aRefusalEndsIt() {
        JoinPlan plan = plan(2, B, THREE, A);
        plan.answered(answer(Kind.REFUSED, 1, A), 10);
        assertThat(plan.next(20)).isEqualTo(new Step.GiveUp("because"));
    }

    @Test
    void aMajorityOfPromisesAmongTheVotersForms() {
        JoinPlan plan = plan(1, A, THREE, B, C);
        plan.answered(answer(Kind.NOT_IN_A_CLUSTER, 1, A), 10);
        assertThat(plan.wantsToForm(20)).as("alone").isFalse();
        plan.answered(answer(Kind.NOT_IN_A_CLUSTER, 2, B), 30);
        assertThat(plan.wantsToForm(40)).isTrue();
        plan.answered(answer(Kind.FORM_IT, 1, A), 50);
        assertThat(plan.next(60)).as("one promise of three").isEqualTo(new Step.Ask());
        plan.answered(answer(Kind.FORM_IT, 9, C), 60);
        assertThat(plan.next(60)).as("a promise of one who has no vote").isEqualTo(new Step.Ask());
        plan.answered(answer(Kind.FORM_IT, 2, B), 70);
        assertThat(plan.next(80)).isEqualTo(new Step.Form());
        assertThat(plan.next(2_000)).as("promises grow old").isEqualTo(new Step.Ask());
    }

    @Test
    void onlyTheLeastOfThoseWhoAreThereAsksToForm() {
        JoinPlan plan = plan(2, B, THREE, A, C);
        plan.answered(answer(Kind.NOT_IN_A_CLUSTER, 2, B), 10);
        plan.answered(answer(Kind.NOT_IN_A_CLUSTER, 3, C), 10);
        assertThat(plan.wantsToForm(20)).isTrue();
        plan.answered(answer(Kind.NOT_IN_A_CLUSTER, 1, A), 10);
        assertThat(plan.wantsToForm(20)).isFalse();
    }

    @Test
    void theOnlyVoterLooksAroundBeforeItForms() {
        JoinPlan plan = plan(1, A, new Formation.UnlessFound(), B);
        plan.answered(answer(Kind.NOT_IN_A_CLUSTER, 1, A), 10);
        assertThat(plan.next(2_900)).isEqualTo(new Step.Ask());
        assertThat(plan.next(3_000)).isEqualTo(new Step.Form());
        plan.answered(answer(Kind.COME_IN, 2, B), 3_000);
        assertThat(plan.next(3_010)).isEqualTo(new Step.Join(List.of(B)));
    }

    @Test
    void theOnlyVoterWaitsNoLongerThanForTheLastAnswer() {
        JoinPlan plan = plan(1, A, new Formation.UnlessFound(), B);
        plan.answered(answer(Kind.NOT_IN_A_CLUSTER, 1, A), 10);
        plan.answered(answer(Kind.NOT_IN_A_CLUSTER, 2, B), 10);
        assertThat(plan.next(20)).isEqualTo(new Step.Form());
    }

    @Test
    void anIdThatIsHeldIsAskedForAtItsHolder() {
        JoinPlan plan = plan(2, B, new Formation.Never(), A);
        plan.answered(answer(Kind.COME_IN, 1, A), 10);
        plan.answered(new Answer(Kind.ID_IN_USE, 3, "c:1", "ours", "d:7"), 10);
        assertThat(plan.next(20)).isEqualTo(new Step.Ask());
        assertThat(plan.asked()).contains(new HostPort("d", 7));
        assertThat(plan.standing(20)).contains("node id 2 is still held", "d:7");
    }
}
