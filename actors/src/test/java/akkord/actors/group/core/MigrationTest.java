package akkord.actors.group.core;

import static akkord.protocol.domain.ErrorCode.COORDINATOR_NOT_AVAILABLE;
import static akkord.protocol.domain.ErrorCode.FENCED_INSTANCE_ID;
import static akkord.protocol.domain.ErrorCode.GROUP_ID_NOT_FOUND;
import static akkord.protocol.domain.ErrorCode.GROUP_MAX_SIZE_REACHED;
import static akkord.protocol.domain.ErrorCode.ILLEGAL_GENERATION;
import static akkord.protocol.domain.ErrorCode.INCONSISTENT_GROUP_PROTOCOL;
import static akkord.protocol.domain.ErrorCode.MEMBER_ID_REQUIRED;
import static akkord.protocol.domain.ErrorCode.REBALANCE_IN_PROGRESS;
import static akkord.protocol.domain.ErrorCode.UNKNOWN_MEMBER_ID;
import static org.assertj.core.api.Assertions.assertThat;

import akkord.protocol.group.GroupPhase;
import akkord.protocol.group.GroupReply;
import akkord.protocol.group.GroupRequest;
import akkord.protocol.group.GroupType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Groups with members that move from one protocol to the other. */
class MigrationTest {

    private Hand group = new Hand();
    private final Topics topics = new Topics().with("t", 4);
    private HandMember a = new HandMember(group, "a");
    private HandClassic old = HandClassic.cooperative(group);

    @BeforeEach
    void showTopics() {
        group.image = topics.image();
    }

    /** A classic group in generation 1 whose one member reads everything. */
    private HandClassic stable(HandClassic member) {
        member.join("t");
        group.pass(2L * Hand.INITIAL_DELAY);
        assertThat(member.joined()).isTrue();
        assertThat(member.lead(Map.of(member.id, "t:0 t:1 t:2 t:3"))).isEqualTo("t0 t1 t2 t3");
        return member;
    }

    private void start(MigrationPolicy policy, int membersMax) {
        ConsumerLimits limits =
                new ConsumerLimits(Hand.SESSION, 5_000, 5_000, 500, 0, membersMax, List.of("uniform"), policy);
        group = new Hand(new GroupLimits(
                6_000,
                1_800_000,
                Hand.INITIAL_DELAY,
                Hand.MEMBERS_MAX,
                Hand.METADATA_MAX,
                Hand.RETENTION,
                Hand.NEW_MEMBER,
                Hand.EXPECTED_MAX,
                limits,
                Hand.SHARES,
                Hand.CLOSING));
        group.image = topics.image();
        a = new HandMember(group, "a");
        old = HandClassic.cooperative(group);
    }

    @Test
    void aMemberByTheConsumerProtocolTakesACooperativeGroupOverAndGetsOnlyWhatIsGivenUp() {
        stable(old);
        assertThat(a.join("t")).as("all is still read").isEmpty();
        assertThat(a.epoch).isEqualTo(2);
        assertThat(group.describe().type()).isEqualTo(GroupType.CONSUMER);
        assertThat(group.consumers().members())
                .extracting(GroupReply.DescribedConsumer::classic)
                .containsExactly(true, false);
        assertThat(old.beat()).isEqualTo(REBALANCE_IN_PROGRESS);
        old.join("t");
        assertThat(old.generation).as("it is to give something up first").isEqualTo(1);
        assertThat(a.beat()).isNull();
        assertThat(old.sync()).isEqualTo("t0 t1");
        assertThat(a.beat()).as("not until it has said so").isNull();
        old.join("t");
        assertThat(old.generation).isEqualTo(2);
        assertThat(old.sync()).isEqualTo("t0 t1");
        assertThat(a.beat()).isEqualTo("t2 t3");
        assertThat(old.beat()).isNull();
        assertThat(group.phase()).isEqualTo(GroupPhase.STABLE);
    }

    @Test
    void anEagerMemberHasGivenEverythingUpWhenItJoinsAgain() {
        old = stable(HandClassic.eager(group));
        a.join("t");
        assertThat(old.beat()).isEqualTo(REBALANCE_IN_PROGRESS);
        assertThat(a.beat()).isNull();
        old.join("t");
        assertThat(old.generation).isEqualTo(2);
        assertThat(a.beat()).isEqualTo("t2 t3");
        assertThat(old.sync()).isEqualTo("t0 t1");
    }

