package akkord.actors.group.core;

import static akkord.actors.group.core.Hand.EXPECTED_MAX;
import static akkord.actors.group.core.Hand.INITIAL_DELAY;
import static akkord.actors.group.core.Hand.MEMBERS_MAX;
import static akkord.actors.group.core.Hand.REBALANCE;
import static akkord.actors.group.core.Hand.SESSION;
import static akkord.actors.group.core.Hand.code;
import static akkord.actors.group.core.Hand.mustAskTwice;
import static akkord.actors.group.core.Hand.request;
import static akkord.protocol.domain.ErrorCode.FENCED_INSTANCE_ID;
import static akkord.protocol.domain.ErrorCode.GROUP_MAX_SIZE_REACHED;
import static akkord.protocol.domain.ErrorCode.INCONSISTENT_GROUP_PROTOCOL;
import static akkord.protocol.domain.ErrorCode.INVALID_SESSION_TIMEOUT;
import static akkord.protocol.domain.ErrorCode.MEMBER_ID_REQUIRED;
import static akkord.protocol.domain.ErrorCode.REBALANCE_IN_PROGRESS;
import static akkord.protocol.domain.ErrorCode.UNKNOWN_MEMBER_ID;
import static akkord.protocol.group.GroupPhase.COMPLETING_REBALANCE;
import static akkord.protocol.group.GroupPhase.EMPTY;
import static akkord.protocol.group.GroupPhase.PREPARING_REBALANCE;
import static akkord.protocol.group.GroupPhase.STABLE;
import static org.assertj.core.api.Assertions.assertThat;

import akkord.protocol.group.GroupReply;
import akkord.protocol.group.GroupRequest;
import akkord.protocol.group.GroupRequest.MemberProtocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** JoinGroup in every state. */
class JoiningTest {

    private final Hand group = new Hand();

    @Test
    void aNewGroupWaitsForMoreMembersAndTellsItsLeaderOfAll() {
        var first = group.join("", "t");
        group.pass(INITIAL_DELAY - 1);
        assertThat(first.get()).isNull();
        var second = group.join("", "t", "u");

        group.pass(1);
        assertThat(first.get()).as("one more came, so it waits on").isNull();
        group.pass(INITIAL_DELAY);

        assertThat(first.get().generation()).isEqualTo(1);
        assertThat(first.get().protocol()).isEqualTo("range");
        assertThat(first.get().leader()).isEqualTo(first.get().memberId());
        assertThat(first.get().members())
                .extracting(GroupReply.JoinedMember::memberId)
                .containsExactly(first.get().memberId(), second.get().memberId());
        assertThat(second.get().leader()).isEqualTo(first.get().memberId());
        assertThat(second.get().members()).isEmpty();
        assertThat(group.phase()).isEqualTo(COMPLETING_REBALANCE);
    }

    @Test
    void aNewGroupDoesNotWaitForeverWhileMembersKeepComing() {
        var first = group.join("", "t");
        for (long waited = 0; waited <= REBALANCE && first.get() == null; waited += INITIAL_DELAY / 2) {
            String id = group.join(mustAskTwice(request("", null, "range", "t")))
                    .get()
                    .memberId();
            if (group.describe().members().size() < MEMBERS_MAX - 1) group.join(id, "t");
            group.pass(INITIAL_DELAY / 2);
        }
        assertThat(first.get()).isNotNull();
    }

    @Test
    void aMemberThatMustKnowItsIdIsGivenOneAndCountsOnceItComesBackWithIt() {
        var asked = group.join(mustAskTwice(request("", null, "range", "t")));
        assertThat(code(asked.get().why())).isEqualTo(MEMBER_ID_REQUIRED);
        assertThat(group.describe().members()).isEmpty();

        var again = group.join(asked.get().memberId(), "t");
        group.pass(INITIAL_DELAY);

        assertThat(again.get().why()).isNull();
        assertThat(again.get().memberId()).isEqualTo(asked.get().memberId());
    }

