package akkord.actors.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.SubscriptionPattern;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidRegularExpression;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.UnreleasedInstanceIdException;
import org.apache.kafka.common.errors.UnsupportedAssignorException;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestPartition;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestTopic;
import org.apache.kafka.common.message.OffsetCommitResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Kafka's consumer with {@code group.protocol=consumer}: nobody reads what another one reads, and all is read. */
class ConsumerProtocolTest {

    private static final Duration POLL = Duration.ofMillis(20);
    private static final int PARTITIONS = 6;

    @TempDir
    static Path data;

    private static KafkaNode node;
    private static KafkaCalls kafka;

    private final Map<TopicPartition, String> owners = new HashMap<>();
    private final Map<String, KafkaConsumer<byte[], byte[]>> members = new TreeMap<>();
    private final Set<String> read = new HashSet<>();
    private final Set<String> deferred = new HashSet<>();

    @BeforeAll
    static void start() throws Exception {
        node = new KafkaNode(
                data,
                Map.of(
                        "group.initial.rebalance.delay.ms", "100",
                        "group.consumer.min.heartbeat.interval.ms", "100",
                        "group.consumer.heartbeat.interval.ms", "200"));
        kafka = KafkaCalls.to(node);
    }

    @AfterAll
    static void stop() throws Exception {
        kafka.close();
        node.close();
    }

    @AfterEach
    void leave() {
        members.values().forEach(KafkaConsumer::close);
    }

    private void create(String... topics) throws Exception {
        for (String topic : topics)
            KafkaCalls.get(kafka.admin()
                    .createTopics(List.of(new NewTopic(topic, PARTITIONS, (short) 1)))
                    .all());
    }

    private KafkaConsumer<byte[], byte[]> member(String group, String name, String... more) {
        Map<String, Object> settings = new HashMap<>(Map.of(
                "bootstrap.servers",
                node.bootstrap(),
                "group.protocol",
                "consumer",
                "group.id",
                group,
                "client.id",
                name,
                "enable.auto.commit",
                "false",
                "auto.offset.reset",
                "earliest"));
        for (int i = 0; i < more.length; i += 2) settings.put(more[i], more[i + 1]);
        KafkaConsumer<byte[], byte[]> member =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        members.put(name, member);
        return member;
    }

    /** It says what it owns, and fails if it gets what another one has. */
    private final class Owner implements ConsumerRebalanceListener {

        private final String name;

        Owner(String name) {
            this.name = name;
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            for (TopicPartition partition : partitions)
                assertThat(owners.put(partition, name))
                        .as(partition + " goes to " + name)
                        .isNull();
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            partitions.forEach(owners::remove);
        }
    }

    private void join(String group, String name, String topic, String... more) {
        member(group, name, more).subscribe(List.of(topic), new Owner(name));
    }

