package akkord.sharding.cli;

import akkord.protocol.grpc.v1.CreateTopicRequest;
import akkord.protocol.grpc.v1.CreateTopicResponse;
import akkord.protocol.grpc.v1.DescribeClusterRequest;
import akkord.protocol.grpc.v1.DescribeClusterResponse;
import akkord.protocol.grpc.v1.DescribeTopicRequest;
import akkord.protocol.grpc.v1.DescribeTopicResponse;
import akkord.protocol.grpc.v1.Failure;
import akkord.protocol.grpc.v1.FetchRequest;
import akkord.protocol.grpc.v1.FetchResponse;
import akkord.protocol.grpc.v1.FetchedRecord;
import akkord.protocol.grpc.v1.ListTopicsResponse;
import akkord.protocol.grpc.v1.NewRecord;
import akkord.protocol.grpc.v1.NodeDescription;
import akkord.protocol.grpc.v1.PartitionDescription;
import akkord.protocol.grpc.v1.PartitionFetch;
import akkord.protocol.grpc.v1.PartitionRecords;
import akkord.protocol.grpc.v1.ProduceRequest;
import akkord.protocol.grpc.v1.ProduceResponse;
import akkord.protocol.grpc.v1.RecordPosition;
import akkord.protocol.grpc.v1.TopicDescription;
import akkord.protocol.grpc.v1.TopicSummary;
import akkord.sharding.client.Methods;
import com.google.protobuf.ByteString;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Speaks the gRPC services on a port of its own, keeps everything in memory: for the commands' edges only. */
final class InMemoryNode implements AutoCloseable {

    private final Map<String, List<List<NewRecord>>> topics = new TreeMap<>();
    private final Server server;
    private final String address;
    private final int port;
    private int turn;

    /** Requests from this one on are refused; then the stream breaks, if {@link #breaks}. */
    int acceptedRequests = Integer.MAX_VALUE;

    boolean breaks;
    int requests;

    /** Leads what this node says that it does not lead; null: this one leads all. */
    @Nullable
    InMemoryNode leader;

    InMemoryNode() throws IOException {
        server = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
                .addService(ServerServiceDefinition.builder("akkord.v1.Topics")
                        .addMethod(Methods.CREATE_TOPIC, (call, headers) -> on(call, this::create))
                        .addMethod(Methods.LIST_TOPICS, (call, headers) -> on(call, (request, c) -> list(c)))
                        .addMethod(Methods.DESCRIBE_TOPIC, (call, headers) -> on(call, this::describe))
                        .build())
                .addService(service(Methods.DESCRIBE_CLUSTER, this::describeCluster))
                .addService(service(Methods.PRODUCE_STREAM, this::produce))
                .addService(service(Methods.FETCH_STREAM, this::fetch))
                .build()
                .start();
        port = server.getPort();
        address = "127.0.0.1:" + port;
    }

    String address() {
        return address;
    }

    synchronized List<NewRecord> records(String topic, int partition) {
        return List.copyOf(topics.get(topic).get(partition));
    }

    synchronized void produced(String topic, int partition, String value) {
        topics.get(topic)
                .get(partition)
                .add(NewRecord.newBuilder()
                        .setValue(ByteString.copyFromUtf8(value))
                        .build());
    }

    synchronized void topic(String name, int partitions) {
        List<List<NewRecord>> all = new ArrayList<>();
        for (int i = 0; i < partitions; i++) all.add(new ArrayList<>());
        topics.put(name, all);
    }

    private synchronized void create(CreateTopicRequest request, ServerCall<?, CreateTopicResponse> call) {
        if (topics.containsKey(request.getName())) {
            call.close(
                    Status.ALREADY_EXISTS.withDescription("Topic " + request.getName() + " exists already."),
                    new Metadata());
            return;
        }
        topic(request.getName(), Math.max(1, request.getPartitions()));
        end(
                call,
                CreateTopicResponse.newBuilder()
                        .setTopic(description(request.getName()))
                        .build());
    }

    private synchronized void list(ServerCall<?, ListTopicsResponse> call) {
        ListTopicsResponse.Builder response = ListTopicsResponse.newBuilder();
        topics.forEach((name, partitions) ->
                response.addTopics(TopicSummary.newBuilder().setName(name).setPartitions(partitions.size())));
        end(call, response.build());
    }

    private synchronized void describe(DescribeTopicRequest request, ServerCall<?, DescribeTopicResponse> call) {
        if (!topics.containsKey(request.getName())) {
            call.close(
                    Status.NOT_FOUND.withDescription("There is no topic " + request.getName() + "."), new Metadata());
            return;
        }
        end(
                call,
                DescribeTopicResponse.newBuilder()
                        .setTopic(description(request.getName()))
                        .build());
    }

