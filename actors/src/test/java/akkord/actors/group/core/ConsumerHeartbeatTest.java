package akkord.actors.group.core;

import static akkord.protocol.domain.ErrorCode.FENCED_INSTANCE_ID;
import static akkord.protocol.domain.ErrorCode.FENCED_MEMBER_EPOCH;
import static akkord.protocol.domain.ErrorCode.GROUP_ID_NOT_FOUND;
import static akkord.protocol.domain.ErrorCode.GROUP_MAX_SIZE_REACHED;
import static akkord.protocol.domain.ErrorCode.STALE_MEMBER_EPOCH;
import static akkord.protocol.domain.ErrorCode.UNKNOWN_MEMBER_ID;
import static akkord.protocol.domain.ErrorCode.UNRELEASED_INSTANCE_ID;
import static akkord.protocol.domain.ErrorCode.UNSUPPORTED_ASSIGNOR;
import static akkord.protocol.domain.ErrorCode.UNSUPPORTED_VERSION;
import static akkord.protocol.group.GroupPhase.EMPTY;
import static akkord.protocol.group.GroupPhase.RECONCILING;
import static akkord.protocol.group.GroupPhase.STABLE;
import static org.assertj.core.api.Assertions.assertThat;

import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.TopicPartition;
import akkord.protocol.group.GroupReply;
import akkord.protocol.group.GroupRequest;
import akkord.protocol.group.GroupRequest.Dialect;
import akkord.protocol.group.GroupType;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The consumer protocol: who is a member, and that partitions change hands only when they were given up. */
class ConsumerHeartbeatTest {

    private static final int HEARTBEAT = Hand.CONSUMERS.heartbeatMillis();
    private static final int UNSETTLED = Hand.CONSUMERS.unsettledHeartbeatMillis();

    private final Hand group = new Hand();
    private final Topics topics = new Topics().with("t", 4);
    private final HandMember a = new HandMember(group, "a");
    private final HandMember b = new HandMember(group, "b");

    @BeforeEach
    void showTopics() {
        group.image = topics.image();
    }

    @Test
    void whoComesFirstGetsEverythingAtOnce() {
        assertThat(a.join("t")).isEqualTo("t0 t1 t2 t3");
        assertThat(a.epoch).isEqualTo(1);
        assertThat(a.last.heartbeatIntervalMillis()).isEqualTo(HEARTBEAT);
        assertThat(group.phase()).isEqualTo(STABLE);
        assertThat(a.beat()).as("nothing new").isNull();
        assertThat(group.told)
                .extracting(GroupEffect.Tell::kind)
                .containsExactly("group-rebalance-started", "group-rebalance-finished");
    }

    @Test
    void aSecondMemberGetsNothingThatTheFirstHasNotGivenUp() {
        a.join("t");
        a.done();
        assertThat(b.join("t")).isEmpty();
        assertThat(b.epoch).isEqualTo(2);
        assertThat(b.last.heartbeatIntervalMillis()).as("to ask again soon").isEqualTo(UNSETTLED);
        assertThat(group.phase()).isEqualTo(RECONCILING);

        assertThat(a.beat()).isEqualTo("t0 t1");
        assertThat(a.epoch).as("it has not given anything up").isEqualTo(1);
        assertThat(b.beat()).isNull();
        assertThat(a.beat()).as("it takes its time").isNull();
        assertThat(b.beat()).isNull();

        a.done();
        assertThat(a.epoch).isEqualTo(2);
        assertThat(b.beat()).isEqualTo("t2 t3");
        assertThat(b.last.heartbeatIntervalMillis()).isEqualTo(HEARTBEAT);
        assertThat(group.phase()).isEqualTo(STABLE);
        assertThat(group.told.get(group.told.size() - 1).message())
                .contains("generation 2 with 2 members")
                .contains("2 partitions moved: t-2 t-3 from a@/127.0.0.1 to b@/127.0.0.1");
    }

    @Test
    void whatWasGivenAndTakenBackBeforeItWasReadIsFreeWhenTheMemberSaysSo() {
        a.join("t");
        a.done();
        b.join("t");
        a.beat();
        a.done();
        assertThat(b.beat()).isEqualTo("t2 t3");
        // b has not taken them yet, as far as anybody knows
        HandMember c = new HandMember(group, "c");
        c.join("t");
        assertThat(b.beat()).isEqualTo("t2");
        assertThat(b.beat()).isNull();
        assertThat(c.beat()).as("b may be about to take t3").isNull();
        b.done();
        assertThat(c.beat()).isEqualTo("t3");
    }

