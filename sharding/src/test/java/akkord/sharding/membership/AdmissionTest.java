package akkord.sharding.membership;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akkord.sharding.membership.Admission.View;
import akkord.sharding.membership.Handshake.Answer;
import akkord.sharding.membership.Handshake.Hello;
import akkord.sharding.membership.Handshake.Kind;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Who may join, as the node that is asked decides it. */
class AdmissionTest {

    private static final ActorTestKit KIT = ActorTestKit.create();
    private static final TestProbe<Answer> PROBE = KIT.createTestProbe();
    private static final long NOW = 1_000_000_000L;
    private static final View ALONE = new View("ours", Map.of(), Set.of());
    private static final View MEMBER = new View("ours", Map.of(1, "a:1", 2, "b:1"), Set.of(1, 2));

    private final Admission admission = new Admission(1, "a:1", Duration.ofMinutes(5), Duration.ofSeconds(10));

    @AfterAll
    static void end() {
        KIT.shutdownTestKit();
    }

    private static Hello hello(int version, int node, String address, @Nullable String cluster, long clock) {
        return new Hello(version, node, address, cluster, clock, false, PROBE.ref());
    }

    private static Hello candidate(int node) {
        return new Hello(1, node, "x:" + node, "ours", NOW, true, PROBE.ref());
    }

    private Answer ask(Hello hello, View view) {
        return admission.answer(hello, view, NOW);
    }

    @Test
    void aNewNodeAndOneThatComesBackMayComeIn() {
        assertThat(ask(hello(1, 3, "c:1", null, NOW), MEMBER).kind()).isEqualTo(Kind.COME_IN);
        assertThat(ask(hello(1, 2, "b:1", "ours", NOW), MEMBER).kind()).isEqualTo(Kind.COME_IN);
    }

    @Test
    void anotherVersionOfTheProtocolIsRefused() {
        assertRefused(hello(2, 3, "c:1", null, NOW), "speaks version 1", "node 3 speaks version 2");
    }

    @Test
    void aStrangersDataIsRefused() {
        assertRefused(hello(1, 3, "c:1", "theirs", NOW), "belongs to cluster theirs", "is in cluster ours", "--data");
    }

    @Test
    void aClockThatIsAnHourOffIsRefusedWithItsDifference() {
        long hour = Duration.ofHours(1).toMillis();
        assertRefused(hello(1, 3, "c:1", null, NOW + hour), "3600 s ahead of", "akkord.cluster.clock-skew-max");
        assertRefused(hello(1, 3, "c:1", null, NOW - hour), "3600 s behind");
        assertThat(ask(hello(1, 3, "c:1", null, NOW + 299_000), MEMBER).kind()).isEqualTo(Kind.COME_IN);
    }

    @Test
    void theHolderOfAnIdRefusesAnotherAndTheOthersOnlyTellWhereItIs() {
        assertRefused(hello(1, 1, "c:1", null, NOW), "node id 1 is in use by the node at a:1", "--node-id");
        Answer fromAnother = ask(hello(1, 2, "c:1", "ours", NOW), MEMBER);
        assertThat(fromAnother.kind()).isEqualTo(Kind.ID_IN_USE);
        assertThat(fromAnother.sentence()).isEqualTo("b:1");
    }

    @Test
    void aNodeThatWasRemovedMayOnlyComeBackEmpty() {
        assertRefused(hello(1, 3, "c:1", "ours", NOW), "node 3 was removed from the cluster", "empty data folder");
        assertThat(ask(hello(1, 3, "c:1", null, NOW), MEMBER).kind()).isEqualTo(Kind.COME_IN);
    }

    @Test
    void whileAPromiseHoldsNobodyElseIsLetForm() {
        assertThat(ask(candidate(2), ALONE).kind()).isEqualTo(Kind.FORM_IT);
        assertThat(ask(candidate(3), ALONE).kind()).isEqualTo(Kind.NOT_IN_A_CLUSTER);
        assertThat(ask(candidate(2), ALONE).kind()).isEqualTo(Kind.FORM_IT);
        assertThat(admission.answer(candidate(3), ALONE, NOW + 10_001).kind()).isEqualTo(Kind.FORM_IT);
    }

    private void assertRefused(Hello hello, String... parts) {
        Answer answer = ask(hello, MEMBER);
        assertThat(answer.kind()).isEqualTo(Kind.REFUSED);
        assertThat(answer.sentence()).contains(parts);
    }
}