    @Test
    void aClassicMemberJoinsAndIsCalledWhenWhatItLacksHasBecomeFree() {
        a.join("t");
        a.done();
        GroupRequest.Join first = Hand.mustAskTwice(old.request(HandClassic.subscription(List.of("t"), List.of())));
        GroupReply.Joined asked = group.join(first).get();
        assertThat(Hand.code(asked.why())).isEqualTo(MEMBER_ID_REQUIRED);
        old.id = asked.memberId();
        old.join("t");
        assertThat(old.generation).isEqualTo(2);
        assertThat(old.joining.get().leader()).as("nobody leads").isEmpty();
        assertThat(old.sync()).isEmpty();
        assertThat(old.beat()).as("what it lacks is read by another one").isNull();
        assertThat(a.beat()).isEqualTo("t0 t1");
        a.done();
        assertThat(old.beat()).isEqualTo(REBALANCE_IN_PROGRESS);
        assertThat(old.sync()).as("it may ask all the same").isEmpty();
        old.join("t");
        assertThat(old.generation).isEqualTo(2);
        assertThat(old.sync()).isEqualTo("t2 t3");
        assertThat(old.beat()).isNull();
    }

    @Test
    void whoWaitsToJoinOrForItsAssignmentIsToldToJoinAgain() {
        old.join("t");
        a.join("t");
        assertThat(old.joinError()).isEqualTo(REBALANCE_IN_PROGRESS);
        start(MigrationPolicy.BIDIRECTIONAL, 10);
        stable(old);
        HandClassic second = HandClassic.cooperative(group).join("t");
        old.join("t");
        assertThat(second.joined() && old.joined()).isTrue();
        second.sync();
        assertThat(a.join("t")).isEmpty();
        assertThat(Hand.code(second.syncing.get().why())).isEqualTo(REBALANCE_IN_PROGRESS);
        assertThat(old.sync()).as("so is who comes for it later").isNull();
        old.join("t");
        assertThat(old.sync()).as("it had said that it reads all of it").isEqualTo("t0 t1");
        assertThat(a.beat()).isNull();
    }

    @Test
    void whatACooperativeMemberWasNotGivenAgainStaysItsOwnUntilItJoins() {
        stable(old);
        HandClassic second = HandClassic.cooperative(group).join("t");
        old.join("t");
        // the leader takes half of it away; it does not know yet
        Map<String, String> half = Map.of(old.id, "t:0 t:1");
        HandClassic leader = old.joining.get().leader().equals(old.id) ? old : second;
        if (leader == second) second.joined();
        group.sync(new GroupRequest.Sync(
                leader.id,
                null,
                leader.joining.get().generation(),
                null,
                null,
                Map.of(old.id, Hand.assignment(half.get(old.id)))));
        assertThat(a.join("t")).isEmpty();
        assertThat(a.beat()).as("t2 and t3 are still read").isNull();
        old.join("t");
        assertThat(a.beat()).isNull();
        old.sync();
        old.join("t");
        assertThat(a.beat()).isNotNull();
    }

    @ParameterizedTest
    @EnumSource(
            value = MigrationPolicy.class,
            names = {"DISABLED", "DOWNGRADE"})
    void aClassicGroupIsNotTakenOverAgainstThePolicy(MigrationPolicy policy) {
        start(policy, 10);
        stable(old);
        a.join("t");
        assertThat(a.code()).isEqualTo(GROUP_ID_NOT_FOUND);
        assertThat(group.describe().type()).isEqualTo(GroupType.CLASSIC);
        assertThat(old.beat()).isNull();
    }

    @Test
    void noClassicMemberJoinsAgainstThePolicy() {
        start(MigrationPolicy.DISABLED, 10);
        a.join("t");
        old.join("t");
        assertThat(old.joinError()).isEqualTo(INCONSISTENT_GROUP_PROTOCOL);
    }