    @Test
    void whatWasReadAndIsReadNoMoreIsFreeWhateverElseTheMemberSays() {
        a.join("t");
        a.doneAndAll("t");
        b.join("t");
        assertThat(a.beat()).isEqualTo("t0 t1");
        a.doneAndAll("t");
        assertThat(b.beat()).as("a had read them").isEqualTo("t2 t3");
        b.leave();
        assertThat(a.beat()).isEqualTo("t0 t1 t2 t3");

        HandMember c = new HandMember(group, "c");
        c.join("t");
        assertThat(a.beat()).isEqualTo("t0 t1");
        a.doneAndAll("t");
        assertThat(c.beat())
                .as("a has not read them again, and may be about to")
                .isNull();
        a.done();
        assertThat(c.beat()).isEqualTo("t2 t3");
    }

    @Test
    void whatComesBackWhileItIsGivenUpHasToBeTakenAnew() {
        a.join("t");
        a.done();
        b.join("t");
        a.beat();
        b.leave();
        assertThat(a.done()).as("given up, and its own again").isEqualTo("t0 t1 t2 t3");
        HandMember c = new HandMember(group, "c");
        c.join("t");
        assertThat(a.beat()).isEqualTo("t0 t1");
        a.doneAndAll("t");
        assertThat(c.beat()).as("a may be about to take them").isNull();
    }

    @Test
    void whoJoinsAgainHasToTakeWhatItHadAnew() {
        a.join("t");
        a.done();
        a.join("t");
        b.join("t");
        assertThat(a.beat()).isEqualTo("t0 t1");
        a.doneAndAll("t");
        assertThat(b.beat()).as("a may be about to take them").isNull();
    }

    @Test
    void whoLeavesOrFallsSilentLeavesEverythingToTheOthers() {
        a.join("t");
        a.done();
        b.join("t");
        a.beat();
        a.done();
        b.beat();
        b.done();

        b.leave();
        assertThat(b.code()).isNull();
        assertThat(a.beat()).isEqualTo("t0 t1 t2 t3");
        assertThat(a.epoch).isEqualTo(3);

        group.pass(Hand.SESSION + 1);
        assertThat(group.phase()).isEqualTo(EMPTY);
        assertThat(a.beat()).isNull();
        assertThat(a.code()).isEqualTo(UNKNOWN_MEMBER_ID);
        assertThat(a.join("t")).as("with a new epoch").isEqualTo("t0 t1 t2 t3");
        assertThat(a.epoch).isEqualTo(5);
    }

    @Test
    void whoDoesNotGivePartitionsUpInTimeIsAMemberNoMore() {
        a.join("t");
        a.done();
        b.join("t");
        a.beat();
        for (int i = 0; i < Hand.REBALANCE; i += 1_000) {
            group.pass(1_000);
            a.beat();
            b.beat();
        }
        assertThat(a.code()).isEqualTo(UNKNOWN_MEMBER_ID);
        assertThat(Topics.text(b.told)).isEqualTo("t0 t1 t2 t3");
        assertThat(group.told.toString()).contains("did not give up its partitions in time");
    }

    @Test
    void anAnswerThatWasLostCanBeAskedForAgainAndNoOther() {
        a.join("t");
        a.done();
        b.join("t");
        a.beat();
        a.done();
        assertThat(a.epoch).isEqualTo(2);

        a.say(a.request(1, null, null, null, a.told));
        assertThat(a.code()).as("it has not heard that it is in epoch 2").isNull();
        assertThat(a.epoch).isEqualTo(2);
        a.say(a.request(1, null, null, null, null));
        assertThat(a.code()).isEqualTo(FENCED_MEMBER_EPOCH);
        a.say(a.request(3, null, null, null, null));
        assertThat(a.code()).isEqualTo(FENCED_MEMBER_EPOCH);
        assertThat(a.join("t")).as("fenced ones come back").isEqualTo("t0 t1");
    }

