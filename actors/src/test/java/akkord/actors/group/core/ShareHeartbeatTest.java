package akkord.actors.group.core;

import static akkord.protocol.domain.ErrorCode.FENCED_MEMBER_EPOCH;
import static akkord.protocol.domain.ErrorCode.GROUP_ID_NOT_FOUND;
import static akkord.protocol.domain.ErrorCode.GROUP_MAX_SIZE_REACHED;
import static akkord.protocol.domain.ErrorCode.INCONSISTENT_GROUP_PROTOCOL;
import static akkord.protocol.domain.ErrorCode.UNKNOWN_MEMBER_ID;
import static akkord.protocol.group.GroupPhase.DEAD;
import static akkord.protocol.group.GroupPhase.EMPTY;
import static akkord.protocol.group.GroupPhase.STABLE;
import static org.assertj.core.api.Assertions.assertThat;

import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.TopicPartition;
import akkord.protocol.group.GroupReply;
import akkord.protocol.group.GroupReply.DescribedConsumer;
import akkord.protocol.group.GroupType;
import akkord.protocol.group.TopicIdPartitions;
import akkord.protocol.metadata.MetadataImage;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Share groups: who is a member, who reads what, and that such a group is nothing else. */
class ShareHeartbeatTest {

    private final Hand group = new Hand();
    private final Topics topics = new Topics().with("t", 4).with("u", 1);
    private final HandSharer a = new HandSharer(group, "a");
    private final HandSharer b = new HandSharer(group, "b");

    @BeforeEach
    void showTopics() {
        group.image = topics.image();
    }

    @Test
    void whoComesFirstReadsEverything() {
        assertThat(a.join("t")).isEqualTo("t0 t1 t2 t3");
        assertThat(a.epoch).isEqualTo(1);
        assertThat(a.last.heartbeatIntervalMillis()).isEqualTo(1_000);
        assertThat(a.beat()).as("nothing new").isNull();
        assertThat(group.phase()).isEqualTo(STABLE);
        assertThat(group.core.listing().type()).isEqualTo(GroupType.SHARE);
        assertThat(group.core.listing().protocolType()).isEqualTo("share");
    }

    @Test
    void aSecondMemberGetsItsShareAtOnceAndTheFirstHearsOfItWhenItComes() {
        a.join("t");
        assertThat(b.join("t")).isEqualTo("t2 t3");
        assertThat(b.epoch).isEqualTo(2);
        assertThat(a.beat()).isEqualTo("t0 t1");
        assertThat(a.epoch).isEqualTo(2);
        assertThat(a.beat()).isNull();
        assertThat(group.told.get(group.told.size() - 1).message())
                .contains("generation 2 with 2 members")
                .contains("t-2 t-3 from a@/127.0.0.1 to b@/127.0.0.1");
    }

    @Test
    void moreMembersThanPartitionsReadTheSame() {
        assertThat(a.join("u")).isEqualTo("u0");
        assertThat(b.join("u")).isEqualTo("u0");
        assertThat(a.beat()).isNull();
        assertThat(a.epoch).isEqualTo(2);
        assertThat(group.told.get(group.told.size() - 1).message())
                .contains("longest pause 0 ms")
                .contains("u-0 from a@/127.0.0.1 to a@/127.0.0.1 and b@/127.0.0.1");
        b.leave();
        assertThat(a.beat()).isNull();
        assertThat(a.epoch).isEqualTo(3);
    }

    @Test
    void whoSaysItsSubscriptionIsToldWhatItReadsEvenIfNothingIsNew() {
        a.join("t");
        assertThat(a.subscribe("t")).isEqualTo("t0 t1 t2 t3");
        assertThat(a.epoch).isEqualTo(1);
        assertThat(a.say(0, List.of("t"))).as("it joins again").isEqualTo("t0 t1 t2 t3");
        assertThat(a.epoch).isEqualTo(1);
        assertThat(a.subscribe("u", "t", "u")).isEqualTo("t0 t1 t2 t3 u0");
        assertThat(a.epoch).isEqualTo(2);
    }

    @Test
    void anEpochIsTheMembersOwnOrTheOneBeforeAndNoOther() {
        a.join("t");
        b.join("t");
        a.beat();
        assertThat(a.say(1, null)).as("its last answer was lost").isEqualTo("t0 t1");
        assertThat(a.epoch).isEqualTo(2);
        a.say(3, null);
        assertThat(a.code()).isEqualTo(FENCED_MEMBER_EPOCH);
        b.leave();
        a.beat();
        a.say(1, null);
        assertThat(a.code()).isEqualTo(FENCED_MEMBER_EPOCH);
        assertThat(group.sharers().members())
                .extracting(DescribedConsumer::memberEpoch)
                .containsExactly(3);
    }

