package akkord.actors.group.core;

import static akkord.actors.group.core.Hand.INITIAL_DELAY;
import static akkord.actors.group.core.Hand.REBALANCE;
import static akkord.actors.group.core.Hand.SESSION;
import static akkord.actors.group.core.Hand.code;
import static akkord.actors.group.core.Hand.mustAskTwice;
import static akkord.actors.group.core.Hand.request;
import static akkord.protocol.domain.ErrorCode.FENCED_INSTANCE_ID;
import static akkord.protocol.domain.ErrorCode.ILLEGAL_GENERATION;
import static akkord.protocol.domain.ErrorCode.INCONSISTENT_GROUP_PROTOCOL;
import static akkord.protocol.domain.ErrorCode.REBALANCE_IN_PROGRESS;
import static akkord.protocol.domain.ErrorCode.UNKNOWN_MEMBER_ID;
import static akkord.protocol.group.GroupPhase.COMPLETING_REBALANCE;
import static akkord.protocol.group.GroupPhase.EMPTY;
import static akkord.protocol.group.GroupPhase.PREPARING_REBALANCE;
import static akkord.protocol.group.GroupPhase.STABLE;
import static org.assertj.core.api.Assertions.assertThat;

import akkord.protocol.group.GroupReply;
import akkord.protocol.group.GroupRequest;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** SyncGroup, Heartbeat, LeaveGroup, sessions, and what is told of them. */
class MembershipTest {

    private final Hand group = new Hand();

    @Test
    void assignmentsReachEveryMemberOnceTheLeaderHasSpoken() {
        var one = group.join("", "t");
        var two = group.join("", "t");
        group.pass(2L * INITIAL_DELAY);
        String leader = one.get().memberId();
        String follower = two.get().memberId();

        var waits = group.sync(follower, 1, Map.of());
        assertThat(waits.get()).isNull();
        var spoken = group.sync(leader, 1, Map.of(leader, "t:0", follower, "t:1"));

        assertThat(Hand.text(waits.get().assignment())).isEqualTo("t:1");
        assertThat(Hand.text(spoken.get().assignment())).isEqualTo("t:0");
        assertThat(group.phase()).isEqualTo(STABLE);
        assertThat(Hand.text(group.sync(follower, 1, Map.of()).get().assignment()))
                .as("asked again")
                .isEqualTo("t:1");
    }

    @Test
    void whatALeaderForgetsHasNothing() {
        var one = group.join("", "t");
        var two = group.join("", "t");
        group.pass(2L * INITIAL_DELAY);
        group.sync(one.get().memberId(), 1, Map.of(one.get().memberId(), "t:0"));
        assertThat(group.sync(two.get().memberId(), 1, Map.of()).get().assignment())
                .isEmpty();
    }

    @Test
    void aSyncOfAnotherGenerationProtocolOrMemberIsRefused() {
        List<String> ids = group.stable(2);
        assertThat(code(group.sync(ids.get(0), 0, Map.of()).get().why())).isEqualTo(ILLEGAL_GENERATION);
        assertThat(code(group.sync("stranger", 1, Map.of()).get().why())).isEqualTo(UNKNOWN_MEMBER_ID);
        AtomicReference<GroupReply.Synced> foreign = new AtomicReference<>();
        group.run(group.core.sync(
                new GroupRequest.Sync(ids.get(0), null, 1, "connect", "range", Map.of()), foreign::set, group.now));
        assertThat(code(foreign.get().why())).isEqualTo(INCONSISTENT_GROUP_PROTOCOL);
        group.join(ids.get(0), "t");
        assertThat(code(group.sync(ids.get(1), 1, Map.of()).get().why())).isEqualTo(REBALANCE_IN_PROGRESS);
    }

    @Test
    void aSyncThatWaitsIsRefusedWhenTheNextRebalanceBegins() {
        group.join("", "t");
        var two = group.join("", "t");
        group.pass(2L * INITIAL_DELAY);
        var waits = group.sync(two.get().memberId(), 1, Map.of());
        group.join("", "t");
        assertThat(code(waits.get().why())).isEqualTo(REBALANCE_IN_PROGRESS);
        assertThat(group.phase()).isEqualTo(PREPARING_REBALANCE);
    }

    @Test
    void whoDoesNotSyncInTimeIsRemovedAlthoughItIsHeardOf() {
        var one = group.join("", "t");
        var two = group.join("", "t");
        group.pass(2L * INITIAL_DELAY);
        String follower = two.get().memberId();
        var waits = group.sync(follower, 1, Map.of());
        for (long waited = 0; waited < REBALANCE && waits.get() == null; waited += SESSION / 2) {
            group.heartbeat(one.get().memberId(), 1);
            group.pass(SESSION / 2);
        }
        assertThat(code(waits.get().why())).isEqualTo(REBALANCE_IN_PROGRESS);
        var again = group.join(follower, "t");
        assertThat(again.get().members()).hasSize(1);
        assertThat(group.heartbeat(one.get().memberId(), 1)).isEqualTo(UNKNOWN_MEMBER_ID);
    }

