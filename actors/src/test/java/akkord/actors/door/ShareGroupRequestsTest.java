package akkord.actors.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.ListShareGroupOffsetsSpec;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.ShareGroupDescription;
import org.apache.kafka.clients.admin.SharePartitionOffsetInfo;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.message.ShareGroupHeartbeatRequestData;
import org.apache.kafka.common.message.ShareGroupHeartbeatResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Share groups at the Kafka port, as Kafka's own admin client sees them. */
class ShareGroupRequestsTest {

    private static final int PARTITIONS = 4;

    @TempDir
    static Path data;

    private static KafkaNode node;
    private static KafkaCalls kafka;

    @BeforeAll
    static void start() throws Exception {
        node = new KafkaNode(data, Map.of("group.share.max.size", "2"));
        kafka = KafkaCalls.to(node);
        KafkaCalls.get(kafka.admin()
                .createTopics(List.of(new NewTopic("shared", PARTITIONS, (short) 1)))
                .all());
    }

    @AfterAll
    static void stop() throws Exception {
        kafka.close();
        node.close();
    }

    private static ShareGroupHeartbeatRequestData heartbeat(String group, String member, int epoch, String... topics) {
        return new ShareGroupHeartbeatRequestData()
                .setGroupId(group)
                .setMemberId(member)
                .setMemberEpoch(epoch)
                .setSubscribedTopicNames(topics.length == 0 ? null : List.of(topics));
    }

    private static ShareGroupHeartbeatResponseData say(ShareGroupHeartbeatRequestData heartbeat) throws Exception {
        try (Wire wire = new Wire(node.door().port())) {
            return wire.send(ApiKeys.SHARE_GROUP_HEARTBEAT, 1, 1, heartbeat)
                    .receive()
                    .read(ApiKeys.SHARE_GROUP_HEARTBEAT, 1, new ShareGroupHeartbeatResponseData());
        }
    }

    private static Errors error(ShareGroupHeartbeatRequestData heartbeat) throws Exception {
        return Errors.forCode(say(heartbeat).errorCode());
    }

    private static ShareGroupDescription described(String group) throws Exception {
        return KafkaCalls.get(kafka.admin().describeShareGroups(List.of(group)).all())
                .get(group);
    }

    @Test
    void membersJoinHearWhatTheyReadAndLeave() throws Exception {
        ShareGroupHeartbeatResponseData a = say(heartbeat("readers", "a", 0, "shared"));
        assertThat(a.errorCode()).isZero();
        assertThat(a.memberId()).isEqualTo("a");
        assertThat(a.memberEpoch()).isEqualTo(1);
        assertThat(a.heartbeatIntervalMs()).isPositive();
        assertThat(a.assignment().topicPartitions()).singleElement().satisfies(topic -> assertThat(topic.partitions())
                .containsExactly(0, 1, 2, 3));
        assertThat(say(heartbeat("readers", "a", 1)).assignment()).isNull();
        assertThat(say(heartbeat("readers", "b", 0, "shared"))
                        .assignment()
                        .topicPartitions()
                        .get(0)
                        .partitions())
                .containsExactly(2, 3);

        ShareGroupDescription group = described("readers");
        assertThat(group.groupState()).isEqualTo(GroupState.STABLE);
        assertThat(group.groupEpoch()).isEqualTo(2);
        assertThat(group.targetAssignmentEpoch()).isEqualTo(2);
        assertThat(group.coordinator().id()).isEqualTo(KafkaNode.ID);
        assertThat(group.members()).hasSize(2);
        assertThat(group.members())
                .filteredOn(each -> each.consumerId().equals("b"))
                .singleElement()
                .satisfies(b -> {
                    assertThat(b.memberEpoch()).isEqualTo(2);
                    assertThat(b.host()).isEqualTo("/127.0.0.1");
                    assertThat(b.assignment().topicPartitions())
                            .containsOnly(new TopicPartition("shared", 2), new TopicPartition("shared", 3));
                });

        assertThat(error(heartbeat("readers", "c", 0, "shared"))).isEqualTo(Errors.GROUP_MAX_SIZE_REACHED);
        assertThat(error(heartbeat("readers", "a", 7))).isEqualTo(Errors.FENCED_MEMBER_EPOCH);
        assertThat(error(heartbeat("readers", "stranger", 1))).isEqualTo(Errors.UNKNOWN_MEMBER_ID);
        assertThat(say(heartbeat("readers", "a", -1)).memberEpoch()).isEqualTo(-1);
        assertThat(say(heartbeat("readers", "b", -1)).errorCode()).isZero();
        assertThat(described("readers").groupState()).isEqualTo(GroupState.EMPTY);
    }