    @Test
    void whoIsNoMemberMustJoin() {
        a.say(1, null);
        assertThat(a.code()).isEqualTo(UNKNOWN_MEMBER_ID);
        assertThat(group.phase()).as("nothing was made of it").isEqualTo(DEAD);
        a.join("t");
        b.say(1, null);
        assertThat(b.code()).isEqualTo(UNKNOWN_MEMBER_ID);
        b.leave();
        assertThat(b.code()).isEqualTo(UNKNOWN_MEMBER_ID);
    }

    @Test
    void whoLeavesIsNoMemberAndItsShareIsReadByOthers() {
        a.join("t");
        b.join("t");
        b.leave();
        assertThat(b.last.memberEpoch()).isEqualTo(-1);
        assertThat(a.beat()).as("all along").isNull();
        assertThat(a.epoch).isEqualTo(3);
        a.leave();
        assertThat(group.phase()).isEqualTo(EMPTY);
        assertThat(group.core.listing().type()).isEqualTo(GroupType.SHARE);
        assertThat(b.join("t")).isEqualTo("t0 t1 t2 t3");
        assertThat(b.epoch).isEqualTo(5);
    }

    @Test
    void whoIsSilentForASessionIsAMemberNoMore() {
        a.join("t");
        b.join("t");
        a.beat();
        group.pass(Hand.SESSION - 1);
        assertThat(a.beat()).isNull();
        group.pass(1);
        assertThat(a.beat()).isEqualTo("t0 t1 t2 t3");
        assertThat(group.told.get(group.told.size() - 1).message())
                .contains("longest pause " + Hand.SESSION + " ms")
                .contains("t-2 t-3 from b@/127.0.0.1 to a@/127.0.0.1");
        b.beat();
        assertThat(b.code()).isEqualTo(UNKNOWN_MEMBER_ID);
        group.pass(Hand.SESSION);
        assertThat(group.phase()).isEqualTo(EMPTY);
    }

    @Test
    void aGroupHasNoMoreMembersThanItMayHave() {
        for (int i = 0; i < Hand.MEMBERS_MAX; i++) new HandSharer(group, "m" + i).join("t");
        a.join("t");
        assertThat(a.code()).isEqualTo(GROUP_MAX_SIZE_REACHED);
        HandSharer first = new HandSharer(group, "m0");
        assertThat(first.join("t")).as("it is a member").isNotNull();
    }

    @Test
    void topicsThatComeGrowAndGoAreHeardOfAtTheNextHeartbeat() {
        assertThat(a.join("v", "t")).isEqualTo("t0 t1 t2 t3");
        group.image = topics.with("v", 2).with("w", 1).image();
        assertThat(a.beat()).isEqualTo("t0 t1 t2 t3 v0 v1");
        group.image = topics.with("v", 3).image();
        assertThat(a.beat()).isEqualTo("t0 t1 t2 t3 v0 v1 v2");
        int before = a.epoch;
        group.image = topics.with("w", 2).image();
        assertThat(a.beat()).as("nobody reads w").isNull();
        assertThat(a.epoch).isEqualTo(before);
        group.image = topics.without("t").image();
        assertThat(a.beat()).isEqualTo("v0 v1 v2");
    }

    @Test
    void stateIsKeptOfAllThatWasEverToBeReadAsLongAsThereIsTheTopic() {
        a.join("t");
        a.subscribe("u");
        assertThat(Topics.text(group.shares().partitions())).isEqualTo("t0 t1 t2 t3 u0");
        assertThat(group.shares().phase()).isEqualTo(STABLE);
        a.leave();
        assertThat(Topics.text(group.shares().partitions())).isEqualTo("t0 t1 t2 t3 u0");
        group.image = topics.without("t").with("t", 2, 1).image();
        a.join("u");
        a.beat();
        assertThat(Topics.text(group.shares().partitions())).isEqualTo("u0");
        assertThat(Topics.text(TopicIdPartitions.of(group.forgotten))).isEqualTo("t0 t1 t2 t3");
    }

    @Test
    void aCoordinatorThatKnowsLessThanItsPredecessorForgetsNothing() {
        group.image = topics.image();
        a.join("t");
        group.image = new Topics().image();
        group.restart();
        assertThat(a.beat()).isNull();
        assertThat(b.join("t")).isEqualTo("t2 t3");
        assertThat(Topics.text(group.shares().partitions())).isEqualTo("t0 t1 t2 t3");
    }

