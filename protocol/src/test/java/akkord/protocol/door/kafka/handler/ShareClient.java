package akkord.protocol.door.kafka.handler;

import static org.assertj.core.api.Assertions.assertThat;

import akkord.protocol.config.BrokerSettings;
import akkord.protocol.domain.TopicPartition;
import akkord.protocol.door.kafka.connection.EmbeddedConnection;
import akkord.protocol.door.kafka.connection.RequestKinds;
import akkord.protocol.door.kafka.connection.Served;
import akkord.protocol.metadata.MetadataCache;
import akkord.protocol.partition.LocalPartition;
import akkord.protocol.partition.LocalPartitions;
import akkord.protocol.partition.PartitionCommand;
import akkord.protocol.partition.PartitionCommand.AwaitRecords;
import akkord.protocol.share.OffsetRange;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ShareAcknowledgeRequestData;
import org.apache.kafka.common.message.ShareAcknowledgeResponseData;
import org.apache.kafka.common.message.ShareFetchRequestData;
import org.apache.kafka.common.message.ShareFetchRequestData.AcknowledgementBatch;
import org.apache.kafka.common.message.ShareFetchRequestData.FetchPartition;
import org.apache.kafka.common.message.ShareFetchRequestData.FetchTopic;
import org.apache.kafka.common.message.ShareFetchResponseData;
import org.apache.kafka.common.message.ShareFetchResponseData.PartitionData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.Record;

/** A connection of a member of a share group, to a node with one topic of real files and keepers that do what they are told. */
final class ShareClient implements AutoCloseable {

    /** Of the connection's own clock, and longer than a test takes. */
    static final int WAIT_MILLIS = 600_000;

    static final int PARTITIONS = 8;
    static final Uuid TOPIC = Ids.wire(FaultyNode.ID);
    private static final int VERSION = 2;

    final List<KeptLog> logs = new ArrayList<>();
    final ScriptedKeepers keepers = new ScriptedKeepers();
    final EmbeddedConnection client;
    private int correlationId;

    ShareClient(Path folder) throws IOException {
        for (int i = 0; i < PARTITIONS; i++)
            logs.add(new KeptLog(new TopicPartition(FaultyNode.TOPIC, i), FaultyNode.ID, folder));
        client = new EmbeddedConnection(kinds());
    }

    private RequestKinds kinds() {
        KafkaDoorContext context = context();
        ShareDoor door = ShareDoor.of(context, new Leaders(context), new CurrentLeaders(context));
        Served fetch = new Served(
                ApiKeys.SHARE_FETCH, 1, VERSION, Served.Where.EVENT_LOOP, new ShareFetchHandler(context, door));
        Served acknowledge = new Served(
                ApiKeys.SHARE_ACKNOWLEDGE, 1, VERSION, Served.Where.EVENT_LOOP, new ShareAcknowledgeHandler(door));
        return key -> key == ApiKeys.SHARE_FETCH.id ? fetch : acknowledge;
    }

    @Override
    public void close() {
        client.close();
        assertThat(logs).allSatisfy(each -> assertThat(each.slicesOpen).isZero());
    }

    private KafkaDoorContext context() {
        LocalPartitions here = new LocalPartitions() {
            @Override
            public LocalPartition find(TopicPartition name) {
                return name.partition() < logs.size() ? logs.get(name.partition()) : null;
            }

            @Override
            public Collection<LocalPartition> all() {
                return List.copyOf(logs);
            }
        };
        MetadataCache metadata = FaultyNode.as(MetadataCache.class, Map.of("image", FaultyNode.image(PARTITIONS + 1)));
        return FaultyNode.as(
                KafkaDoorContext.class,
                Map.of(
                        "nodeId",
                        FaultyNode.SELF,
                        "partitions",
                        here,
                        "metadata",
                        metadata,
                        "shares",
                        keepers,
                        "settings",
                        BrokerSettings.DEFAULTS));
    }

