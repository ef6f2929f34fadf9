package akkord.actors.group.core;

import static akkord.actors.group.core.Hand.CLOSING;
import static akkord.actors.group.core.Hand.INITIAL_DELAY;
import static akkord.actors.group.core.Hand.SESSION;
import static akkord.protocol.domain.ErrorCode.REBALANCE_IN_PROGRESS;
import static org.assertj.core.api.Assertions.assertThat;

import akkord.protocol.group.GroupPhase;
import akkord.protocol.group.GroupReply.DescribedMember;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A member whose client has closed its connection: what it loses by that, and what brings it back. */
class ClosedConnectionsTest {

    private static final int BEAT = 1_500;
    private static final int GRACE = 2 * BEAT;

    private Hand group = new Hand();

    @Test
    void aClassicMemberHasTheTimeOfTwoHeartbeats() {
        List<String> ids = group.stable(2);
        beatFor(3, ids);

        closed(ids.get(0));
        group.pass(BEAT);
        group.heartbeat(ids.get(1), 1);
        group.pass(GRACE - BEAT - 1);
        assertThat(members()).hasSize(2);
        group.pass(1);

        assertThat(members()).containsExactly(ids.get(1));
        assertThat(lastTold())
                .isEqualTo("group g rebalances: member client@/127.0.0.1 was not heard of for " + GRACE
                        + " ms after its connection was closed");
    }

    @Test
    void theLongestOfTheRecentGapsCounts() {
        List<String> ids = group.stable(2);
        beatFor(3, ids);
        group.pass(2_500);
        beat(ids);
        beatFor(4, ids);

        closed(ids.get(0));
        group.pass(4_999);
        assertThat(members()).hasSize(2);
        group.pass(1);
        assertThat(members()).hasSize(1);
    }

    @Test
    void gapsBeforeTheLastTenDoNotCount() {
        List<String> ids = group.stable(1);
        beatFor(2, ids);
        group.pass(4_500);
        beat(ids);
        beatFor(10, ids);

        closed(ids.get(0));
        group.pass(GRACE);
        assertThat(members()).isEmpty();
    }

    @Test
    void aMemberThatBeatsVeryOftenHasTheLeastGrace() {
        List<String> ids = group.stable(1);
        for (int i = 0; i < 5; i++) {
            group.pass(100);
            beat(ids);
        }

        closed(ids.get(0));
        group.pass(CLOSING.graceMillisMin() - 1);
        assertThat(members()).hasSize(1);
        group.pass(1);
        assertThat(members()).isEmpty();
    }

    @Test
    void aMemberThatIsHeardOfAgainHasItsWholeSession() {
        List<String> ids = group.stable(1);
        beatFor(3, ids);

        closed(ids.get(0));
        group.pass(GRACE - 1);
        assertThat(group.heartbeat(ids.get(0), 1)).isNull();
        group.pass(SESSION - 1);
        assertThat(members()).hasSize(1);
        group.pass(1);
        assertThat(lastTold())
                .contains("was not heard of for " + SESSION + " ms")
                .doesNotContain("connection");
    }

    @Test
    void aCommitIsASignOfLifeToo() {
        List<String> ids = group.stable(1);
        beatFor(3, ids);

        closed(ids.get(0));
        group.pass(GRACE - 1);
        assertThat(group.commit(ids.get(0), 1, "t", 0, 7)).isNull();
        group.pass(SESSION - 1);
        assertThat(members()).hasSize(1);
    }

    @Test
    void theEndOfAConnectionThatTheMemberHasLeftBehindChangesNothing() {
        List<String> ids = group.stable(1);
        beatFor(3, ids);
        for (int i = 0; i < 20; i++) {
            closed(ids.get(0));
            group.pass(BEAT);
            assertThat(group.heartbeat(ids.get(0), 1)).isNull();
        }
    }

    @Test
    void toldAgainAndAgainItHasNoMoreTimeAndNoLess() {
        List<String> ids = group.stable(1);
        beatFor(3, ids);

        closed(ids.get(0));
        for (int i = 0; i < 9; i++) {
            group.pass(GRACE / 10);
            closed(ids.get(0));
            assertThat(members()).hasSize(1);
        }
        group.pass(GRACE / 10);
        assertThat(members()).isEmpty();
    }

