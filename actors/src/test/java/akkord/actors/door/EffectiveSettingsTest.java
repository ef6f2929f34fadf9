package akkord.actors.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akkord.protocol.batch.RecordBatch;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.message.ProduceResponseData.PartitionProduceResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Settings of topics and defaults of nodes change what running partitions do, without a restart. */
class EffectiveSettingsTest {

    private static final long NOW = System.currentTimeMillis();

    @TempDir
    static Path data;

    private static KafkaNode node;
    private static KafkaCalls kafka;

    @BeforeAll
    static void start() throws Exception {
        node = new KafkaNode(data, Map.of());
        kafka = KafkaCalls.to(node);
    }

    @AfterAll
    static void stop() throws Exception {
        kafka.close();
        node.close();
    }

    @Test
    void recordsTakeTheTimeOfTheirAppendingFromWhenTheTopicSaysSo() throws Exception {
        TopicPartition partition = kafka.create("stamped");
        long past = NOW - 1_000_000;
        assertThat(send(partition, past).timestamp()).isEqualTo(past);

        kafka.set(ConfigResource.Type.TOPIC, "stamped", "message.timestamp.type", "LogAppendTime");
        RecordMetadata told = await(() -> send(partition, past), sent -> sent.timestamp() >= NOW);

        int count = (int) told.offset() + 1;
        List<ConsumerRecord<byte[], byte[]>> got = kafka.consume(partition, count);
        assertThat(got.get(0).timestampType()).isEqualTo(TimestampType.CREATE_TIME);
        assertThat(got.get(count - 1).timestampType()).isEqualTo(TimestampType.LOG_APPEND_TIME);
        assertThat(got.get(count - 1).timestamp()).isEqualTo(told.timestamp());
        assertThat(offset(partition, OffsetSpec.forTimestamp(told.timestamp()))).isEqualTo(told.offset());
        assertThat(offset(partition, OffsetSpec.maxTimestamp())).isEqualTo(told.offset());
        assertThat(offset(partition, OffsetSpec.forTimestamp(told.timestamp() + 1)))
                .isEqualTo(-1);
        List<java.nio.ByteBuffer> stored = StoredBatches.of(data, partition);
        assertThat(RecordBatch.isCrcValid(stored.get(stored.size() - 1), 0)).isTrue();
    }

    @Test
    void recordsWhoseTimeIsOutOfBoundsAreNamed() throws Exception {
        kafka.create("bounded", "message.timestamp.before.max.ms", "60000", "message.timestamp.after.max.ms", "60000");
        SimpleRecord[] records = {
            new SimpleRecord(NOW, new byte[1]),
            new SimpleRecord(NOW - 120_000, new byte[1]),
            new SimpleRecord(NOW, new byte[1]),
            new SimpleRecord(NOW + 240_000, new byte[1])
        };
        for (Compression codec : List.of(Compression.NONE, Compression.gzip().build())) {
            PartitionProduceResponse answer = produce("bounded", 8, MemoryRecords.withRecords(codec, records));
            assertThat(answer.errorCode()).isEqualTo(Errors.INVALID_TIMESTAMP.code());
            assertThat(answer.errorMessage()).contains("message.timestamp.before.max.ms");
            assertThat(answer.recordErrors())
                    .extracting(ProduceResponseData.BatchIndexAndErrorMessage::batchIndex)
                    .containsExactly(1, 3);
            assertThat(produce("bounded", 7, MemoryRecords.withRecords(codec, records))
                            .errorCode())
                    .isEqualTo(Errors.INVALID_TIMESTAMP.code());
        }
        PartitionProduceResponse fine = produce("bounded", 8, MemoryRecords.withRecords(Compression.NONE, records[0]));
        assertThat(fine.errorCode()).isZero();
    }

    @Test
    void oldFormatsAreRefused() throws Exception {
        kafka.create("modern");
        for (byte magic = 0; magic < 2; magic++) {
            MemoryRecords old =
                    MemoryRecords.withRecords(magic, Compression.NONE, new SimpleRecord(NOW, new byte[] {1}));
            assertThat(produce("modern", 3, old).errorCode()).isEqualTo(Errors.INVALID_RECORD.code());
        }
    }

    @Test
    void segmentsAreClosedAtTheSizeTheTopicHasNow() throws Exception {
        TopicPartition partition = kafka.create("segments");
        for (int i = 0; i < 3; i++) kafka.send(new ProducerRecord<>("segments", new byte[700_000]));
        assertThat(StoredBatches.segments(data, partition)).hasSize(1);
        kafka.set(ConfigResource.Type.TOPIC, "segments", "segment.bytes", "1048576");
        await(
                () -> {
                    kafka.send(new ProducerRecord<>("segments", new byte[700_000]));
                    return StoredBatches.segments(data, partition).size();
                },
                size -> size >= 3);
    }