    @Test
    void aStaticMemberComesBackToWhatItHadAndNobodyElseNotices() {
        HandMember s = new HandMember(group, "s", "one");
        s.join("t");
        s.done();
        b.join("t");
        s.beat();
        s.done();
        b.beat();
        b.done();
        assertThat(new HandMember(group, "s2", "one").join("t")).isNull();

        s.leaveForNow();
        assertThat(s.last.memberEpoch()).isEqualTo(-2);
        assertThat(group.phase()).isEqualTo(STABLE);
        HandMember back = new HandMember(group, "s3", "one");
        assertThat(back.join("t")).isEqualTo("t0 t1");
        assertThat(back.epoch).isEqualTo(2);
        assertThat(b.beat()).isNull();
        assertThat(b.epoch).isEqualTo(2);

        s.beat();
        assertThat(s.code()).isEqualTo(FENCED_INSTANCE_ID);
        HandMember other = new HandMember(group, "s4", "one");
        other.join("t");
        assertThat(other.code()).isEqualTo(UNRELEASED_INSTANCE_ID);
        back.leaveForNow();
        group.pass(Hand.SESSION - 1);
        b.beat();
        group.pass(1);
        assertThat(b.beat()).as("one that does not come back").isEqualTo("t0 t1 t2 t3");
    }

    @Test
    void whatArrivesOfAProcessAfterItsFarewellDoesNotBringItBack() {
        HandMember s = new HandMember(group, "s", "one");
        s.join("t");
        s.done();
        GroupRequest.ConsumerHeartbeat late = s.request(s.epoch, null, null, null, s.told);
        s.leaveForNow();
        s.say(late);
        assertThat(s.code()).isEqualTo(FENCED_MEMBER_EPOCH);
        assertThat(new HandMember(group, "s2", "one").join("t")).isEqualTo("t0 t1 t2 t3");
    }

    @Test
    void onlyMembersOfThisEpochCommitAndFetch() {
        assertThat(group.commit("", -1, "t", 0, 5)).isNull();
        a.join("t");
        assertThat(group.commit("", -1, "t", 0, 6)).isEqualTo(UNKNOWN_MEMBER_ID);
        assertThat(group.commit("a", 1, "t", 0, 7)).isNull();
        assertThat(group.commit("a", 0, "t", 0, 8)).isEqualTo(STALE_MEMBER_EPOCH);
        assertThat(group.commit("x", 1, "t", 0, 8)).isEqualTo(UNKNOWN_MEMBER_ID);
        assertThat(fetched("a", 1)).isNull();
        assertThat(fetched("a", 4)).isEqualTo(STALE_MEMBER_EPOCH);
        assertThat(fetched("x", 1)).isEqualTo(UNKNOWN_MEMBER_ID);
        assertThat(group.offsets()).containsEntry("t-0", 7L);
        assertThat(group.deleteOffsets(new TopicPartition("t", 0)).refusals())
                .as("it is read")
                .doesNotContainNull();
        a.leave();
        assertThat(group.commit("", -1, "t", 0, 9)).isNull();
    }

    @Test
    void aCommitThatCrossesTheNextEpochOnItsWayCountsForWhatTheMemberHadAllTheWhile() {
        a.join("t");
        a.done();
        b.join("t");
        a.beat();
        a.done();
        b.beat();
        b.done();
        b.leave();
        a.beat();
        assertThat(a.epoch).isEqualTo(3);
        assertThat(commit("a", 2, 0)).as("it has had t0 since epoch 1").isNull();
        assertThat(commit("a", 2, 3)).as("t3 was b's in epoch 2").isEqualTo(STALE_MEMBER_EPOCH);
        assertThat(commit("a", 1, 0)).as("too long ago").isEqualTo(STALE_MEMBER_EPOCH);
        assertThat(commit("a", 3, 3)).isNull();
    }

    @Test
    void aMemberCannotCommitByARequestThatKnowsNoEpochs() {
        a.join("t");
        assertThat(commit("a", 1, 0, Dialect.GENERATIONS)).isEqualTo(UNSUPPORTED_VERSION);
        assertThat(commit("a", 7, 0, Dialect.GENERATIONS)).isEqualTo(UNSUPPORTED_VERSION);
        assertThat(commit("x", 1, 0, Dialect.GENERATIONS)).isEqualTo(UNKNOWN_MEMBER_ID);
        a.leave();
        assertThat(commit("", -1, 0, Dialect.GENERATIONS)).as("from outside").isNull();
    }