    @Test
    void whatCannotBeTakenOverStaysAsItIs() {
        GroupRequest.Join connect = old.request(new byte[] {1});
        group.join(new GroupRequest.Join(
                "", null, "c", "h", Hand.SESSION, Hand.REBALANCE, "connect", connect.protocols(), false, true, ""));
        a.join("t");
        assertThat(a.code()).as("no consumers").isEqualTo(GROUP_ID_NOT_FOUND);
        start(MigrationPolicy.BIDIRECTIONAL, 10);
        group.join(old.request(new byte[] {1}));
        a.join("t");
        assertThat(a.code()).as("no subscription").isEqualTo(GROUP_ID_NOT_FOUND);
        start(MigrationPolicy.BIDIRECTIONAL, 10);
        old.join("t");
        group.pass(2L * Hand.INITIAL_DELAY);
        old.joined();
        byte[] own = new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 7};
        group.sync(new GroupRequest.Sync(old.id, null, 1, null, null, Map.of(old.id, own)));
        a.join("t");
        assertThat(a.code()).as("an assignor of its own").isEqualTo(GROUP_ID_NOT_FOUND);
        assertThat(old.beat()).isNull();
        start(MigrationPolicy.BIDIRECTIONAL, 1);
        stable(old);
        a.join("t");
        assertThat(a.code()).isEqualTo(GROUP_MAX_SIZE_REACHED);
        assertThat(old.beat()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"leaves", "is silent", "leaves, and the coordinator is lost", "leaves, and all is read anew"})
    void whenTheLastConsumerMemberIsGoneTheOthersAreAClassicGroupAgain(String how) {
        stable(old);
        a.join("t");
        old.join("t");
        old.sync();
        old.join("t");
        old.sync();
        a.beat();
        group.commit(old.id, old.generation, "t", 0, 17);
        if (how.startsWith("leaves")) a.leave();
        else {
            group.pass(Hand.SESSION - 1);
            assertThat(old.beat()).isNull();
            group.pass(1);
        }
        if (how.endsWith("lost")) group.restart();
        if (how.endsWith("anew")) group.restartFromSnapshot();
        assertThat(group.describe().type()).isEqualTo(GroupType.CLASSIC);
        assertThat(group.phase()).isEqualTo(GroupPhase.PREPARING_REBALANCE);
        assertThat(group.commit(old.id, old.generation, "t", 0, 18))
                .as("before it joins")
                .isNull();
        assertThat(old.beat()).isEqualTo(REBALANCE_IN_PROGRESS);
        old.join("t");
        assertThat(old.joined()).isTrue();
        assertThat(old.generation).isEqualTo(3);
        assertThat(old.joining.get().leader()).isEqualTo(old.id);
        assertThat(old.lead(Map.of(old.id, "t:0 t:1 t:2 t:3"))).isEqualTo("t0 t1 t2 t3");
        assertThat(group.phase()).isEqualTo(GroupPhase.STABLE);
        assertThat(group.offsets()).containsEntry("t-0", 18L);
        group.restart();
        assertThat(old.beat()).isNull();
    }

    @Test
    void membersThatDoNotJoinTheClassicGroupInTimeAreLeftOut() {
        stable(old);
        a.join("t");
        HandClassic second = HandClassic.cooperative(group).join("t");
        a.leave();
        assertThat(old.beat()).as("it knows an older epoch only").isEqualTo(REBALANCE_IN_PROGRESS);
        group.restart();
        second.join("t");
        assertThat(second.joining.get()).as("all are waited for").isNull();
        group.pass(Hand.SESSION);
        assertThat(second.joined()).isTrue();
        assertThat(group.describe().members()).hasSize(1);
    }

    @Test
    void aGroupStaysOfTheConsumerProtocolWhereThePolicySaysSo() {
        start(MigrationPolicy.UPGRADE, 10);
        stable(old);
        a.join("t");
        old.join("t");
        old.sync();
        old.join("t");
        a.leave();
        assertThat(group.describe().type()).isEqualTo(GroupType.CONSUMER);
        assertThat(old.beat()).isEqualTo(REBALANCE_IN_PROGRESS);
        old.join("t");
        assertThat(old.sync()).isEqualTo("t0 t1 t2 t3");
        assertThat(old.leave()).isNull();
        assertThat(group.phase()).isEqualTo(GroupPhase.EMPTY);
        assertThat(HandClassic.cooperative(group).join("t").joinError())
                .as("an empty group is anybody's")
                .isNull();
        assertThat(group.describe().type()).isEqualTo(GroupType.CLASSIC);
    }

    @Test
    void aClassicMemberThatLeavesOrIsSilentOrDoesNotJoinAgainIsOneNoMore() {
        stable(old);
        a.join("t");
        assertThat(old.beat()).isEqualTo(REBALANCE_IN_PROGRESS);
        for (int i = 0; i < Hand.REBALANCE / 5_000; i++) {
            group.pass(5_000);
            old.beat();
            a.beat();
        }
        assertThat(old.beat()).as("it did not join in a rebalance's time").isEqualTo(UNKNOWN_MEMBER_ID);
        old.join("t");
        assertThat(old.joinError())
                .as("it may still read what others have by now")
                .isEqualTo(UNKNOWN_MEMBER_ID);
        old.id = "";
        old.reads.clear();
        old.join("t");
        assertThat(old.joinError()).isNull();
        assertThat(old.leave()).isNull();
        assertThat(old.beat()).isEqualTo(UNKNOWN_MEMBER_ID);
        old.id = "";
        old.join("t");
        old.sync();
        for (int i = 0; i < Hand.SESSION / 5_000; i++) {
            group.pass(5_000);
            a.beat();
        }
        assertThat(old.beat()).as("it was not heard of").isEqualTo(UNKNOWN_MEMBER_ID);
    }

    @Test
    void aRestartForgetsNothing() {
        stable(old);
        a.join("t");
        old.join("t");
        group.restart();
        assertThat(old.sync()).isEqualTo("t0 t1");
        assertThat(a.beat()).isNull();
        group.restartFromSnapshot();
        old.join("t");
        assertThat(old.sync()).isEqualTo("t0 t1");
        assertThat(a.beat()).isEqualTo("t2 t3");
    }

    @Test
    void aGenerationIsCheckedAndSoIsWhoAsks() {
        stable(old);
        a.join("t");
        old.generation = 7;
        assertThat(old.beat()).isEqualTo(ILLEGAL_GENERATION);
        old.sync();
        assertThat(Hand.code(old.syncing.get().why())).isEqualTo(ILLEGAL_GENERATION);
        assertThat(group.commit(old.id, 7, "t", 0, 1)).isEqualTo(ILLEGAL_GENERATION);
        assertThat(group.commit(old.id, 1, "t", 0, 1)).isNull();
        assertThat(group.heartbeat("a", 2)).as("it uses the other protocol").isEqualTo(UNKNOWN_MEMBER_ID);
        HandClassic eager = HandClassic.eager(group).join("t");
        assertThat(eager.joinError()).as("nothing in common with the others").isEqualTo(INCONSISTENT_GROUP_PROTOCOL);
    }

    @Test
    void aStaticMemberMovesFromOneProtocolToTheOtherAndBack() {
        HandClassic fixed = HandClassic.fixed(group, "one");
        stable(fixed);
        stableWith(fixed);
        HandMember moved = new HandMember(group, "moved", "one");
        assertThat(moved.join("t")).as("it has what its former self had").isNotEmpty();
        assertThat(fixed.beat()).isEqualTo(FENCED_INSTANCE_ID);
        moved.leaveForNow();
        HandClassic back = HandClassic.fixed(group, "one").join("t");
        assertThat(group.describe().type())
                .as("no other uses the consumer protocol")
                .isEqualTo(GroupType.CLASSIC);
        assertThat(old.beat()).isEqualTo(REBALANCE_IN_PROGRESS);
        old.join("t");
        assertThat(back.joined()).isTrue();
        assertThat(old.joined()).isTrue();
    }

    /** {@code old} is a member, too. */
    private void stableWith(HandClassic first) {
        old.join("t");
        assertThat(first.beat()).isEqualTo(REBALANCE_IN_PROGRESS);
        first.join("t");
        assertThat(old.joined() && first.joined()).isTrue();
        HandClassic leader = first.joining.get().leader().equals(first.id) ? first : old;
        leader.lead(Map.of(first.id, "t:0 t:1", old.id, "t:2 t:3"));
        (leader == first ? old : first).sync();
    }

    @Test
    void whoKnowsAnEpochOfAGroupThatIsClassicAgainJoinsAnew() {
        stable(old);
        a.join("t");
        a.leave();
        assertThat(group.describe().type()).isEqualTo(GroupType.CLASSIC);
        a.epoch = 2;
        a.beat();
        assertThat(a.code()).isEqualTo(UNKNOWN_MEMBER_ID);
        old.leave();
        a.epoch = 0;
        a.join("t");
        assertThat(a.code()).isIn(null, COORDINATOR_NOT_AVAILABLE);
    }
}