    private void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + KafkaNode.PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            members.values().forEach(this::read);
            assertThat(System.nanoTime())
                    .as(what + ", owners are " + owners + ", commits were deferred by " + deferred)
                    .isLessThan(deadline);
        }
    }

    /** What is read is committed at once, unless the group rebalances: then it goes with the next commit. */
    private void read(KafkaConsumer<byte[], byte[]> member) {
        ConsumerRecords<byte[], byte[]> records = member.poll(POLL);
        if (records.isEmpty()) return;
        records.forEach(record -> read.add(record.topic() + record.partition() + "@" + record.offset()));
        try {
            member.commitSync();
        } catch (RebalanceInProgressException | CommitFailedException later) {
            deferred.add(later.toString());
        }
    }

    private boolean shared(int... counts) {
        List<Integer> now = new ArrayList<>();
        for (String name : members.keySet())
            now.add((int) owners.values().stream().filter(name::equals).count());
        List<Integer> wanted = new ArrayList<>();
        for (int count : counts) wanted.add(count);
        return now.equals(wanted);
    }

    private void leaves(String name) {
        members.remove(name).close();
    }

    @Test
    void membersShareATopicWhileOthersComeAndGo() throws Exception {
        create("shared");
        join("comers", "a", "shared");
        await("all for one", () -> shared(6));
        join("comers", "b", "shared");
        await("half for each", () -> shared(3, 3));
        join("comers", "c", "shared");
        await("a third for each", () -> shared(2, 2, 2));
        KafkaConsumer<byte[], byte[]> a = members.get("a");
        TopicPartition own = a.assignment().iterator().next();
        a.commitSync(Map.of(own, new OffsetAndMetadata(0, "note")));
        assertThat(a.committed(Set.of(own)).get(own).metadata()).isEqualTo("note");
        assertThat(commitByVersion(8, "comers", a, own)).isEqualTo(Errors.UNSUPPORTED_VERSION);
        assertThat(commitByVersion(9, "comers", a, own)).isEqualTo(Errors.NONE);
        leaves("a");
        await("what has become free is shared", () -> shared(3, 3));
        KafkaCalls.get(kafka.admin()
                .createPartitions(Map.of("shared", NewPartitions.increaseTo(8)))
                .all());
        await("so are new partitions", () -> shared(4, 4));
    }

    private static Errors commitByVersion(
            int version, String group, KafkaConsumer<byte[], byte[]> member, TopicPartition partition)
            throws Exception {
        OffsetCommitRequestData request = new OffsetCommitRequestData()
                .setGroupId(group)
                .setMemberId(member.groupMetadata().memberId())
                .setGenerationIdOrMemberEpoch(member.groupMetadata().generationId())
                .setTopics(List.of(new OffsetCommitRequestTopic()
                        .setName(partition.topic())
                        .setPartitions(List.of(new OffsetCommitRequestPartition()
                                .setPartitionIndex(partition.partition())
                                .setCommittedMetadata("")))));
        try (Wire wire = new Wire(node.door().port())) {
            OffsetCommitResponseData answer = wire.send(ApiKeys.OFFSET_COMMIT, version, 1, request)
                    .receive()
                    .read(ApiKeys.OFFSET_COMMIT, version, new OffsetCommitResponseData());
            return Errors.forCode(answer.topics().get(0).partitions().get(0).errorCode());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"CooperativeStickyAssignor", "RangeAssignor"})
    void aGroupRollsFromTheClassicProtocolToTheConsumerProtocolAndBackWhileRecordsAreProduced(String assignor)
            throws Exception {
        String topic = "rolling-" + assignor;
        create(topic);
        String[] classic = {
            "group.protocol", "classic",
            "heartbeat.interval.ms", "100",
            "partition.assignment.strategy", "org.apache.kafka.clients.consumer." + assignor
        };
        Set<String> sent = new HashSet<>();
        try (KafkaProducer<byte[], byte[]> producer = kafka.producer("linger.ms", 0)) {
            Runnable more = () -> {
                for (int partition = 0; partition < PARTITIONS; partition++)
                    producer.send(new ProducerRecord<>(topic, partition, null, new byte[10]), (where, failure) -> {
                        assertThat(failure).isNull();
                        sent.add(topic + where.partition() + "@" + where.offset());
                    });
                producer.flush();
            };
            join(topic, "a", topic, classic);
            join(topic, "b", topic, classic);
            roll(topic, more, GroupType.CLASSIC);
            leaves("a");
            join(topic, "a", topic);
            roll(topic, more, GroupType.CONSUMER);
            leaves("b");
            join(topic, "b", topic);
            roll(topic, more, GroupType.CONSUMER);
            leaves("a");
            join(topic, "a", topic, classic);
            roll(topic, more, GroupType.CONSUMER);
            leaves("b");
            join(topic, "b", topic, classic);
            roll(topic, more, GroupType.CLASSIC);
        }
        await("every record", () -> read.equals(sent));
        assertThat(sent).hasSizeGreaterThan(5 * PARTITIONS);
    }

    /** Both have half of the topic, and read what comes. */
    private void roll(String group, Runnable more, GroupType type) throws Exception {
        await("half for each", () -> {
            more.run();
            return shared(3, 3);
        });
        assertThat(KafkaCalls.get(kafka.admin()
                                .describeConsumerGroups(List.of(group))
                                .all())
                        .get(group)
                        .type())
                .isEqualTo(type);
    }

    @Test
    void aDescriptionTellsTheKindTheStateAndWhoHasWhat() throws Exception {
        create("described");
        join("described-group", "a", "described", "group.remote.assignor", "range", "group.instance.id", "one");
        await("all for one", () -> shared(6));
        Admin admin = kafka.admin();
        ConsumerGroupDescription group = KafkaCalls.get(
                        admin.describeConsumerGroups(List.of("described-group")).all())
                .get("described-group");
        assertThat(group.type()).isEqualTo(GroupType.CONSUMER);
        assertThat(group.groupState()).isEqualTo(GroupState.STABLE);
        assertThat(group.partitionAssignor()).isEqualTo("range");
        assertThat(group.members()).singleElement().satisfies(member -> {
            assertThat(member.groupInstanceId()).contains("one");
            assertThat(member.clientId()).isEqualTo("a");
            assertThat(member.assignment().topicPartitions()).hasSize(6);
            assertThat(member.targetAssignment().orElseThrow().topicPartitions())
                    .hasSize(6);
        });
        Collection<GroupListing> listed =
                KafkaCalls.get(admin.listGroups(new ListGroupsOptions().withTypes(Set.of(GroupType.CONSUMER)))
                        .all());
        assertThat(listed).extracting(GroupListing::groupId).contains("described-group");
        assertThat(listed).extracting(each -> each.type().orElseThrow()).containsOnly(GroupType.CONSUMER);
    }

    @Test
    void anExpressionIsMatchedByTheBrokerAlsoAgainstLaterTopics() throws Exception {
        create("regex-one");
        member("by-regex", "a").subscribe(new SubscriptionPattern("regex-.+|other"), new Owner("a"));
        await("the topic there is", () -> shared(6));
        create("regex-two", "xregex-three");
        await("one that has come", () -> shared(12));
        assertThat(owners.keySet()).extracting(TopicPartition::topic).containsOnly("regex-one", "regex-two");
        assertThatThrownBy(() -> {
                    member("by-no-regex", "b").subscribe(new SubscriptionPattern("(("), new Owner("b"));
                    await("never", () -> false);
                })
                .isInstanceOf(InvalidRegularExpression.class);
    }

    @Test
    void aStaticMemberThatRestartsHasWhatItHad() throws Exception {
        create("static");
        join("statics", "a", "static", "group.instance.id", "one");
        join("statics", "b", "static", "group.instance.id", "two");
        await("half for each", () -> shared(3, 3));
        Set<TopicPartition> had = new HashSet<>(members.get("a").assignment());
        leaves("a");
        owners.values().removeIf("a"::equals);
        join("statics", "a", "static", "group.instance.id", "one");
        await("half for each again", () -> shared(3, 3));
        assertThat(members.get("a").assignment()).isEqualTo(had);
        assertThatThrownBy(() -> {
                    join("statics", "thief", "static", "group.instance.id", "one");
                    await("never", () -> false);
                })
                .isInstanceOf(UnreleasedInstanceIdException.class);
        leaves("thief");
        assertThatThrownBy(() -> {
                    join("statics", "other", "static", "group.remote.assignor", "sticky");
                    await("never", () -> false);
                })
                .isInstanceOf(UnsupportedAssignorException.class);
    }
}