    @Test
    void aShareGroupIsListedAsOneAndDeletedWhenItIsEmpty() throws Exception {
        Admin admin = kafka.admin();
        say(heartbeat("listed", "a", 0, "shared"));
        Collection<GroupListing> shares = KafkaCalls.get(
                admin.listGroups(ListGroupsOptions.forShareGroups()).all());
        assertThat(shares)
                .filteredOn(group -> group.groupId().equals("listed"))
                .singleElement()
                .satisfies(group -> {
                    assertThat(group.type()).contains(GroupType.SHARE);
                    assertThat(group.protocol()).isEqualTo("share");
                    assertThat(group.groupState()).contains(GroupState.STABLE);
                });
        assertThat(KafkaCalls.get(admin.listGroups(new ListGroupsOptions().withTypes(Set.of(GroupType.CONSUMER)))
                        .all()))
                .extracting(GroupListing::groupId)
                .doesNotContain("listed");
        assertThatThrownBy(() -> KafkaCalls.get(
                        admin.deleteShareGroups(List.of("listed")).all()))
                .isInstanceOf(GroupNotEmptyException.class);
        say(heartbeat("listed", "a", -1));
        KafkaCalls.get(admin.deleteShareGroups(List.of("listed")).all());
        assertThatThrownBy(() -> described("listed")).isInstanceOf(GroupIdNotFoundException.class);
    }

    private static Map<TopicPartition, SharePartitionOffsetInfo> standing(String group) throws Exception {
        return KafkaCalls.get(kafka.admin()
                .listShareGroupOffsets(Map.of(group, new ListShareGroupOffsetsSpec()))
                .partitionsToOffsetInfo(group));
    }

    private static Optional<Long> startOf(String group, TopicPartition partition) throws Exception {
        return Optional.ofNullable(standing(group).get(partition)).map(SharePartitionOffsetInfo::startOffset);
    }

    @Test
    void whereAGroupStandsIsToldSetAndForgotten() throws Exception {
        Admin admin = kafka.admin();
        TopicPartition first = kafka.create("stood-in");
        for (int i = 0; i < 3; i++) kafka.send(new ProducerRecord<>("stood-in", 0, null, new byte[] {1}));
        say(heartbeat("standing", "a", 0, "stood-in"));
        assertThat(startOf("standing", first)).as("nobody has read anything").isEmpty();
        assertThatThrownBy(() -> KafkaCalls.get(admin.alterShareGroupOffsets("standing", Map.of(first, 1L))
                        .all()))
                .isInstanceOf(GroupNotEmptyException.class);
        assertThatThrownBy(() -> KafkaCalls.get(admin.deleteShareGroupOffsets("standing", Set.of("stood-in"))
                        .all()))
                .isInstanceOf(GroupNotEmptyException.class);
        say(heartbeat("standing", "a", -1));

        KafkaCalls.get(
                admin.alterShareGroupOffsets("standing", Map.of(first, 1L)).all());
        assertThat(standing("standing").get(first)).satisfies(told -> {
            assertThat(told.startOffset()).isEqualTo(1);
            assertThat(told.lag()).contains(2L);
            assertThat(told.leaderEpoch()).isPresent();
        });
        assertThatThrownBy(() -> KafkaCalls.get(
                        admin.alterShareGroupOffsets("standing", Map.of(new TopicPartition("stood-in", 7), 1L))
                                .all()))
                .isInstanceOf(UnknownTopicOrPartitionException.class);
        assertThatThrownBy(() -> KafkaCalls.get(admin.deleteShareGroupOffsets("standing", Set.of("shared"))
                        .topicResult("shared")))
                .isInstanceOf(UnknownTopicOrPartitionException.class);

        say(heartbeat("standing", "b", 0, "stood-in"));
        assertThatThrownBy(() -> KafkaCalls.get(admin.deleteShareGroupOffsets("standing", Set.of("stood-in"))
                        .all()))
                .isInstanceOf(GroupNotEmptyException.class);
        assertThat(startOf("standing", first))
                .as("it has been refused before anything was forgotten")
                .contains(1L);
        say(heartbeat("standing", "b", -1));

        KafkaCalls.get(
                admin.deleteShareGroupOffsets("standing", Set.of("stood-in")).all());
        assertThat(standing("standing")).isEmpty();
    }

