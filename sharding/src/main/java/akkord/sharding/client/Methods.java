package akkord.sharding.client;

import akkord.protocol.grpc.v1.AddPartitionsRequest;
import akkord.protocol.grpc.v1.AddPartitionsResponse;
import akkord.protocol.grpc.v1.AlterTopicConfigRequest;
import akkord.protocol.grpc.v1.AlterTopicConfigResponse;
import akkord.protocol.grpc.v1.ClusterEvent;
import akkord.protocol.grpc.v1.ConsumeRequest;
import akkord.protocol.grpc.v1.ConsumeResponse;
import akkord.protocol.grpc.v1.CreateTopicRequest;
import akkord.protocol.grpc.v1.CreateTopicResponse;
import akkord.protocol.grpc.v1.DeleteGroupRequest;
import akkord.protocol.grpc.v1.DeleteGroupResponse;
import akkord.protocol.grpc.v1.DeleteTopicRequest;
import akkord.protocol.grpc.v1.DeleteTopicResponse;
import akkord.protocol.grpc.v1.DescribeClusterRequest;
import akkord.protocol.grpc.v1.DescribeClusterResponse;
import akkord.protocol.grpc.v1.DescribeGroupRequest;
import akkord.protocol.grpc.v1.DescribeGroupResponse;
import akkord.protocol.grpc.v1.DescribeTopicRequest;
import akkord.protocol.grpc.v1.DescribeTopicResponse;
import akkord.protocol.grpc.v1.FetchRequest;
import akkord.protocol.grpc.v1.FetchResponse;
import akkord.protocol.grpc.v1.ListGroupsRequest;
import akkord.protocol.grpc.v1.ListGroupsResponse;
import akkord.protocol.grpc.v1.ListTopicsRequest;
import akkord.protocol.grpc.v1.ListTopicsResponse;
import akkord.protocol.grpc.v1.ProduceRequest;
import akkord.protocol.grpc.v1.ProduceResponse;
import akkord.protocol.grpc.v1.RemoveNodeRequest;
import akkord.protocol.grpc.v1.RemoveNodeResponse;
import akkord.protocol.grpc.v1.SetGroupOffsetsRequest;
import akkord.protocol.grpc.v1.SetGroupOffsetsResponse;
import akkord.protocol.grpc.v1.WatchClusterRequest;
import com.google.protobuf.Message;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.protobuf.ProtoUtils;

/** Every call there is, by name. The generated ones are private to clients that need an actor system. */
public final class Methods {

