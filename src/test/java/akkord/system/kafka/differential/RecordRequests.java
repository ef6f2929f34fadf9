package akkord.system.kafka.differential;

import static akkord.system.kafka.differential.Step.change;
import static akkord.system.kafka.differential.Step.read;
import static akkord.system.kafka.differential.TopicRequests.COMPACTED;
import static akkord.system.kafka.differential.TopicRequests.ORDERS;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.message.DeleteRecordsRequestData;
import org.apache.kafka.common.message.DescribeProducersRequestData;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.message.ListOffsetsRequestData;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;

/** Requests about records: written, read, found, removed. */
final class RecordRequests {

    /** The same in both; of now, because Kafka soon deletes what is older than it keeps records. */
    private static final long TIME = System.currentTimeMillis();

    private static final long PRODUCER = 4711;
    private static final long STRANGER = 4712;
    private static final int BYTES_MAX = 1_048_576;

    private RecordRequests() {}

    static List<Step> production() {
        List<Step> steps = new ArrayList<>();
        for (int version : new int[] {3, 5, 7, 9, 11, 12, 13})
            steps.add(produce("records", version, ORDERS, 0, plain(Compression.NONE, 3)));
        steps.add(produce("gzip", 12, ORDERS, 0, plain(Compression.gzip().build(), 3)));
        steps.add(produce("snappy", 12, ORDERS, 0, plain(Compression.snappy().build(), 3)));
        steps.add(produce("lz4", 12, ORDERS, 0, plain(Compression.lz4().build(), 3)));
        steps.add(produce("zstd", 12, ORDERS, 0, plain(Compression.zstd().build(), 3)));
        steps.add(produce("an unknown topic", 12, "unknown", 0, plain(Compression.NONE, 1)));
        steps.add(produce("an unknown partition", 12, ORDERS, 7, plain(Compression.NONE, 1)));
        steps.add(produce("a negative partition", 12, ORDERS, -1, plain(Compression.NONE, 1)));
        steps.add(produce("a flipped bit", 12, ORDERS, 0, flipped(plain(Compression.NONE, 3))));
        steps.add(produce("a batch cut short", 12, ORDERS, 0, cut(plain(Compression.NONE, 3))));
        steps.add(produce("no records", 12, ORDERS, 0, MemoryRecords.EMPTY));
        steps.add(produce("too large a batch", 12, ORDERS, 0, large()));
        steps.add(produce("a record without key, compacted", 12, COMPACTED, 0, plain(Compression.NONE, 1)));
        steps.add(produce("an id nobody has", 13, "unknown", 0, plain(Compression.NONE, 1)));
        steps.add(change("produce: acks of another number", ApiKeys.PRODUCE, 12, peer -> data(
                        peer, (short) 12, ORDERS, 0, plain(Compression.NONE, 1))
                .setAcks((short) 2)));
        steps.add(produce("a producer's first", 12, ORDERS, 1, sequenced(0, 0)));
        steps.add(produce("a producer's second", 12, ORDERS, 1, sequenced(0, 2)));
        steps.add(produce("its second once more", 12, ORDERS, 1, sequenced(0, 2)));
        steps.add(produce("its first once more", 12, ORDERS, 1, sequenced(0, 0)));
        steps.add(produce("one left out", 12, ORDERS, 1, sequenced(0, 6)));
        steps.add(produce("its next epoch, not from 0", 12, ORDERS, 1, sequenced(1, 4)));
        steps.add(produce("its next epoch", 12, ORDERS, 1, sequenced(1, 0)));
        steps.add(produce("its epoch before", 12, ORDERS, 1, sequenced(0, 4)));
        steps.add(produce("a stranger's, not from 0", 12, ORDERS, 1, sequenced(STRANGER, 0, 7)));
        steps.add(produce("the stranger's next", 12, ORDERS, 1, sequenced(STRANGER, 0, 9)));
        steps.add(produce("the stranger's next but one", 12, ORDERS, 1, sequenced(STRANGER, 0, 15)));
        steps.add(ids("without a transaction's name", null, -1, -1));
        steps.add(ids("with an empty name", "", -1, -1));
        steps.add(ids("of a producer without its epoch", null, 5, -1));
        steps.add(read("producers", ApiKeys.DESCRIBE_PRODUCERS, 0, peer -> producers(ORDERS, 1)));
        steps.add(read("producers of none", ApiKeys.DESCRIBE_PRODUCERS, 0, peer -> producers(ORDERS, 9)));
        return steps;
    }