    @Test
    void aSessionThatEndsSoonerIsNotLengthened() {
        List<String> ids = group.stable(1);
        beatFor(3, ids);
        group.pass(SESSION - 1_000);

        closed(ids.get(0));
        group.pass(999);
        assertThat(members()).hasSize(1);
        group.pass(1);
        assertThat(members()).isEmpty();
        assertThat(lastTold())
                .contains("was not heard of for " + SESSION + " ms")
                .doesNotContain("connection");
    }

    @Test
    void oneGapIsTooFewToTell() {
        List<String> ids = group.stable(1);
        group.heartbeat(ids.get(0), 1);
        group.pass(BEAT);
        group.heartbeat(ids.get(0), 1);

        closed(ids.get(0));
        group.pass(SESSION - 1);
        assertThat(members()).hasSize(1);
    }

    @Test
    void whatLiesBetweenHeartbeatsOfTwoGenerationsIsNoGap() {
        List<String> ids = group.stable(1);
        for (int generation = 1; generation <= 4; generation++) {
            assertThat(group.heartbeat(ids.get(0), generation)).isNull();
            group.pass(BEAT);
            rejoin(ids.get(0));
        }
        group.heartbeat(ids.get(0), 5);

        closed(ids.get(0));
        group.pass(SESSION - 1);
        assertThat(members()).hasSize(1);
    }

    @Test
    void aStaticMemberIsToRestartUnnoticed() {
        var fixed = group.join(Hand.request("", "one", "range", "t"));
        group.pass(INITIAL_DELAY);
        String id = fixed.get().memberId();
        group.sync(id, 1, Map.of());
        beatFor(3, List.of(id));

        closed(id);
        group.pass(SESSION - 1);
        assertThat(members()).hasSize(1);
    }

    @Test
    void aMemberThatIsToJoinOrToSyncHasItsWholeSession() {
        List<String> ids = group.stable(2);
        beatFor(3, ids);
        var leader = group.join(ids.get(0), "t");
        assertThat(group.phase()).isEqualTo(GroupPhase.PREPARING_REBALANCE);
        closed(ids.get(1));
        group.pass(SESSION - 1);
        assertThat(members()).as("one that is to join").hasSize(2);

        group.join(ids.get(1), "t");
        assertThat(leader.get()).isNotNull();
        closed(ids.get(1));
        group.sync(ids.get(0), 2, Map.of(ids.get(0), "t:0", ids.get(1), "t:1"));
        assertThat(group.phase()).isEqualTo(GroupPhase.STABLE);
        closed(ids.get(1));
        group.pass(SESSION - 1);
        assertThat(members()).as("one that is to ask for what it has").contains(ids.get(1));
    }

    @Test
    void aCoordinatorThatHasJustBegunKnowsNoHeartbeats() {
        List<String> ids = group.stable(1);
        beatFor(5, ids);
        group.restart();

        closed(ids.get(0));
        group.pass(SESSION - 1);
        assertThat(members()).hasSize(1);
    }

    @Test
    void whereItIsSwitchedOffSessionsCount() {
        group = new Hand(limits(Hand.CONSUMERS, new ClosingLimits(false, 1_000)));
        List<String> ids = group.stable(1);
        beatFor(5, ids);
        closed(ids.get(0));
        group.pass(SESSION - 1);
        assertThat(members()).hasSize(1);
    }

    @Test
    void strangersAreNobody() {
        List<String> ids = group.stable(1);
        beatFor(3, ids);
        closed("stranger");
        group.pass(SESSION - 1);
        assertThat(members()).hasSize(1);
    }

    @Test
    void aMemberOfTheConsumerProtocolHasTwiceWhatItWasTold() {
        HandMember member = consumer(null);
        int told = member.last.heartbeatIntervalMillis();
        assertThat(2 * told).isBetween((int) CLOSING.graceMillisMin(), SESSION - 1);

        closed("a");
        group.pass(2L * told - 1);
        assertThat(members()).hasSize(1);
        assertThat(member.beat()).as("heard of again").isNull();
        group.pass(SESSION - 1);
        assertThat(members()).hasSize(1);

        member.beat();
        closed("a");
        group.pass(2L * told);
        assertThat(members()).isEmpty();
        assertThat(lastTold())
                .isEqualTo("group g rebalances: member a@/127.0.0.1 was not heard of for " + 2 * told
                        + " ms after its connection was closed");
    }