    public static final MethodDescriptor<CreateTopicRequest, CreateTopicResponse> CREATE_TOPIC =
            unary("Topics/Create", CreateTopicRequest.getDefaultInstance(), CreateTopicResponse.getDefaultInstance());
    public static final MethodDescriptor<ListTopicsRequest, ListTopicsResponse> LIST_TOPICS =
            unary("Topics/List", ListTopicsRequest.getDefaultInstance(), ListTopicsResponse.getDefaultInstance());
    public static final MethodDescriptor<DescribeTopicRequest, DescribeTopicResponse> DESCRIBE_TOPIC = unary(
            "Topics/Describe", DescribeTopicRequest.getDefaultInstance(), DescribeTopicResponse.getDefaultInstance());
    public static final MethodDescriptor<DeleteTopicRequest, DeleteTopicResponse> DELETE_TOPIC =
            unary("Topics/Delete", DeleteTopicRequest.getDefaultInstance(), DeleteTopicResponse.getDefaultInstance());
    public static final MethodDescriptor<AlterTopicConfigRequest, AlterTopicConfigResponse> ALTER_CONFIG = unary(
            "Topics/AlterConfig",
            AlterTopicConfigRequest.getDefaultInstance(),
            AlterTopicConfigResponse.getDefaultInstance());
    public static final MethodDescriptor<AddPartitionsRequest, AddPartitionsResponse> ADD_PARTITIONS = unary(
            "Topics/AddPartitions",
            AddPartitionsRequest.getDefaultInstance(),
            AddPartitionsResponse.getDefaultInstance());
    public static final MethodDescriptor<DescribeClusterRequest, DescribeClusterResponse> DESCRIBE_CLUSTER = unary(
            "Cluster/Describe",
            DescribeClusterRequest.getDefaultInstance(),
            DescribeClusterResponse.getDefaultInstance());
    public static final MethodDescriptor<WatchClusterRequest, ClusterEvent> WATCH_CLUSTER = method(
            MethodType.SERVER_STREAMING,
            "Cluster/Watch",
            WatchClusterRequest.getDefaultInstance(),
            ClusterEvent.getDefaultInstance());
    public static final MethodDescriptor<RemoveNodeRequest, RemoveNodeResponse> REMOVE_NODE = unary(
            "Cluster/RemoveNode", RemoveNodeRequest.getDefaultInstance(), RemoveNodeResponse.getDefaultInstance());
    public static final MethodDescriptor<ProduceRequest, ProduceResponse> PRODUCE =
            unary("Producer/Produce", ProduceRequest.getDefaultInstance(), ProduceResponse.getDefaultInstance());
    public static final MethodDescriptor<ProduceRequest, ProduceResponse> PRODUCE_STREAM = method(
            MethodType.BIDI_STREAMING,
            "Producer/ProduceStream",
            ProduceRequest.getDefaultInstance(),
            ProduceResponse.getDefaultInstance());
    public static final MethodDescriptor<FetchRequest, FetchResponse> FETCH =
            unary("Fetch/Fetch", FetchRequest.getDefaultInstance(), FetchResponse.getDefaultInstance());
    public static final MethodDescriptor<FetchRequest, FetchResponse> FETCH_STREAM = method(
            MethodType.SERVER_STREAMING,
            "Fetch/FetchStream",
            FetchRequest.getDefaultInstance(),
            FetchResponse.getDefaultInstance());

    public static final MethodDescriptor<ConsumeRequest, ConsumeResponse> CONSUME = method(
            MethodType.BIDI_STREAMING,
            "Consumer/Consume",
            ConsumeRequest.getDefaultInstance(),
            ConsumeResponse.getDefaultInstance());
    public static final MethodDescriptor<ListGroupsRequest, ListGroupsResponse> LIST_GROUPS =
            unary("Groups/List", ListGroupsRequest.getDefaultInstance(), ListGroupsResponse.getDefaultInstance());
    public static final MethodDescriptor<DescribeGroupRequest, DescribeGroupResponse> DESCRIBE_GROUP = unary(
            "Groups/Describe", DescribeGroupRequest.getDefaultInstance(), DescribeGroupResponse.getDefaultInstance());
    public static final MethodDescriptor<SetGroupOffsetsRequest, SetGroupOffsetsResponse> SET_GROUP_OFFSETS = unary(
            "Groups/SetOffsets",
            SetGroupOffsetsRequest.getDefaultInstance(),
            SetGroupOffsetsResponse.getDefaultInstance());
    public static final MethodDescriptor<DeleteGroupRequest, DeleteGroupResponse> DELETE_GROUP =
            unary("Groups/Delete", DeleteGroupRequest.getDefaultInstance(), DeleteGroupResponse.getDefaultInstance());

    private Methods() {}

    private static <Q extends Message, R extends Message> MethodDescriptor<Q, R> unary(
            String name, Q request, R response) {
        return method(MethodType.UNARY, name, request, response);
    }

    private static <Q extends Message, R extends Message> MethodDescriptor<Q, R> method(
            MethodType type, String name, Q request, R response) {
        return MethodDescriptor.<Q, R>newBuilder()
                .setType(type)
                .setFullMethodName("akkord.v1." + name)
                .setRequestMarshaller(ProtoUtils.marshaller(request))
                .setResponseMarshaller(ProtoUtils.marshaller(response))
                .build();
    }
}