    @Test
    void aCoordinatorThatKnowsLessThanWhoeverSetAStartForgetsNothing() {
        a.join("t");
        a.leave();
        MetadataImage older = topics.image();
        MetadataImage newer = topics.with("v", 1).image();
        List<TopicIdPartitions> set = List.of(new TopicIdPartitions(Topics.id("v", 1), List.of(0)));
        assertThat(group.keepShares(set, newer.version())).isNull();
        group.image = older;
        b.join("t");
        b.beat();
        assertThat(Topics.text(group.shares().partitions())).isEqualTo("t0 t1 t2 t3 v0");
        group.image = newer;
        b.beat();
        assertThat(group.forgotten).isEmpty();
        group.image = topics.without("v").image();
        b.beat();
        assertThat(Topics.text(group.shares().partitions())).isEqualTo("t0 t1 t2 t3");
        assertThat(Topics.text(TopicIdPartitions.of(group.forgotten))).isEqualTo("v0");
    }

    @Test
    void membersAndWhatTheyReadSurviveTheCoordinator() {
        a.join("t");
        b.join("t");
        GroupReply.ConsumersDescribed before = group.sharers();
        group.restart();
        assertThat(group.sharers()).isEqualTo(before);
        assertThat(a.beat()).isEqualTo("t0 t1");
        assertThat(b.beat()).isNull();
        group.restartFromSnapshot();
        assertThat(a.beat()).isNull();
        group.pass(Hand.SESSION);
        assertThat(group.phase()).as("who is not heard of any more").isEqualTo(EMPTY);
    }

    @Test
    void aDescriptionTellsMembersWithWhatTheyHaveHeard() {
        a.join("t");
        b.join("u", "t");
        GroupReply.ConsumersDescribed described = group.sharers();
        assertThat(described.why()).isNull();
        assertThat(described.epoch()).isEqualTo(2);
        assertThat(described.assignor()).isEqualTo("simple");
        assertThat(described.members())
                .extracting(DescribedConsumer::memberEpoch)
                .containsExactly(1, 2);
        assertThat(described.members())
                .extracting(member -> Topics.text(member.assigned()))
                .containsExactly("t0 t1 t2 t3", "t2 t3 u0");
        assertThat(described.members().get(1).topics()).containsExactly("t", "u");
        assertThat(described.members().get(1).rackId()).isEqualTo("rack");
        assertThat(group.describe().members()).hasSize(2);
        assertThat(group.describe().protocol()).isEqualTo("simple");
    }

    @Test
    void aShareGroupIsNeverAGroupOfConsumersToo() {
        a.join("t");
        assertNobodyElseGetsIn(ErrorCode.NON_EMPTY_GROUP);
        a.leave();
        assertNobodyElseGetsIn(null);
        assertThat(group.phase()).isEqualTo(DEAD);
        group.stable(1);
    }

    private void assertNobodyElseGetsIn(ErrorCode deletion) {
        assertThat(Hand.code(group.join("", "t").get().why())).isEqualTo(INCONSISTENT_GROUP_PROTOCOL);
        HandMember consumer = new HandMember(group, "c");
        consumer.join("t");
        assertThat(consumer.code()).isEqualTo(GROUP_ID_NOT_FOUND);
        assertThat(group.commit("", -1, "t", 0, 5)).isEqualTo(GROUP_ID_NOT_FOUND);
        assertThat(Hand.code(group.deleteOffsets(new TopicPartition("t", 0)).why()))
                .isEqualTo(GROUP_ID_NOT_FOUND);
        assertThat(Hand.code(group.consumers().why())).isEqualTo(GROUP_ID_NOT_FOUND);
        assertThat(group.heartbeat("a", 1)).isEqualTo(UNKNOWN_MEMBER_ID);
        assertThat(Hand.code(group.leave("a", null).members().get(0).why())).isEqualTo(UNKNOWN_MEMBER_ID);
        assertThat(group.delete()).isEqualTo(deletion);
    }

    @Test
    void aGroupOfConsumersIsNoShareGroupEvenIfItIsEmpty() {
        assertThat(group.commit("", -1, "t", 0, 5)).isNull();
        a.join("t");
        assertThat(a.code()).isEqualTo(GROUP_ID_NOT_FOUND);
        assertThat(Hand.code(group.sharers().why())).isEqualTo(GROUP_ID_NOT_FOUND);
        assertThat(Hand.code(group.shares().why())).isEqualTo(GROUP_ID_NOT_FOUND);
        assertThat(group.delete()).isNull();
        assertThat(a.join("t")).isNotNull();
    }

    @Test
    void aShareGroupDoesNotComeOfAge() {
        a.join("t");
        a.leave();
        group.pass(2 * Hand.RETENTION);
        assertThat(group.core.nextExpiryMillis()).isEqualTo(Long.MAX_VALUE);
        group.run(group.core.sweep(group.now));
        assertThat(group.phase()).isEqualTo(EMPTY);
        assertThat(Topics.text(group.shares().partitions())).isEqualTo("t0 t1 t2 t3");
    }
}