    @Test
    void anIdThatIsNotUsedIsForgotten() {
        String id =
                group.join(mustAskTwice(request("", null, "range", "t"))).get().memberId();
        group.pass(SESSION);
        assertThat(code(group.join(id, "t").get().why())).isEqualTo(UNKNOWN_MEMBER_ID);
        assertThat(group.core.nextDeadlineMillis()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void anUnknownMemberIsRefusedInEveryState() {
        assertThat(code(group.join("stranger", "t").get().why())).isEqualTo(UNKNOWN_MEMBER_ID);
        group.join("", "t");
        assertThat(code(group.join("stranger", "t").get().why())).isEqualTo(UNKNOWN_MEMBER_ID);
        group.pass(INITIAL_DELAY);
        assertThat(group.phase()).isEqualTo(COMPLETING_REBALANCE);
        assertThat(code(group.join("stranger", "t").get().why())).isEqualTo(UNKNOWN_MEMBER_ID);
    }

    @Test
    void sessionTimeoutsOutsideOfTheBoundsAreRefused() {
        GroupRequest.Join one = request("", null, "range", "t");
        for (int timeout : new int[] {0, 5_999, 1_800_001})
            assertThat(code(group.join(new GroupRequest.Join(
                                    "", null, "c", "h", timeout, 1, "consumer", one.protocols(), false, false, ""))
                            .get()
                            .why()))
                    .isEqualTo(INVALID_SESSION_TIMEOUT);
    }

    @Test
    void membersMustHaveTypeAndProtocolInCommon() {
        group.stable(2);
        assertThat(code(group.join(request("", null, "sticky", "t")).get().why()))
                .isEqualTo(INCONSISTENT_GROUP_PROTOCOL);
        GroupRequest.Join other = new GroupRequest.Join(
                "",
                null,
                "c",
                "h",
                SESSION,
                1,
                "connect",
                List.of(new MemberProtocol("range", new byte[0])),
                false,
                false,
                "");
        assertThat(code(group.join(other).get().why())).isEqualTo(INCONSISTENT_GROUP_PROTOCOL);
        GroupRequest.Join nothing =
                new GroupRequest.Join("", null, "c", "h", SESSION, 1, "consumer", List.of(), false, false, "");
        assertThat(code(group.join(nothing).get().why())).isEqualTo(INCONSISTENT_GROUP_PROTOCOL);
        assertThat(group.phase()).isEqualTo(STABLE);
    }

    @Test
    void theProtocolThatMostMembersLikeBestIsTakenFromThoseThatAllKnow() {
        List<AtomicReference<GroupReply.Joined>> joined = new ArrayList<>();
        for (String order : List.of("a sticky range", "range sticky", "range sticky")) {
            List<MemberProtocol> protocols = new ArrayList<>();
            for (String name : order.split(" ")) protocols.add(new MemberProtocol(name, new byte[0]));
            joined.add(group.join(new GroupRequest.Join(
                    "", null, "c", "h", SESSION, REBALANCE, "consumer", protocols, false, false, "")));
        }
        group.pass(3L * INITIAL_DELAY);
        assertThat(joined).allSatisfy(each -> assertThat(each.get().protocol()).isEqualTo("range"));
    }

    @Test
    void aFullGroupRefusesWhoeverIsNew() {
        List<String> ids = group.stable(MEMBERS_MAX);
        assertThat(code(group.join("", "t").get().why())).isEqualTo(GROUP_MAX_SIZE_REACHED);
        var again = group.join(ids.get(0), "t");
        assertThat(again.get()).as("a member may").isNull();
        assertThat(group.phase()).isEqualTo(PREPARING_REBALANCE);
    }

    @Test
    void aStableGroupAnswersAMemberThatAsksForTheSameAndRebalancesForOneThatDoesNot() {
        List<String> ids = group.stable(2);
        assertThat(group.join(ids.get(1), "t").get().generation()).isEqualTo(1);
        assertThat(group.phase()).isEqualTo(STABLE);

        var changed = group.join(ids.get(1), "t", "u");

        assertThat(changed.get()).isNull();
        assertThat(group.heartbeat(ids.get(0), 1)).isEqualTo(REBALANCE_IN_PROGRESS);
        var leader = group.join(ids.get(0), "t");
        assertThat(leader.get().generation()).isEqualTo(2);
        assertThat(changed.get().generation()).isEqualTo(2);
    }

    @Test
    void aLeaderThatJoinsAgainAlwaysMeansARebalance() {
        List<String> ids = group.stable(2);
        assertThat(group.join(ids.get(0), "t").get()).isNull();
        assertThat(group.phase()).isEqualTo(PREPARING_REBALANCE);
    }

    @Test
    void whoDoesNotJoinInTimeIsLeftBehind() {
        List<String> ids = group.stable(3);
        var leader = group.join(ids.get(0), "t");
        var second = group.join(ids.get(1), "t");
        for (long waited = 0; waited < REBALANCE && leader.get() == null; waited += SESSION / 2) {
            group.heartbeat(ids.get(2), 1);
            group.pass(SESSION / 2);
        }
        assertThat(leader.get().members()).hasSize(2);
        assertThat(second.get().generation()).isEqualTo(2);
        assertThat(code(group.join(ids.get(2), "t").get().why())).isEqualTo(UNKNOWN_MEMBER_ID);
    }

    @Test
    void anotherLeadsWhenTheLeaderDoesNotJoin() {
        List<String> ids = group.stable(2);
        group.leave(ids.get(0), null);
        var second = group.join(ids.get(1), "t");
        assertThat(second.get().leader()).isEqualTo(ids.get(1));
        assertThat(second.get().members()).hasSize(1);
    }

    @Test
    void aJoinWhoseAnswerWasLostIsAnsweredAgain() {
        var first = group.join("", "t");
        group.pass(INITIAL_DELAY);
        var again = group.join(first.get().memberId(), "t");
        assertThat(again.get()).usingRecursiveComparison().isEqualTo(first.get());
    }

    @Test
    void anOlderJoinOfTheSameMemberIsAnsweredWhenItAsksAgain() {
        List<String> ids = group.stable(2);
        var first = group.join(ids.get(0), "t");
        var second = group.join(ids.get(0), "t");
        assertThat(code(first.get().why())).isEqualTo(REBALANCE_IN_PROGRESS);
        assertThat(second.get()).isNull();
    }

    @Test
    void aStaticMemberThatRestartsTakesItsPlaceWithoutARebalance() {
        var leader = group.join(request("", "one", "range", "t"));
        var other = group.join(request("", "two", "range", "t"));
        group.pass(2L * INITIAL_DELAY);
        String former = other.get().memberId();
        group.sync(
                leader.get().memberId(), 1, Map.of(former, "t:1", leader.get().memberId(), "t:0"));
        group.sync(former, 1, Map.of());

        var back = group.join(request("", "two", "range", "t"));

        assertThat(back.get().generation()).isEqualTo(1);
        assertThat(back.get().memberId()).isNotEqualTo(former);
        assertThat(Hand.text(
                        group.sync(back.get().memberId(), 1, Map.of()).get().assignment()))
                .isEqualTo("t:1");
        assertThat(group.phase()).isEqualTo(STABLE);
        GroupRequest.Join stale = request(former, "two", "range", "t");
        assertThat(code(group.join(stale).get().why())).isEqualTo(FENCED_INSTANCE_ID);
        group.restart();
        assertThat(group.describe().members())
                .extracting(GroupReply.DescribedMember::memberId)
                .contains(back.get().memberId());
    }

    @Test
    void aStaticLeaderThatRestartsIsToldThatThereIsNothingToAssign() {
        var leader = group.join(request("", "one", "range", "t"));
        group.pass(INITIAL_DELAY);
        group.sync(leader.get().memberId(), 1, Map.of(leader.get().memberId(), "t:0"));

        var back = group.join(request("", "one", "range", "t"));

        assertThat(back.get().skipAssignment()).isTrue();
        assertThat(back.get().leader()).isEqualTo(back.get().memberId());
        assertThat(back.get().members()).hasSize(1);
    }

    @Test
    void aStaticMemberThatWantsOtherTopicsMeansARebalance() {
        var leader = group.join(request("", "one", "range", "t"));
        group.pass(INITIAL_DELAY);
        group.sync(leader.get().memberId(), 1, Map.of());
        var back = group.join(request("", "one", "range", "u"));
        assertThat(back.get().generation()).isEqualTo(2);
    }

    @Test
    void staticMembersKeepTheirPlacesWhileTheyAreAway() {
        var one = group.join(request("", "one", "range", "t"));
        var two = group.join(request("", "two", "range", "t"));
        group.pass(2L * INITIAL_DELAY);
        String leader = one.get().memberId();
        group.sync(leader, 1, Map.of());
        group.sync(two.get().memberId(), 1, Map.of());
        var again = group.join(request(leader, "one", "range", "t"));
        assertThat(again.get()).isNull();
        group.pass(SESSION);
        assertThat(again.get().members()).as("the other's session has ended").hasSize(1);
    }

    @Test
    void idsThatNobodyComesBackWithAreBoundedAndGivenUp() {
        GroupRequest.Join asks = mustAskTwice(request("", null, "range", "t"));
        for (int i = 0; i < EXPECTED_MAX; i++)
            assertThat(code(group.join(asks).get().why())).isEqualTo(MEMBER_ID_REQUIRED);
        assertThat(code(group.join(asks).get().why())).isEqualTo(GROUP_MAX_SIZE_REACHED);

        group.pass(SESSION);

        assertThat(code(group.join(asks).get().why())).isEqualTo(MEMBER_ID_REQUIRED);
    }

    @Test
    void aReasonCannotForgeALineOfTheLogNorFillIt() {
        List<String> ids = group.stable(1);
        GroupRequest.Join join = request(ids.get(0), null, "range", "t", "u");
        String reason = "x\ngroup g is gone" + "y".repeat(1_000);
        group.join(new GroupRequest.Join(
                join.memberId(),
                null,
                join.clientId(),
                join.clientHost(),
                join.sessionTimeoutMillis(),
                join.rebalanceTimeoutMillis(),
                join.protocolType(),
                join.protocols(),
                false,
                true,
                reason));
        String line = group.told.get(group.told.size() - 1).message();
        assertThat(line).contains("leads and joins again (x?group g is gone").hasSizeLessThan(400);
    }

    @Test
    void aCoordinatorThatMovesForgetsNoGeneration() {
        List<String> ids = group.stable(2);
        group.join(ids.get(0), "t");

        group.restart();

        assertThat(group.phase()).isEqualTo(STABLE);
        assertThat(group.heartbeat(ids.get(1), 1)).isNull();
        group.pass(SESSION - 1);
        assertThat(group.heartbeat(ids.get(0), 1)).isNull();
    }

    @Test
    void aSnapshotInTheMiddleOfARebalanceHoldsTheLastGeneration() {
        List<String> ids = group.stable(2);
        group.join("", "t");
        assertThat(group.phase()).isEqualTo(PREPARING_REBALANCE);

        group.restartFromSnapshot();

        assertThat(group.phase()).isEqualTo(STABLE);
        assertThat(group.describe().members())
                .extracting(GroupReply.DescribedMember::memberId)
                .containsExactlyElementsOf(ids);
        assertThat(Hand.text(group.sync(ids.get(1), 1, Map.of()).get().assignment()))
                .isEqualTo("t:1");
    }

    @Test
    void aGroupIsEmptyWhenItsLastMemberHasGone() {
        List<String> ids = group.stable(1);
        group.leave(ids.get(0), null);
        assertThat(group.phase()).isEqualTo(EMPTY);
        assertThat(group.describe().generation()).isEqualTo(2);
        assertThat(group.core.nextDeadlineMillis()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void aNewMemberThatIsNeverServedIsGivenUp() {
        List<String> ids = group.stable(1);
        var newcomer = group.join("", "t");
        for (long waited = 0; waited < REBALANCE + SESSION && newcomer.get() == null; waited += SESSION / 2) {
            group.heartbeat(ids.get(0), 1);
            group.pass(SESSION / 2);
        }
        assertThat(newcomer.get().generation()).isEqualTo(2);
        assertThat(newcomer.get().members()).hasSize(1);
    }
}