    @Test
    void heartbeatsKeepAMemberAndTellItOfRebalances() {
        List<String> ids = group.stable(2);
        for (int i = 0; i < 5; i++) {
            group.pass(SESSION - 1);
            assertThat(group.heartbeat(ids.get(0), 1)).isNull();
            assertThat(group.heartbeat(ids.get(1), 1)).isNull();
        }
        assertThat(group.heartbeat(ids.get(0), 2)).isEqualTo(ILLEGAL_GENERATION);
        assertThat(group.heartbeat("stranger", 1)).isEqualTo(UNKNOWN_MEMBER_ID);
        group.join(ids.get(0), "t");
        assertThat(group.heartbeat(ids.get(1), 1)).isEqualTo(REBALANCE_IN_PROGRESS);
    }

    @Test
    void aHeartbeatOfAGroupThatIsNotThereIsRefused() {
        assertThat(group.heartbeat("anyone", 0)).isEqualTo(UNKNOWN_MEMBER_ID);
        assertThat(group.phase().text()).isEqualTo("Dead");
    }

    @Test
    void aSilentMemberIsRemovedAndTheOthersRebalance() {
        List<String> ids = group.stable(2);
        group.pass(SESSION - 1);
        group.heartbeat(ids.get(1), 1);
        group.pass(1);
        assertThat(group.heartbeat(ids.get(1), 1)).isEqualTo(REBALANCE_IN_PROGRESS);
        assertThat(group.heartbeat(ids.get(0), 1)).isEqualTo(UNKNOWN_MEMBER_ID);
        assertThat(group.join(ids.get(1), "t").get().members()).hasSize(1);
    }

    @Test
    void aMemberThatWaitsForOthersIsNotSilent() {
        List<String> ids = group.stable(2);
        var waits = group.join(ids.get(0), "t");
        for (int i = 0; i < 4; i++) {
            group.pass(SESSION - 1);
            group.heartbeat(ids.get(1), 1);
        }
        assertThat(waits.get()).isNull();
        assertThat(group.describe().members()).hasSize(2);
    }

    @Test
    void membersLeaveByThemselvesAndStaticOnesByTheirInstance() {
        List<String> ids = group.stable(2);
        assertThat(code(group.leave("stranger", null).members().get(0).why())).isEqualTo(UNKNOWN_MEMBER_ID);
        assertThat(group.phase()).isEqualTo(STABLE);
        assertThat(group.leave(ids.get(1), null).members().get(0).why()).isNull();
        assertThat(group.phase()).isEqualTo(PREPARING_REBALANCE);

        Hand other = new Hand();
        var fixed = other.join(request("", "one", "range", "t"));
        other.pass(INITIAL_DELAY);
        other.sync(fixed.get().memberId(), 1, Map.of());
        assertThat(code(other.leave("another", "one").members().get(0).why())).isEqualTo(FENCED_INSTANCE_ID);
        assertThat(code(other.leave("", "two").members().get(0).why())).isEqualTo(UNKNOWN_MEMBER_ID);
        assertThat(other.leave("", "one").members().get(0).why()).isNull();
        assertThat(other.phase()).isEqualTo(EMPTY);
    }

    @Test
    void whoeverIsStillToComeBackWithItsIdMayLeaveToo() {
        List<String> ids = group.stable(1);
        String id =
                group.join(mustAskTwice(request("", null, "range", "t"))).get().memberId();
        var leader = group.join(ids.get(0), "t");
        assertThat(leader.get()).as("it is waited for").isNull();
        assertThat(group.leave(id, null).members().get(0).why()).isNull();
        assertThat(leader.get().generation()).isEqualTo(2);
    }

    @Test
    void aCoordinatorThatIsLostBetweenJoinAndSyncGoesOn() {
        var one = group.join("", "t");
        group.pass(INITIAL_DELAY);
        String leader = one.get().memberId();

        group.restart();

        assertThat(group.phase()).isEqualTo(COMPLETING_REBALANCE);
        var spoken = group.sync(leader, 1, Map.of(leader, "t:0"));
        assertThat(Hand.text(spoken.get().assignment())).isEqualTo("t:0");
    }

    @Test
    void theStoryTellsWhyHowLongAndWhatMoved() {
        List<String> ids = group.stable(2);
        group.told.clear();
        group.pass(1_000);
        group.leave(ids.get(1), null);
        group.pass(250);
        var leader = group.join(ids.get(0), "t");
        group.sync(ids.get(0), leader.get().generation(), Map.of(ids.get(0), "t:0 t:1"));

        assertThat(group.told)
                .extracting(GroupEffect.Tell::kind)
                .containsExactly("group-rebalance-started", "group-rebalance-finished");
        assertThat(group.told.get(0).message()).contains("g rebalances", "left");
        assertThat(group.told.get(1).details())
                .containsEntry("generation", "2")
                .containsEntry("members", "1")
                .containsEntry("took-ms", "250")
                .containsEntry("longest-pause-ms", "250");
        assertThat(group.told.get(1).message()).contains("250 ms");
    }
}