    @Test
    void aStaticMemberOfTheConsumerProtocolHasItsWholeSession() {
        consumer("one");
        closed("a");
        group.pass(SESSION - 1);
        assertThat(members()).hasSize(1);
    }

    @Test
    void afterARestartMembersOfTheConsumerProtocolHaveAWholeSessionToComeBack() {
        consumer(null);
        group.restart();
        closed("a");
        group.pass(SESSION - 1);
        assertThat(members()).hasSize(1);
    }

    @Test
    void aMemberOfAShareGroupHasTwiceWhatItWasTold() {
        group.image = new Topics().with("t", 2).image();
        HandSharer sharer = new HandSharer(group, "a");
        sharer.join("t");
        int told = sharer.last.heartbeatIntervalMillis();

        closed("a");
        group.pass(2L * told - 1);
        assertThat(group.sharers().members()).hasSize(1);
        group.pass(1);
        assertThat(group.sharers().members()).isEmpty();
        assertThat(lastTold()).contains("after its connection was closed");
    }

    @Test
    void aClassicMemberAmongOthersHasTheTimeOfTwoHeartbeats() {
        HandMember member = consumer(null);
        HandClassic classic = classicBeside(member);

        closed(classic.id);
        group.pass(GRACE - 1);
        assertThat(members()).hasSize(2);
        group.pass(1);
        assertThat(members()).containsExactly("a");
    }

    @Test
    void aClassicMemberAmongOthersThatIsToJoinAgainHasItsWholeSession() {
        HandMember member = consumer(null);
        HandClassic classic = classicBeside(member);
        member.subscribe("t", "u");
        assertThat(classic.beat()).isEqualTo(REBALANCE_IN_PROGRESS);

        closed(classic.id);
        group.pass(SESSION - 1);
        assertThat(members()).contains(classic.id);
    }

    /** Both have what they are to have, and beat. */
    private HandClassic classicBeside(HandMember member) {
        HandClassic classic = HandClassic.cooperative(group);
        classic.join("t");
        for (int i = 0; i < 3; i++) {
            member.done();
            classic.join("t");
            classic.sync();
        }
        for (int i = 0; i < 4; i++) {
            group.pass(BEAT);
            member.beat();
            assertThat(classic.beat()).isNull();
        }
        return classic;
    }

    private HandMember consumer(String instance) {
        group = new Hand(
                limits(new ConsumerLimits(SESSION, 2_000, 2_000, 500, Hand.MEMBERS_MAX, List.of("uniform")), CLOSING));
        group.image = new Topics().with("t", 4).image();
        HandMember member = new HandMember(group, "a", instance);
        member.join("t");
        member.done();
        return member;
    }

    private static GroupLimits limits(ConsumerLimits consumers, ClosingLimits closing) {
        return new GroupLimits(
                6_000,
                1_800_000,
                INITIAL_DELAY,
                Hand.MEMBERS_MAX,
                Hand.METADATA_MAX,
                Hand.RETENTION,
                Hand.NEW_MEMBER,
                Hand.EXPECTED_MAX,
                consumers,
                Hand.SHARES,
                closing);
    }

    private void closed(String member) {
        group.run(group.core.connectionClosed(List.of(member), group.now));
    }

    private void beatFor(int times, List<String> ids) {
        beat(ids);
        for (int i = 1; i < times; i++) {
            group.pass(BEAT);
            beat(ids);
        }
    }

    private void beat(List<String> ids) {
        ids.forEach(id -> assertThat(group.heartbeat(id, 1)).isNull());
    }

    private void rejoin(String id) {
        group.join(id, "t");
        group.sync(id, group.describe().generation(), Map.of(id, "t:0"));
    }

    private List<String> members() {
        return group.describe().members().stream()
                .map(DescribedMember::memberId)
                .toList();
    }

    /** What was told of last began a rebalance, or ended it right after. */
    private String lastTold() {
        return group.told.stream()
                .filter(told -> told.kind().equals("group-rebalance-started"))
                .reduce((former, later) -> later)
                .orElseThrow()
                .message();
    }
}
