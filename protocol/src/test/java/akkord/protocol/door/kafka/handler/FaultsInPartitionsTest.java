package akkord.protocol.door.kafka.handler;

import static org.assertj.core.api.Assertions.assertThat;

import akkord.protocol.door.kafka.connection.EmbeddedConnection;
import akkord.protocol.door.kafka.handler.FaultyNode.FaultyPartition;
import akkord.protocol.partition.DamagedLogException;
import akkord.protocol.partition.PartitionCommand;
import akkord.protocol.partition.PartitionCommand.AwaitLogEnd;
import akkord.protocol.partition.PartitionCommand.ReportDamage;
import akkord.protocol.partition.PartitionView.Role;
import io.netty.buffer.ByteBuf;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.FetchRequestData.ReplicaState;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.ListOffsetsRequestData;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsPartition;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsTopic;
import org.apache.kafka.common.message.ListOffsetsResponseData;
import org.apache.kafka.common.message.ListOffsetsResponseData.ListOffsetsPartitionResponse;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.message.ProduceResponseData.PartitionProduceResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.apache.kafka.common.requests.ListOffsetsRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever goes wrong with a partition, its request is answered, keeps nothing and leaves the others their turn. */
class FaultsInPartitionsTest {

    private static final int PRODUCE = 9;
    private static final int FETCH = 11;
    private static final int FOLLOW = 15;

    /** Well beyond the pause between two looks for the leader of a batch that waits. */
    private static final int LOOK_MILLIS = 10;

    private final FaultyNode node = new FaultyNode(3);
    private final FaultyPartition faulty = node.partitions.get(0);
    private final FaultyPartition other = node.partitions.get(1);
    private final EmbeddedConnection client = new EmbeddedConnection(node.table());

    @AfterEach
    void close() {
        client.close();
    }

    private static void fault() {
        throw new IllegalStateException("planted");
    }

    private static ByteBuf produce(int... partitions) {
        TopicProduceData topic = new TopicProduceData().setName(FaultyNode.TOPIC);
        for (int partition : partitions)
            topic.partitionData()
                    .add(new PartitionProduceData()
                            .setIndex(partition)
                            .setRecords(
                                    MemoryRecords.withRecords(Compression.NONE, new SimpleRecord(1, new byte[100]))));
        ProduceRequestData request = new ProduceRequestData().setAcks((short) 1).setTimeoutMs(10_000);
        request.topicData().add(topic);
        return EmbeddedConnection.request(ApiKeys.PRODUCE, PRODUCE, 1, request);
    }

    private List<PartitionProduceResponse> produced() {
        assertThat(client.hasAnswer()).as("the request is answered").isTrue();
        return client.answer(ApiKeys.PRODUCE, PRODUCE, new ProduceResponseData())
                .responses()
                .iterator()
                .next()
                .partitionResponses();
    }

    private void assertBothRefused(List<PartitionProduceResponse> slots) {
        assertThat(slots.get(0).errorCode()).isEqualTo(Errors.UNKNOWN_SERVER_ERROR.code());
        assertThat(slots.get(0).errorMessage()).contains("log says why");
        assertThat(slots.get(1).errorCode()).isEqualTo(Errors.NOT_LEADER_OR_FOLLOWER.code());
    }

    @Test
    void aWaitingBatchThatCannotBeTakenIsRefusedAndItsBytesAreLetGo() {
        faulty.role = other.role = Role.FOLLOWER;
        ByteBuf request = produce(0, 1);
        client.receive(request);
        assertThat(client.hasAnswer()).as("both wait for their leader").isFalse();
        faulty.role = Role.LEADER;
        faulty.onAsk = FaultsInPartitionsTest::fault;
        other.role = Role.OFFLINE;
        client.pass(LOOK_MILLIS);
        assertBothRefused(produced());
        assertThat(request.refCnt()).as("the bytes of the request").isZero();
    }

