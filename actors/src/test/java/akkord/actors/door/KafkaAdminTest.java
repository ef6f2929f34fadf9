package akkord.actors.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.DescribeClusterResult;
import org.apache.kafka.clients.admin.DescribeConfigsOptions;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicCollection;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidReplicaAssignmentException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.OffsetOutOfRangeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kafka's own administration client against the door. */
class KafkaAdminTest {

    @TempDir
    static Path data;

    private static KafkaNode node;
    private static Admin admin;

    @BeforeAll
    static void start() throws Exception {
        node = new KafkaNode(data, Map.of("num.partitions", "3"));
        admin = Admin.create(Map.of("bootstrap.servers", node.bootstrap()));
    }

    @AfterAll
    static void stop() throws Exception {
        admin.close();
        node.close();
    }

    @Test
    void aTopicIsMadeShownGrownAndDeleted() throws Exception {
        get(admin.createTopics(List.of(new NewTopic("grows", 2, (short) 1))).all());
        get(admin.createPartitions(Map.of("grows", NewPartitions.increaseTo(5))).all());

        TopicDescription shown =
                get(admin.describeTopics(List.of("grows")).allTopicNames()).get("grows");
        assertThat(shown.partitions()).hasSize(5).allSatisfy(partition -> {
            assertThat(partition.leader().id()).isEqualTo(KafkaNode.ID);
            assertThat(partition.isr()).hasSize(1);
        });
        assertThat(get(admin.describeTopics(TopicCollection.ofTopicIds(List.of(shown.topicId())))
                                .allTopicIds())
                        .get(shown.topicId())
                        .name())
                .isEqualTo("grows");

        get(admin.deleteTopics(TopicCollection.ofTopicIds(List.of(shown.topicId())))
                .all());
        assertThat(get(admin.listTopics().names())).doesNotContain("grows");
    }

    @Test
    void defaultsAssignmentsAndSettingsOfANewTopicAreHonoured() throws Exception {
        NewTopic defaults = new NewTopic("defaults", Optional.empty(), Optional.empty());
        NewTopic assigned =
                new NewTopic("assigned", Map.of(0, List.of(1), 1, List.of(1))).configs(Map.of("retention.ms", "1234"));
        var made = admin.createTopics(List.of(defaults, assigned));

        assertThat(get(made.numPartitions("defaults"))).isEqualTo(3);
        assertThat(get(made.numPartitions("assigned"))).isEqualTo(2);
        assertThat(get(made.config("assigned")).get("retention.ms").value()).isEqualTo("1234");
    }

    @Test
    void whatCannotBeMadeIsRefusedForItsReason() {
        refused(new NewTopic("a/b", 1, (short) 1), InvalidTopicException.class);
        refused(new NewTopic("wide", 1, (short) 3), InvalidReplicationFactorException.class);
        refused(new NewTopic("gaps", Map.of(1, List.of(1))), InvalidReplicaAssignmentException.class);
        refused(
                new NewTopic("typo", 1, (short) 1).configs(Map.of("retention.sm", "1")),
                InvalidConfigurationException.class);
        assertThatThrownBy(() -> get(admin.deleteTopics(List.of("nowhere")).all()))
                .isInstanceOf(UnknownTopicOrPartitionException.class);
    }

    @Test
    void validateOnlyChangesNothing() throws Exception {
        get(admin.createTopics(
                        List.of(new NewTopic("only-validated", 1, (short) 1)),
                        new CreateTopicsOptions().validateOnly(true))
                .all());
        assertThat(get(admin.listTopics().names())).doesNotContain("only-validated");
        get(admin.createTopics(List.of(new NewTopic("twice", 1, (short) 1))).all());
        refused(new NewTopic("twice", 1, (short) 1), TopicExistsException.class);
    }

    @Test
    void settingsAreShownWithSourceAndMeaningAndCanBeChanged() throws Exception {
        get(admin.createTopics(List.of(new NewTopic("set", 1, (short) 1))).all());
        ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, "set");
        change(topic, "max.message.bytes", "2000");

        Config config = get(admin.describeConfigs(
                                List.of(topic),
                                new DescribeConfigsOptions()
                                        .includeDocumentation(true)
                                        .includeSynonyms(true))
                        .all())
                .get(topic);
        ConfigEntry limit = config.get("max.message.bytes");
        assertThat(limit.value()).isEqualTo("2000");
        assertThat(limit.source()).isEqualTo(ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG);
        assertThat(limit.type()).isEqualTo(ConfigEntry.ConfigType.INT);
        assertThat(limit.synonyms())
                .extracting(ConfigEntry.ConfigSynonym::value)
                .containsExactly("2000", "1048588");
        assertThat(config.entries()).hasSizeGreaterThan(25).allSatisfy(entry -> assertThat(entry.documentation())
                .isNotBlank());

        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            assertThatThrownBy(() -> producer.send(new ProducerRecord<>("set", new byte[5_000]))
                            .get(KafkaNode.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .hasCauseInstanceOf(RecordTooLargeException.class);
        }
        assertThatThrownBy(() -> change(topic, "max.message.bytes", "many"))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("many");
    }