    @Test
    void aGroupOfTheSameNameDoesNotGoOnWhereADeletedOneStood() throws Exception {
        Admin admin = kafka.admin();
        TopicPartition first = kafka.create("made-again");
        KafkaCalls.get(
                admin.alterShareGroupOffsets("made-twice", Map.of(first, 4L)).all());
        assertThat(described("made-twice").groupState()).isEqualTo(GroupState.EMPTY);
        assertThat(startOf("made-twice", first)).contains(4L);
        KafkaCalls.get(admin.deleteShareGroups(List.of("made-twice")).all());
        say(heartbeat("made-twice", "a", 0, "made-again"));
        assertThat(startOf("made-twice", first)).isEmpty();
    }

    @Test
    void nobodyKnowsWhereAGroupThatIsNotThereStands() throws Exception {
        assertThat(standing("not-there")).isEmpty();
        assertThatThrownBy(() -> KafkaCalls.get(kafka.admin()
                        .deleteShareGroupOffsets("not-there", Set.of("shared"))
                        .all()))
                .isInstanceOf(GroupIdNotFoundException.class);
    }

    @Test
    void groupsOfOtherTypesAreNoShareGroups() throws Exception {
        say(heartbeat("of-shares", "a", 0, "shared"));
        assertThatThrownBy(() -> KafkaCalls.get(kafka.admin()
                        .describeConsumerGroups(List.of("of-shares"))
                        .all()))
                .isInstanceOf(GroupIdNotFoundException.class);
        KafkaCalls.get(kafka.admin()
                .alterConsumerGroupOffsets(
                        "of-consumers", Map.of(new TopicPartition("shared", 0), new OffsetAndMetadata(1)))
                .all());
        assertThat(error(heartbeat("of-consumers", "a", 0, "shared"))).isEqualTo(Errors.GROUP_ID_NOT_FOUND);
        assertThatThrownBy(() -> described("of-consumers")).isInstanceOf(GroupIdNotFoundException.class);
        assertThatThrownBy(() -> KafkaCalls.get(kafka.admin()
                        .alterShareGroupOffsets("of-consumers", Map.of(new TopicPartition("shared", 0), 1L))
                        .all()))
                .isInstanceOf(GroupIdNotFoundException.class);
    }

    static Stream<ShareGroupHeartbeatRequestData> senseless() {
        return Stream.of(
                heartbeat("", "a", 0, "shared"),
                heartbeat("x".repeat(5_000), "a", 0, "shared"),
                heartbeat("g", "", 0, "shared"),
                heartbeat("g", " ", 1),
                heartbeat("g", "a", -2),
                heartbeat("g", "a", 0),
                heartbeat("g", "a", 0, "shared").setSubscribedTopicNames(List.of()),
                heartbeat("g", "a", 0, "shared").setRackId(""));
    }

    @ParameterizedTest
    @MethodSource("senseless")
    void whatNoGroupCanMakeSenseOfIsAnInvalidRequest(ShareGroupHeartbeatRequestData heartbeat) throws Exception {
        assertThat(error(heartbeat)).isEqualTo(Errors.INVALID_REQUEST);
    }
}