    static List<Step> fetching() {
        List<Step> steps = new ArrayList<>();
        for (int version : new int[] {4, 5, 7, 9, 11, 12, 13, 15, 16, 17})
            steps.add(fetch("from the start", version, ORDERS, 0, partition -> {}));
        steps.add(fetch("inside a batch", 12, ORDERS, 0, partition -> partition.setFetchOffset(4)));
        steps.add(fetch("the end", 12, ORDERS, 0, partition -> partition.setFetchOffset(33)));
        steps.add(fetch("beyond the end", 12, ORDERS, 0, partition -> partition.setFetchOffset(34)));
        steps.add(fetch("a negative offset", 12, ORDERS, 0, partition -> partition.setFetchOffset(-5)));
        steps.add(fetch("one byte", 12, ORDERS, 0, partition -> partition.setPartitionMaxBytes(1)));
        steps.add(fetch("no bytes", 12, ORDERS, 0, partition -> partition.setPartitionMaxBytes(0)));
        steps.add(fetch("the epoch", 12, ORDERS, 0, partition -> partition.setCurrentLeaderEpoch(0)));
        steps.add(fetch("an epoch to come", 12, ORDERS, 0, partition -> partition.setCurrentLeaderEpoch(9)));
        steps.add(fetch("an unknown partition", 12, ORDERS, 7, partition -> {}));
        steps.add(fetch("an unknown topic", 12, "unknown", 0, partition -> {}));
        steps.add(fetch("an unknown id", 13, "unknown", 0, partition -> {}));
        steps.add(fetch("what a producer sent", 12, ORDERS, 1, partition -> {}));
        steps.add(read("fetch: an unknown session", ApiKeys.FETCH, 12, peer -> fetchData(
                        peer, (short) 12, ORDERS, 0, partition -> {})
                .setSessionId(77)
                .setSessionEpoch(3)));
        steps.add(read("fetch: at most one byte of all", ApiKeys.FETCH, 12, peer -> fetchData(
                        peer, (short) 12, ORDERS, 0, partition -> {})
                .setMaxBytes(1)));
        steps.add(read("fetch: what is committed", ApiKeys.FETCH, 12, peer -> fetchData(
                        peer, (short) 12, ORDERS, 0, partition -> {})
                .setIsolationLevel((byte) 1)));
        return steps;
    }

    static List<Step> offsets() {
        List<Step> steps = new ArrayList<>();
        long[] times = {-1, -2, -3, -4, -5, TIME, TIME + 1, TIME + 2, TIME + 3, 0};
        for (long time : times) steps.add(offset("at " + time, 9, ORDERS, 0, time));
        for (int version : new int[] {1, 2, 4, 5, 6, 7, 10}) steps.add(offset("the end", version, ORDERS, 0, -1));
        steps.add(offset("not yet uploaded", 11, ORDERS, 0, -6));
        steps.add(offset("of an unknown partition", 9, ORDERS, 7, -1));
        steps.add(offset("of an unknown topic", 9, "unknown", 0, -1));
        steps.add(offset("at an odd time", 9, ORDERS, 0, -20));
        steps.add(epochEnd("the epoch", 0, -1));
        steps.add(epochEnd("an epoch to come", 5, -1));
        steps.add(epochEnd("a wrong epoch of the leader", 0, 8));
        steps.add(remove("some records", ORDERS, 0, 4));
        steps.add(remove("what is removed already", ORDERS, 0, 2));
        steps.add(remove("beyond the end", ORDERS, 0, 1000));
        steps.add(remove("a negative offset", ORDERS, 0, -5));
        steps.add(remove("of an unknown topic", "unknown", 0, 1));
        steps.add(fetch("what was removed", 12, ORDERS, 0, partition -> partition.setFetchOffset(1)));
        steps.add(offset("the start after removal", 9, ORDERS, 0, -2));
        steps.add(remove("all records", ORDERS, 1, -1));
        return steps;
    }

    private static Step produce(String name, int version, String topic, int partition, MemoryRecords records) {
        return change(
                "produce: " + name,
                ApiKeys.PRODUCE,
                version,
                peer -> data(peer, (short) version, topic, partition, records));
    }

    private static ProduceRequestData data(
            Peer peer, short version, String topic, int partition, MemoryRecords records) {
        ProduceRequestData.TopicProduceData data = new ProduceRequestData.TopicProduceData()
                .setPartitionData(List.of(new ProduceRequestData.PartitionProduceData()
                        .setIndex(partition)
                        .setRecords(records)));
        if (version >= 13) data.setTopicId(id(peer, topic));
        else data.setName(topic);
        ProduceRequestData request =
                new ProduceRequestData().setAcks((short) -1).setTimeoutMs(15_000);
        request.topicData().add(data);
        return request;
    }

    private static Uuid id(Peer peer, String topic) {
        return topic.equals("unknown") ? new Uuid(7, 7) : peer.topicId(topic);
    }

    private static MemoryRecords plain(Compression compression, int count) {
        return MemoryRecords.withRecords(compression, records(count));
    }