    @Test
    void aWaitingBatchWhosePartitionCannotBeLookedAtIsRefusedAndTheOthersHaveTheirTurn() {
        faulty.role = other.role = Role.FOLLOWER;
        ByteBuf request = produce(0, 1);
        client.receive(request);
        faulty.onLook = FaultsInPartitionsTest::fault;
        client.pass(LOOK_MILLIS);
        other.role = Role.OFFLINE;
        client.pass(LOOK_MILLIS);
        assertBothRefused(produced());
        assertThat(request.refCnt()).isZero();
    }

    private static ByteBuf fetch(int maxWaitMillis) {
        FetchTopic topic = new FetchTopic().setTopic(FaultyNode.TOPIC);
        for (int i = 0; i < 2; i++)
            topic.partitions()
                    .add(new FetchPartition()
                            .setPartition(1 - i)
                            .setFetchOffset(0)
                            .setPartitionMaxBytes(1000));
        return EmbeddedConnection.request(
                ApiKeys.FETCH,
                FETCH,
                1,
                new FetchRequestData()
                        .setReplicaId(-1)
                        .setSessionEpoch(-1)
                        .setMinBytes(1)
                        .setMaxBytes(1000)
                        .setMaxWaitMs(maxWaitMillis)
                        .setTopics(List.of(topic)));
    }

    private FetchResponseData fetched() {
        assertThat(client.hasAnswer()).as("the request is answered").isTrue();
        return client.answer(ApiKeys.FETCH, FETCH, new FetchResponseData());
    }

    @Test
    void aFetchThatFailsInTheMiddleIsAnsweredAndLetsGoOfWhatWasRead() {
        other.recordBytes = 100;
        faulty.onRead = FaultsInPartitionsTest::fault;
        ByteBuf request = fetch(0);
        client.receive(request);
        assertThat(fetched().errorCode()).isEqualTo(Errors.UNKNOWN_SERVER_ERROR.code());
        assertThat(other.slicesOpen).as("files that are still held").isZero();
        assertThat(request.refCnt()).isZero();
    }

    @Test
    void aFetchThatFailsWhenItHasWaitedIsAnsweredAndLetsGoOfWhatWasRead() {
        client.receive(fetch(100));
        assertThat(client.hasAnswer()).isFalse();
        other.recordBytes = 100;
        faulty.onRead = FaultsInPartitionsTest::fault;
        client.pass(100);
        assertThat(fetched().errorCode()).isEqualTo(Errors.UNKNOWN_SERVER_ERROR.code());
        assertThat(other.slicesOpen).isZero();
        other.recordBytes = 0;
        faulty.onRead = () -> {};
        client.receive(fetch(0));
        assertThat(fetched().responses()).isNotEmpty();
    }

    @Test
    void anAnswerWithFewRecordsIsWrittenIntoMemoryThatNeedNotGrow() {
        other.recordBytes = 100;
        client.receive(fetch(0));
        assertThat(client.spareBytes()).isZero();
        assertThat(fetched().responses()).isNotEmpty();
        assertThat(other.slicesOpen).isZero();
    }

    private static ByteBuf follow(int session, int epoch, int... partitions) {
        FetchTopic topic = new FetchTopic().setTopicId(new Uuid(FaultyNode.ID.high(), FaultyNode.ID.low()));
        for (int partition : partitions)
            topic.partitions().add(new FetchPartition().setPartition(partition).setPartitionMaxBytes(1000));
        return EmbeddedConnection.request(
                ApiKeys.FETCH,
                FOLLOW,
                1,
                new FetchRequestData()
                        .setReplicaState(
                                new ReplicaState().setReplicaId(FaultyNode.SELF).setReplicaEpoch(FaultyNode.NODE_EPOCH))
                        .setSessionId(session)
                        .setSessionEpoch(epoch)
                        .setMinBytes(1)
                        .setMaxBytes(1000)
                        .setMaxWaitMs(100)
                        .setTopics(partitions.length == 0 ? List.of() : List.of(topic)));
    }

