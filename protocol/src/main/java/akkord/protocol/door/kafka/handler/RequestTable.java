package akkord.protocol.door.kafka.handler;

import static akkord.protocol.door.kafka.connection.Served.Where.EVENT_LOOP;
import static akkord.protocol.door.kafka.connection.Served.Where.WORKER;

import akkord.protocol.door.kafka.connection.RequestKinds;
import akkord.protocol.door.kafka.connection.Served;
import akkord.protocol.share.ShareOffsets;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.protocol.ApiKeys;
import org.jspecify.annotations.Nullable;

/** Every request kind that is served, with the versions that are honoured. A new kind is a handler and a row. */
public final class RequestTable implements RequestKinds {

    private static final String SESSIONS_MAX = "max.incremental.fetch.session.cache.slots";

    private final List<Served> rows;
    private final @Nullable Served[] byKey;

    /** @param topicWaitMax how long a client is kept waiting until topics it made serve */
    public RequestTable(KafkaDoorContext context, Duration topicWaitMax) {
        Leaders leaders = new Leaders(context);
        CurrentLeaders current = new CurrentLeaders(context);
        TopicReadiness readiness = new TopicReadiness(context, leaders, topicWaitMax);
        TopicDescriptions topics = new TopicDescriptions(leaders);
        AutoCreation autoCreation = new AutoCreation(context, readiness);
        FetchSessions sessions = new FetchSessions(context.settings().integer(SESSIONS_MAX));
        ShareOffsets shareOffsets = new ShareOffsets(context::groups, context::shares);
        ShareDoor shares = ShareDoor.of(context, leaders, current);
        rows = List.of(
                new Served(ApiKeys.PRODUCE, 3, 13, EVENT_LOOP, new ProduceHandler(leaders, current)),
                new Served(ApiKeys.FETCH, 4, 18, EVENT_LOOP, new FetchHandler(context, leaders, sessions, current)),
                new Served(ApiKeys.LIST_OFFSETS, 1, 11, WORKER, new ListOffsetsHandler(leaders)),
                new Served(ApiKeys.METADATA, 0, 13, EVENT_LOOP, new MetadataHandler(context, topics, autoCreation)),
                new Served(
                        ApiKeys.FIND_COORDINATOR,
                        0,
                        6,
                        EVENT_LOOP,
                        new FindCoordinatorHandler(new Coordinators(context))),
                new Served(ApiKeys.JOIN_GROUP, 0, 9, EVENT_LOOP, new JoinGroupHandler(context)),
                new Served(ApiKeys.SYNC_GROUP, 0, 5, EVENT_LOOP, new SyncGroupHandler(context)),
                new Served(ApiKeys.HEARTBEAT, 0, 4, EVENT_LOOP, new HeartbeatHandler(context)),
                new Served(ApiKeys.LEAVE_GROUP, 0, 5, EVENT_LOOP, new LeaveGroupHandler(context)),
                new Served(ApiKeys.OFFSET_COMMIT, 2, 10, EVENT_LOOP, new OffsetCommitHandler(context)),
                new Served(ApiKeys.OFFSET_FETCH, 1, 10, EVENT_LOOP, new OffsetFetchHandler(context)),
                new Served(ApiKeys.OFFSET_DELETE, 0, 0, EVENT_LOOP, new OffsetDeleteHandler(context)),
                new Served(ApiKeys.DESCRIBE_GROUPS, 0, 6, EVENT_LOOP, new DescribeGroupsHandler(context)),
                new Served(ApiKeys.LIST_GROUPS, 0, 5, EVENT_LOOP, new ListGroupsHandler(context)),
                new Served(
                        ApiKeys.CONSUMER_GROUP_HEARTBEAT, 0, 1, EVENT_LOOP, new ConsumerGroupHeartbeatHandler(context)),
                new Served(
                        ApiKeys.CONSUMER_GROUP_DESCRIBE, 0, 1, EVENT_LOOP, new ConsumerGroupDescribeHandler(context)),
                new Served(ApiKeys.SHARE_GROUP_HEARTBEAT, 1, 1, EVENT_LOOP, new ShareGroupHeartbeatHandler(context)),
                new Served(ApiKeys.SHARE_GROUP_DESCRIBE, 1, 1, EVENT_LOOP, new ShareGroupDescribeHandler(context)),
                new Served(ApiKeys.SHARE_FETCH, 1, 2, EVENT_LOOP, new ShareFetchHandler(context, shares)),
                new Served(ApiKeys.SHARE_ACKNOWLEDGE, 1, 2, EVENT_LOOP, new ShareAcknowledgeHandler(shares)),
                new Served(
                        ApiKeys.DESCRIBE_SHARE_GROUP_OFFSETS,
                        0,
                        1,
                        EVENT_LOOP,
                        new DescribeShareGroupOffsetsHandler(context, shareOffsets)),
                new Served(
                        ApiKeys.ALTER_SHARE_GROUP_OFFSETS,
                        0,
                        0,
                        EVENT_LOOP,
                        new AlterShareGroupOffsetsHandler(context, shareOffsets)),
                new Served(
                        ApiKeys.DELETE_SHARE_GROUP_OFFSETS,
                        0,
                        0,
                        EVENT_LOOP,
                        new DeleteShareGroupOffsetsHandler(context, shareOffsets)),
                new Served(ApiKeys.DELETE_GROUPS, 0, 2, EVENT_LOOP, new DeleteGroupsHandler(shareOffsets)),
                new Served(ApiKeys.API_VERSIONS, 0, 5, EVENT_LOOP, new ApiVersionsHandler(context, this::rows)),
                new Served(ApiKeys.CREATE_TOPICS, 2, 7, EVENT_LOOP, new CreateTopicsHandler(context, readiness)),
                new Served(ApiKeys.DELETE_TOPICS, 1, 6, EVENT_LOOP, new DeleteTopicsHandler(context, topicWaitMax)),
                new Served(ApiKeys.DELETE_RECORDS, 0, 2, EVENT_LOOP, new DeleteRecordsHandler(leaders)),
                new Served(
                        ApiKeys.INIT_PRODUCER_ID,
                        0,
                        5,
                        EVENT_LOOP,
                        new InitProducerIdHandler(new ProducerIds(context))),
                new Served(ApiKeys.OFFSET_FOR_LEADER_EPOCH, 2, 4, EVENT_LOOP, new OffsetForLeaderEpochHandler(leaders)),
                new Served(ApiKeys.DESCRIBE_CONFIGS, 1, 4, EVENT_LOOP, new DescribeConfigsHandler(context)),
                new Served(ApiKeys.ALTER_CONFIGS, 0, 2, EVENT_LOOP, new AlterConfigsHandler(context)),
                new Served(ApiKeys.DESCRIBE_LOG_DIRS, 1, 5, WORKER, new DescribeLogDirsHandler(context)),
                new Served(
                        ApiKeys.CREATE_PARTITIONS, 0, 3, EVENT_LOOP, new CreatePartitionsHandler(context, readiness)),
                new Served(
                        ApiKeys.INCREMENTAL_ALTER_CONFIGS,
                        0,
                        1,
                        EVENT_LOOP,
                        new IncrementalAlterConfigsHandler(context)),
                new Served(ApiKeys.DESCRIBE_CLUSTER, 0, 2, EVENT_LOOP, new DescribeClusterHandler(context)),
                new Served(ApiKeys.DESCRIBE_PRODUCERS, 0, 0, EVENT_LOOP, new DescribeProducersHandler(leaders)),
                new Served(ApiKeys.LIST_CONFIG_RESOURCES, 0, 1, EVENT_LOOP, new ListConfigResourcesHandler(context)),
                new Served(
                        ApiKeys.DESCRIBE_TOPIC_PARTITIONS,
                        0,
                        0,
                        EVENT_LOOP,
                        new DescribeTopicPartitionsHandler(context, leaders)),
                new Served(ApiKeys.ELECT_LEADERS, 0, 2, EVENT_LOOP, new ElectLeadersHandler(context)),
                new Served(
                        ApiKeys.ALTER_PARTITION_REASSIGNMENTS,
                        0,
                        1,
                        EVENT_LOOP,
                        new AlterPartitionReassignmentsHandler(context)),
                new Served(
                        ApiKeys.LIST_PARTITION_REASSIGNMENTS,
                        0,
                        0,
                        EVENT_LOOP,
                        new ListPartitionReassignmentsHandler(context)),
                new Served(ApiKeys.DESCRIBE_QUORUM, 0, 2, EVENT_LOOP, new DescribeQuorumHandler(context)),
                new Served(ApiKeys.UNREGISTER_BROKER, 0, 0, EVENT_LOOP, new UnregisterBrokerHandler(context)));
        byKey = new Served[1 + rows.stream().mapToInt(row -> row.key().id).max().orElse(0)];
        rows.forEach(row -> byKey[row.key().id] = row);
    }

    public List<Served> rows() {
        return rows;
    }

    @Override
    public @Nullable Served find(short apiKey) {
        return apiKey < 0 || apiKey >= byKey.length ? null : byKey[apiKey];
    }
}