    private static SimpleRecord[] records(int count) {
        SimpleRecord[] records = new SimpleRecord[count];
        for (int i = 0; i < count; i++) records[i] = new SimpleRecord(TIME + i, null, ("value " + i).getBytes());
        return records;
    }

    private static MemoryRecords sequenced(int epoch, int sequence) {
        return sequenced(PRODUCER, epoch, sequence);
    }

    private static MemoryRecords sequenced(long producer, int epoch, int sequence) {
        return MemoryRecords.withIdempotentRecords(Compression.NONE, producer, (short) epoch, sequence, records(2));
    }

    private static Step ids(String name, String transaction, long producer, int epoch) {
        // Apache Kafka must fetch ids first and asks for patience until it has some
        return read("producer id: " + name, ApiKeys.INIT_PRODUCER_ID, 4, peer -> new InitProducerIdRequestData()
                .setTransactionalId(transaction)
                .setTransactionTimeoutMs(60_000)
                .setProducerId(producer)
                .setProducerEpoch((short) epoch));
    }

    private static MemoryRecords large() {
        return MemoryRecords.withRecords(Compression.NONE, new SimpleRecord(TIME, null, new byte[2 * BYTES_MAX]));
    }

    private static MemoryRecords flipped(MemoryRecords records) {
        records.buffer().put(records.sizeInBytes() - 3, (byte) '!');
        return records;
    }

    private static MemoryRecords cut(MemoryRecords records) {
        return MemoryRecords.readableRecords(records.buffer().duplicate().limit(records.sizeInBytes() - 5));
    }

    private static DescribeProducersRequestData producers(String topic, int partition) {
        DescribeProducersRequestData request = new DescribeProducersRequestData();
        request.topics()
                .add(new DescribeProducersRequestData.TopicRequest()
                        .setName(topic)
                        .setPartitionIndexes(List.of(partition)));
        return request;
    }

    private static Step fetch(
            String name, int version, String topic, int partition, Consumer<FetchRequestData.FetchPartition> more) {
        return read(
                "fetch: " + name,
                ApiKeys.FETCH,
                version,
                peer -> fetchData(peer, (short) version, topic, partition, more));
    }

    private static FetchRequestData fetchData(
            Peer peer, short version, String topic, int partition, Consumer<FetchRequestData.FetchPartition> more) {
        FetchRequestData.FetchPartition asked =
                new FetchRequestData.FetchPartition().setPartition(partition).setPartitionMaxBytes(BYTES_MAX);
        more.accept(asked);
        FetchRequestData.FetchTopic data = new FetchRequestData.FetchTopic().setPartitions(List.of(asked));
        if (version >= 13) data.setTopicId(id(peer, topic));
        else data.setTopic(topic);
        return new FetchRequestData()
                .setMaxWaitMs(0)
                .setMinBytes(0)
                .setMaxBytes(BYTES_MAX)
                .setSessionEpoch(-1)
                .setTopics(List.of(data));
    }

    private static Step offset(String name, int version, String topic, int partition, long time) {
        return read("offset: " + name, ApiKeys.LIST_OFFSETS, version, peer -> new ListOffsetsRequestData()
                .setReplicaId(-1)
                .setTopics(List.of(new ListOffsetsRequestData.ListOffsetsTopic()
                        .setName(topic)
                        .setPartitions(List.of(new ListOffsetsRequestData.ListOffsetsPartition()
                                .setPartitionIndex(partition)
                                .setTimestamp(time))))));
    }

    private static Step epochEnd(String name, int epoch, int current) {
        return read("epoch: " + name, ApiKeys.OFFSET_FOR_LEADER_EPOCH, 4, peer -> {
            OffsetForLeaderEpochRequestData request = new OffsetForLeaderEpochRequestData().setReplicaId(-2);
            request.topics()
                    .add(new OffsetForLeaderEpochRequestData.OffsetForLeaderTopic()
                            .setTopic(ORDERS)
                            .setPartitions(List.of(new OffsetForLeaderEpochRequestData.OffsetForLeaderPartition()
                                    .setPartition(0)
                                    .setCurrentLeaderEpoch(current)
                                    .setLeaderEpoch(epoch))));
            return request;
        });
    }

    private static Step remove(String name, String topic, int partition, long before) {
        return change("remove: " + name, ApiKeys.DELETE_RECORDS, 2, peer -> new DeleteRecordsRequestData()
                .setTimeoutMs(15_000)
                .setTopics(List.of(new DeleteRecordsRequestData.DeleteRecordsTopic()
                        .setName(topic)
                        .setPartitions(List.of(new DeleteRecordsRequestData.DeleteRecordsPartition()
                                .setPartitionIndex(partition)
                                .setOffset(before))))));
    }
}