    @Test
    void aNodeShowsItsSettings() throws Exception {
        ConfigResource self = new ConfigResource(ConfigResource.Type.BROKER, "1");
        Config config = get(admin.describeConfigs(List.of(self)).all()).get(self);
        assertThat(config.get("num.partitions").value()).isEqualTo("3");
        assertThat(config.get("num.partitions").source()).isEqualTo(ConfigEntry.ConfigSource.STATIC_BROKER_CONFIG);
    }

    @Test
    void offsetsAreFoundByTimeAndByMeaning() throws Exception {
        TopicPartition partition = fill("found", 100);

        assertThat(offset(partition, OffsetSpec.earliest())).isZero();
        assertThat(offset(partition, OffsetSpec.latest())).isEqualTo(100);
        assertThat(offset(partition, OffsetSpec.maxTimestamp())).isEqualTo(99);
        assertThat(offset(partition, OffsetSpec.forTimestamp(1_700_000_000_042L)))
                .isEqualTo(42);
        assertThat(offset(partition, OffsetSpec.forTimestamp(1_800_000_000_000L)))
                .isEqualTo(-1);
        assertThat(offset(partition, OffsetSpec.earliestLocal())).isZero();
        assertThat(offset(partition, OffsetSpec.latestTiered())).isEqualTo(-1);
    }

    @Test
    void recordsAreDeletedUpToAnOffset() throws Exception {
        TopicPartition partition = fill("trimmed", 50);

        long low = get(admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(20)))
                        .lowWatermarks()
                        .get(partition))
                .lowWatermark();

        assertThat(low).isEqualTo(20);
        assertThat(offset(partition, OffsetSpec.earliest())).isEqualTo(20);
        assertThatThrownBy(() -> get(admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(51)))
                        .all()))
                .isInstanceOf(OffsetOutOfRangeException.class);
    }

    @Test
    void theClusterAndItsDisksAreDescribed() throws Exception {
        fill("on-disk", 10);
        DescribeClusterResult cluster = admin.describeCluster();
        assertThat(get(cluster.nodes())).singleElement().satisfies(self -> assertThat(self.port())
                .isEqualTo(node.door().port()));
        assertThat(get(cluster.clusterId())).isNotBlank();
        Collection<LogDirDescription> folders = get(admin.describeLogDirs(List.of(KafkaNode.ID))
                        .allDescriptions())
                .get(KafkaNode.ID)
                .values();
        assertThat(folders).singleElement().satisfies(folder -> {
            assertThat(folder.totalBytes()).isPresent();
            assertThat(folder.replicaInfos()
                            .get(new TopicPartition("on-disk", 0))
                            .size())
                    .isPositive();
        });
        assertThat(get(admin.listConfigResources().all())).isNotEmpty();
        assertThat(get(admin.describeProducers(List.of(new TopicPartition("on-disk", 0)))
                        .all()))
                .hasSize(1);
    }

    private static TopicPartition fill(String topic, int records) throws Exception {
        get(admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all());
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            for (int i = 0; i < records; i++)
                producer.send(new ProducerRecord<>(topic, 0, 1_700_000_000_000L + i, null, new byte[] {(byte) i}));
        }
        return new TopicPartition(topic, 0);
    }

    private static KafkaProducer<byte[], byte[]> producer() {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", node.bootstrap()), new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static long offset(TopicPartition partition, OffsetSpec spec) throws Exception {
        return get(admin.listOffsets(Map.of(partition, spec)).partitionResult(partition))
                .offset();
    }

    private static void change(ConfigResource resource, String name, String value) throws Exception {
        AlterConfigOp op = new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET);
        get(admin.incrementalAlterConfigs(Map.of(resource, List.of(op))).all());
    }

    private static void refused(NewTopic topic, Class<? extends Throwable> why) {
        assertThatThrownBy(() -> get(admin.createTopics(List.of(topic)).all())).isInstanceOf(why);
    }

    private static <T> T get(KafkaFuture<T> future) throws Exception {
        try {
            return future.get(KafkaNode.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (java.util.concurrent.ExecutionException failed) {
            if (failed.getCause() instanceof RuntimeException cause) throw cause;
            throw failed;
        }
    }
}