    private FetchResponseData followed() {
        assertThat(client.hasAnswer()).as("the request is answered").isTrue();
        return client.answer(ApiKeys.FETCH, FOLLOW, new FetchResponseData());
    }

    @Test
    void aFollowersFetchThatFailsInTheMiddleIsAnsweredAndLetsGoOfWhatWasRead() {
        client.receive(follow(0, 0, 1, 0));
        int session = followed().sessionId();
        assertThat(session).isPositive();
        other.recordBytes = 100;
        faulty.onRead = FaultsInPartitionsTest::fault;
        client.receive(follow(session, 1, 1, 0));
        assertThat(followed().errorCode()).isEqualTo(Errors.UNKNOWN_SERVER_ERROR.code());
        assertThat(other.slicesOpen).as("files that are still held").isZero();
    }

    @Test
    void aFollowersFetchThatFailsWhenItHasWaitedIsAnswered() {
        client.receive(follow(0, 0, 0));
        client.receive(follow(followed().sessionId(), 1));
        assertThat(client.hasAnswer()).as("it waits").isFalse();
        faulty.onRead = FaultsInPartitionsTest::fault;
        for (PartitionCommand told : faulty.inbox.getAllReceived())
            if (told instanceof AwaitLogEnd watch) watch.fetch().complete();
        client.runTasks();
        assertThat(followed().errorCode()).isEqualTo(Errors.UNKNOWN_SERVER_ERROR.code());
    }

    private ListOffsetsPartitionResponse offset(int version, long timestamp) {
        ListOffsetsTopic topic = new ListOffsetsTopic()
                .setName(FaultyNode.TOPIC)
                .setPartitions(List.of(new ListOffsetsPartition().setTimestamp(timestamp)));
        client.receive(EmbeddedConnection.request(
                ApiKeys.LIST_OFFSETS,
                version,
                1,
                new ListOffsetsRequestData().setReplicaId(-1).setTopics(List.of(topic))));
        return client.answer(ApiKeys.LIST_OFFSETS, version, new ListOffsetsResponseData())
                .topics()
                .get(0)
                .partitions()
                .get(0);
    }

    /** By the end its predecessor may have told consumers more than it knows of. */
    @ParameterizedTest
    @CsvSource({"4, LEADER_NOT_AVAILABLE", "5, OFFSET_NOT_AVAILABLE", "11, OFFSET_NOT_AVAILABLE"})
    void aNewLeaderTellsNoEndBeforeItKnowsWhatIsCommitted(int version, Errors why) {
        faulty.highWatermark = 5;
        faulty.epochStartOffset = 10;
        assertThat(offset(version, ListOffsetsRequest.LATEST_TIMESTAMP).errorCode())
                .isEqualTo(why.code());
        assertThat(offset(version, 7).errorCode()).as("at or after a time").isEqualTo(why.code());
        assertThat(offset(version, 3).offset()).as("below what it knows of").isEqualTo(3);
        assertThat(offset(version, ListOffsetsRequest.EARLIEST_TIMESTAMP).errorCode())
                .isZero();
        faulty.highWatermark = 10;
        assertThat(offset(version, ListOffsetsRequest.LATEST_TIMESTAMP).offset())
                .isEqualTo(10);
        assertThat(offset(version, 12).errorCode()).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {3, ListOffsetsRequest.MAX_TIMESTAMP})
    void damageThatIsMetByListOffsetsIsReported(long timestamp) {
        faulty.highWatermark = 5;
        faulty.unreadable = () -> new DamagedLogException(Path.of("00.log"), 7, "a checksum is wrong");
        assertThat(offset(7, timestamp).errorCode()).isEqualTo(Errors.KAFKA_STORAGE_ERROR.code());
        assertThat(faulty.inbox.receiveMessage())
                .isInstanceOfSatisfying(ReportDamage.class, report -> assertThat(report.message())
                        .contains("00.log", "7", "a checksum is wrong"));
    }
}