    private ErrorCode commit(String id, int epoch, int partition) {
        return commit(id, epoch, partition, Dialect.EPOCHS);
    }

    private ErrorCode commit(String id, int epoch, int partition, Dialect dialect) {
        AtomicReference<GroupReply.OffsetsCommitted> answer = new AtomicReference<>();
        GroupRequest.OffsetToCommit offset =
                new GroupRequest.OffsetToCommit(new TopicPartition("t", partition), Topics.id("t", 1), 5, -1, "", -1);
        group.run(group.core.commit(
                new GroupRequest.CommitOffsets(id, null, epoch, List.of(offset), dialect), answer::set, group.now));
        return Hand.code(answer.get().refusals().get(0));
    }

    private Object fetched(String id, int epoch) {
        AtomicReference<GroupReply.OffsetsFetched> answer = new AtomicReference<>();
        group.run(group.core.fetch(new GroupRequest.FetchOffsets(null, id, epoch), answer::set));
        return Hand.code(answer.get().why());
    }

    @Test
    void anEmptyGroupIsWhateverItsNextMemberMakesOfItAndEpochsGoOn() {
        List<String> ids = group.stable(1);
        group.leave(ids.get(0), null);
        int generation = group.describe().generation();

        assertThat(a.join("t")).isEqualTo("t0 t1 t2 t3");
        assertThat(a.epoch).isGreaterThan(generation);
        assertThat(group.core.listing().type()).isEqualTo(GroupType.CONSUMER);
        group.restart();
        a.leave();
        group.restartFromSnapshot();
        int epoch = group.describe().generation();

        group.stable(1);
        assertThat(group.describe().generation()).isGreaterThan(epoch);
        assertThat(group.core.listing().type()).isEqualTo(GroupType.CLASSIC);
        assertThat(Hand.code(group.consumers().why())).isEqualTo(GROUP_ID_NOT_FOUND);
        group.restart();
    }

    @Test
    void whatIsNotOfferedIsRefused() {
        a.joinWith("sticky", "t");
        assertThat(a.code()).isEqualTo(UNSUPPORTED_ASSIGNOR);
        for (int i = 0; i < Hand.MEMBERS_MAX; i++) new HandMember(group, "m" + i).join("t");
        a.join("t");
        assertThat(a.code()).isEqualTo(GROUP_MAX_SIZE_REACHED);
        b.epoch = 1;
        b.beat();
        assertThat(b.code()).isEqualTo(UNKNOWN_MEMBER_ID);
    }

    @Test
    void mostMembersChooseTheAssignor() {
        topics.with("u", 3);
        group.image = topics.image();
        a.joinWith("range", "t", "u");
        assertThat(group.consumers().assignor()).isEqualTo("range");
        b.join("t", "u");
        assertThat(group.consumers().assignor()).as("one voice of two").isEqualTo("range");
        assertThat(a.beat()).isEqualTo("t0 t1 u0 u1");
        GroupReply.DescribedConsumer described = group.consumers().members().get(0);
        assertThat(Topics.text(described.target())).isEqualTo("t0 t1 u0 u1");
        assertThat(Topics.text(described.assigned()))
                .as("what it may still read")
                .isEqualTo("t0 t1 t2 t3 u0 u1 u2");
        assertThat(described.topics()).containsExactly("t", "u");
    }

    @Test
    void anOperatorRemovesMembers() {
        HandMember s = new HandMember(group, "s", "one");
        a.join("t");
        s.join("t");
        assertThat(Hand.code(group.leave("", "one").members().get(0).why())).isNull();
        assertThat(Hand.code(group.leave("x", null).members().get(0).why())).isEqualTo(UNKNOWN_MEMBER_ID);
        s.beat();
        assertThat(s.code()).isEqualTo(UNKNOWN_MEMBER_ID);
        assertThat(group.consumers().members()).hasSize(1);
    }

    @Test
    void nothingIsForgottenWhenTheCoordinatorMovesInTheMiddle() {
        a.join("t");
        a.done();
        b.join("t");
        a.beat();
        group.restart();
        assertThat(b.beat()).isNull();
        group.restartFromSnapshot();
        assertThat(a.beat()).as("nobody knows yet what it reads").isNull();
        assertThat(b.beat()).isNull();
        a.done();
        assertThat(b.beat()).isEqualTo("t2 t3");
        assertThat(a.epoch).isEqualTo(2);
    }
}