    private void describeCluster(DescribeClusterRequest request, ServerCall<?, DescribeClusterResponse> call) {
        DescribeClusterResponse.Builder response = DescribeClusterResponse.newBuilder();
        if (leader != null)
            response.addNodes(
                    NodeDescription.newBuilder().setId(2).setHost("127.0.0.1").setGrpcPort(leader.port));
        end(call, response.build());
    }

    private TopicDescription description(String name) {
        TopicDescription.Builder topic =
                TopicDescription.newBuilder().setName(name).setId("id-of-" + name);
        List<List<NewRecord>> partitions = topics.get(name);
        for (int p = 0; p < partitions.size(); p++) {
            PartitionDescription.Builder partition =
                    PartitionDescription.newBuilder().setPartition(p).setLeader(2);
            if (leader == null)
                partition
                        .setLogStartOffset(0)
                        .setHighWatermark(partitions.get(p).size());
            topic.addPartitions(partition);
        }
        return topic.build();
    }

    private synchronized void produce(ProduceRequest request, ServerCall<?, ProduceResponse> call) {
        ProduceResponse.Builder response = ProduceResponse.newBuilder();
        if (++requests > acceptedRequests) {
            if (breaks) {
                call.close(Status.UNAVAILABLE.withDescription("The node is stopping."), new Metadata());
                return;
            }
            response.setError(Failure.newBuilder()
                    .setCode(8)
                    .setReason("KAFKA_STORAGE_ERROR")
                    .setMessage("No space is left."));
        } else {
            List<List<NewRecord>> partitions = topics.get(request.getTopic());
            int p = request.hasPartition() ? request.getPartition() : turn++ % partitions.size();
            for (NewRecord record : request.getRecordsList()) {
                response.addPositions(RecordPosition.newBuilder()
                        .setPartition(p)
                        .setOffset(partitions.get(p).size()));
                partitions.get(p).add(record);
            }
        }
        call.sendMessage(response.build());
    }

    private synchronized void fetch(FetchRequest request, ServerCall<?, FetchResponse> call) {
        for (PartitionFetch wanted : request.getPartitionsList()) {
            List<NewRecord> records = topics.get(wanted.getTopic()).get(wanted.getPartition());
            PartitionRecords.Builder part = PartitionRecords.newBuilder()
                    .setPartition(wanted.getPartition())
                    .setEnd(true);
            long from = wanted.getStart().getOffset();
            if (from > records.size())
                part.setError(Failure.newBuilder().setCode(11).setMessage("Offset " + from + " is out of range."));
            for (long o = from; o < records.size(); o++) part.addRecords(fetched(records.get((int) o), o));
            call.sendMessage(FetchResponse.newBuilder().addPartitions(part).build());
        }
        call.close(Status.OK, new Metadata());
    }

    private static FetchedRecord fetched(NewRecord record, long offset) {
        FetchedRecord.Builder fetched =
                FetchedRecord.newBuilder().setOffset(offset).setTimestampMs(1_767_225_600_000L + offset);
        if (record.hasKey()) fetched.setKey(record.getKey());
        if (record.hasValue()) fetched.setValue(record.getValue());
        return fetched.addAllHeaders(record.getHeadersList()).build();
    }

    private static <Q, R> ServerServiceDefinition service(
            MethodDescriptor<Q, R> method, BiConsumer<Q, ServerCall<?, R>> handler) {
        String name = method.getServiceName();
        return ServerServiceDefinition.builder(name == null ? "" : name)
                .addMethod(method, (call, headers) -> on(call, handler))
                .build();
    }

    private static <Q, R> ServerCall.Listener<Q> on(ServerCall<Q, R> call, BiConsumer<Q, ServerCall<?, R>> handler) {
        call.sendHeaders(new Metadata());
        call.request(Integer.MAX_VALUE);
        return new ServerCall.Listener<>() {
            @Override
            public void onMessage(Q request) {
                handler.accept(request, call);
            }

            @Override
            public void onHalfClose() {
                if (call.getMethodDescriptor().getType() == MethodDescriptor.MethodType.BIDI_STREAMING)
                    call.close(Status.OK, new Metadata());
            }
        };
    }

    private static <R> void end(ServerCall<?, R> call, R response) {
        call.sendMessage(response);
        call.close(Status.OK, new Metadata());
    }

    @Override
    public void close() {
        server.shutdownNow();
    }
}