    static ShareFetchRequestData fetch(int epoch, int... partitions) {
        ShareFetchRequestData request = new ShareFetchRequestData()
                .setGroupId("g")
                .setMemberId("ann")
                .setShareSessionEpoch(epoch)
                .setMaxWaitMs(WAIT_MILLIS)
                .setMinBytes(1)
                .setMaxBytes(1_000_000)
                .setMaxRecords(100);
        if (partitions.length == 0) return request;
        FetchTopic topic = new FetchTopic().setTopicId(TOPIC);
        for (int partition : partitions) topic.partitions().add(new FetchPartition().setPartitionIndex(partition));
        request.topics().add(topic);
        return request;
    }

    static ShareFetchRequestData acknowledge(ShareFetchRequestData request, long first, long last, int... types) {
        AcknowledgementBatch batch =
                new AcknowledgementBatch().setFirstOffset(first).setLastOffset(last);
        for (int type : types) batch.acknowledgeTypes().add((byte) type);
        request.topics()
                .find(TOPIC)
                .partitions()
                .find(0)
                .acknowledgementBatches()
                .add(batch);
        return request;
    }

    static ShareAcknowledgeRequestData acknowledgement(int epoch, int partition, long first, long last, int type) {
        ShareAcknowledgeRequestData.AcknowledgePartition named =
                new ShareAcknowledgeRequestData.AcknowledgePartition().setPartitionIndex(partition);
        named.acknowledgementBatches()
                .add(new ShareAcknowledgeRequestData.AcknowledgementBatch()
                        .setFirstOffset(first)
                        .setLastOffset(last)
                        .setAcknowledgeTypes(List.of((byte) type)));
        ShareAcknowledgeRequestData.AcknowledgeTopic topic =
                new ShareAcknowledgeRequestData.AcknowledgeTopic().setTopicId(TOPIC);
        topic.partitions().add(named);
        ShareAcknowledgeRequestData request = new ShareAcknowledgeRequestData()
                .setGroupId("g")
                .setMemberId("ann")
                .setShareSessionEpoch(epoch);
        request.topics().add(topic);
        return request;
    }

    void send(ShareFetchRequestData request) {
        client.receive(EmbeddedConnection.request(ApiKeys.SHARE_FETCH, VERSION, ++correlationId, request));
    }

    void send(ShareAcknowledgeRequestData request) {
        client.receive(EmbeddedConnection.request(ApiKeys.SHARE_ACKNOWLEDGE, VERSION, ++correlationId, request));
    }

    ShareFetchResponseData answer() {
        return client.answer(ApiKeys.SHARE_FETCH, VERSION, new ShareFetchResponseData());
    }

    ShareAcknowledgeResponseData acknowledged() {
        return client.answer(ApiKeys.SHARE_ACKNOWLEDGE, VERSION, new ShareAcknowledgeResponseData());
    }

    static ShareAcknowledgeResponseData.PartitionData only(ShareAcknowledgeResponseData response) {
        return response.responses().find(TOPIC).partitions().get(0);
    }

    static PartitionData partition(ShareFetchResponseData response, int index) {
        assertThat(response.errorCode()).isZero();
        return response.responses().find(TOPIC).partitions().stream()
                .filter(each -> each.partitionIndex() == index)
                .findAny()
                .orElseThrow();
    }

    static List<Long> offsets(PartitionData data) {
        List<Long> offsets = new ArrayList<>();
        for (Record record : ((MemoryRecords) data.records()).records()) offsets.add(record.offset());
        return offsets;
    }

    static List<OffsetRange> acquired(PartitionData data) {
        return data.acquiredRecords().stream()
                .map(range -> new OffsetRange(range.firstOffset(), range.lastOffset()))
                .toList();
    }

    static List<OffsetRange> ranges(long... firstsAndLasts) {
        List<OffsetRange> ranges = new ArrayList<>();
        for (int i = 0; i < firstsAndLasts.length; i += 2)
            ranges.add(new OffsetRange(firstsAndLasts[i], firstsAndLasts[i + 1]));
        return ranges;
    }

    static AwaitRecords awaitedRecords(KeptLog of) {
        PartitionCommand command = of.inbox.receiveMessage();
        assertThat(command).isInstanceOf(AwaitRecords.class);
        return (AwaitRecords) command;
    }
}