    @Test
    void aSegmentIsClosedAtItsAgeAndDeletedAtItsRecords() throws Exception {
        TopicPartition partition = kafka.create("ages", "segment.ms", "1", "retention.ms", "-1");
        await(
                () -> {
                    send(partition, NOW - 100_000);
                    return StoredBatches.segments(data, partition).size();
                },
                size -> size >= 3);
    }

    /** That it is asked for where there are more replicas, {@code PartitionTest} shows. */
    @Test
    void moreInSyncReplicasThanTheTopicHasAreNotAskedFor() throws Exception {
        kafka.create("cautious", "min.insync.replicas", "2");
        assertThat(errorOfSend("cautious")).isNull();
    }

    @Test
    void theDefaultsOfAllNodesAndOfOneCanBeChanged() throws Exception {
        kafka.create("defaulted");
        kafka.create("own", "max.message.bytes", "5000");
        kafka.set(ConfigResource.Type.BROKER, "", "message.max.bytes", "2000");
        await(() -> errorOfSend("defaulted"), RecordTooLargeException.class::isInstance);
        assertThat(errorOfSend("own")).isNull();

        kafka.set(ConfigResource.Type.BROKER, "1", "message.max.bytes", "4000");
        await(() -> errorOfSend("defaulted") == null, Boolean::booleanValue);
        var shown = kafka.describe(ConfigResource.Type.TOPIC, "defaulted").get("max.message.bytes");
        assertThat(shown.value()).isEqualTo("4000");
        assertThat(shown.synonyms()).hasSize(3);

        kafka.delete(ConfigResource.Type.BROKER, "1", "message.max.bytes");
        await(() -> errorOfSend("defaulted"), RecordTooLargeException.class::isInstance);
        kafka.delete(ConfigResource.Type.BROKER, "", "message.max.bytes");
        await(() -> errorOfSend("defaulted") == null, Boolean::booleanValue);
    }

    @Test
    void aTopicMadeAfterwardsHasTheDynamicDefaults() throws Exception {
        kafka.set(ConfigResource.Type.BROKER, "", "log.message.timestamp.type", "LogAppendTime");
        TopicPartition partition = kafka.create("later");
        assertThat(send(partition, 1_000).timestamp()).isGreaterThanOrEqualTo(NOW);
        kafka.delete(ConfigResource.Type.BROKER, "", "log.message.timestamp.type");
    }

    @Test
    void whatOnlyAStartCanChangeIsRefused() {
        for (String name : List.of("num.partitions", "log.retention.hours", "max.connections", "delete.topic.enable"))
            assertThatThrownBy(() -> kafka.set(ConfigResource.Type.BROKER, "1", name, "1"))
                    .as(name)
                    .isInstanceOf(org.apache.kafka.common.errors.InvalidRequestException.class)
                    .hasMessageContaining(name);
    }

    private static Throwable errorOfSend(String topic) throws Exception {
        try {
            kafka.send(
                    new ProducerRecord<>(topic, new byte[3_000]),
                    "retries",
                    0,
                    "enable.idempotence",
                    false,
                    "acks",
                    "all");
            return null;
        } catch (RuntimeException refused) {
            return refused;
        }
    }

    private static RecordMetadata send(TopicPartition partition, long timestamp) throws Exception {
        return kafka.send(new ProducerRecord<>(partition.topic(), 0, timestamp, null, new byte[10]));
    }

    private static long offset(TopicPartition partition, OffsetSpec spec) throws Exception {
        return KafkaCalls.get(kafka.admin().listOffsets(Map.of(partition, spec)).partitionResult(partition))
                .offset();
    }

    /** A change is told to partitions beside the answer to whoever asked for it. */
    private static <T> T await(Callable<T> look, Predicate<T> enough) throws Exception {
        long deadline = System.nanoTime() + KafkaNode.PATIENCE.toNanos();
        T seen = look.call();
        while (!enough.test(seen) && System.nanoTime() < deadline) seen = look.call();
        assertThat(seen).matches(enough);
        return seen;
    }

    private static PartitionProduceResponse produce(String topic, int version, MemoryRecords records) throws Exception {
        ProduceRequestData request = new ProduceRequestData().setAcks((short) 1).setTimeoutMs(20_000);
        request.topicData()
                .add(new ProduceRequestData.TopicProduceData()
                        .setName(topic)
                        .setPartitionData(List.of(new ProduceRequestData.PartitionProduceData()
                                .setIndex(0)
                                .setRecords(records))));
        try (Wire wire = new Wire(node.door().port())) {
            ProduceResponseData answer = wire.send(ApiKeys.PRODUCE, version, 1, request)
                    .receive()
                    .read(ApiKeys.PRODUCE, version, new ProduceResponseData());
            return answer.responses().iterator().next().partitionResponses().get(0);
        }
    }
}
