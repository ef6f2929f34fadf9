import akkord.protocol.grpc.v1.CreateTopicRequest;
import akkord.protocol.grpc.v1.DescribeTopicRequest;
import akkord.protocol.grpc.v1.Earliest;
import akkord.protocol.grpc.v1.FetchRequest;
import akkord.protocol.grpc.v1.FetchResponse;
import akkord.protocol.grpc.v1.NewRecord;
import akkord.protocol.grpc.v1.PartitionDescription;
import akkord.protocol.grpc.v1.PartitionFetch;
import akkord.protocol.grpc.v1.PartitionRecords;
import akkord.protocol.grpc.v1.ProduceRequest;
import akkord.protocol.grpc.v1.Start;
import akkord.sharding.client.AkkordClient;
import akkord.sharding.client.AnswerStream;
import akkord.sharding.client.Methods;
import akkord.sharding.client.ProduceStream;
import akkord.sharding.client.ServerAddress;
import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The load, from a process of its own.
 *
 * <pre>
 * Load create SERVER TOPIC PARTITIONS
 * Load produce SERVER TOPIC MIB RECORD_BYTES BATCH_BYTES    prints MiB/s
 * Load fetch SERVER TOPIC                                   prints MiB/s
 * </pre>
 */
public final class Load {

    private static final int DISTINCT_REQUESTS = 16;
    private static final double MIB = 1 << 20;

    public static void main(String[] args) throws Exception {
        try (AkkordClient client = new AkkordClient(ServerAddress.parse(args[1]), Duration.ofSeconds(120))) {
            switch (args[0]) {
                case "create" -> create(client, args[2], Integer.parseInt(args[3]));
                case "produce" -> print(produce(
                        client,
                        args[2],
                        Long.parseLong(args[3]) << 20,
                        Integer.parseInt(args[4]),
                        Integer.parseInt(args[5])));
                case "fetch" -> print(fetch(client, args[2]));
                default -> throw new IllegalArgumentException(args[0]);
            }
        }
    }

    private static void print(double mibPerSecond) {
        System.out.printf(Locale.ROOT, "%.1f%n", mibPerSecond);
    }

    private static void create(AkkordClient client, String topic, int partitions) throws InterruptedException {
        client.call(
                Methods.CREATE_TOPIC,
                CreateTopicRequest.newBuilder().setName(topic).setPartitions(partitions).build());
    }

    private static double produce(AkkordClient client, String topic, long bytes, int recordBytes, int batchBytes)
            throws InterruptedException {
        ProduceRequest[] requests = requests(topic, recordBytes, Math.max(1, batchBytes / recordBytes));
        long perRequest = (long) requests[0].getRecordsCount() * recordBytes;
        AtomicLong refused = new AtomicLong();
        ProduceStream stream = client.produceStream((request, response) -> {
            if (response.hasError() && refused.getAndIncrement() == 0) System.err.println(response.getError());
        });
        long begin = System.nanoTime();
        long sent = 0;
        for (int i = 0; sent < bytes; i++, sent += perRequest) stream.send(requests[i % requests.length]);
        stream.finish(Duration.ofSeconds(120));
        if (refused.get() > 0) throw new IllegalStateException(refused + " requests refused");
        return sent / MIB / ((System.nanoTime() - begin) / 1e9);
    }

    /** Made beforehand, because it is the node that is measured; of bytes that do not compress. */
    private static ProduceRequest[] requests(String topic, int recordBytes, int records) {
        Random random = new Random(42);
        ProduceRequest[] requests = new ProduceRequest[DISTINCT_REQUESTS];
        for (int i = 0; i < requests.length; i++) {
            ProduceRequest.Builder request = ProduceRequest.newBuilder().setTopic(topic);
            for (int r = 0; r < records; r++) {
                byte[] value = new byte[recordBytes];
                random.nextBytes(value);
                request.addRecords(NewRecord.newBuilder().setValue(ByteString.copyFrom(value)));
            }
            requests[i] = request.build();
        }
        return requests;
    }

    private static double fetch(AkkordClient client, String topic) throws InterruptedException {
        FetchRequest.Builder request = FetchRequest.newBuilder().setUntilEnd(true).setMaxBytes(1 << 20);
        for (PartitionDescription partition : client.call(
                        Methods.DESCRIBE_TOPIC,
                        DescribeTopicRequest.newBuilder().setName(topic).build())
                .getTopic()
                .getPartitionsList())
            request.addPartitions(PartitionFetch.newBuilder()
                    .setTopic(topic)
                    .setPartition(partition.getPartition())
                    .setStart(Start.newBuilder().setEarliest(Earliest.getDefaultInstance())));
        long begin = System.nanoTime();
        long bytes = 0;
        try (AnswerStream<FetchRequest, FetchResponse> answers = client.fetchStream(request.build())) {
            for (FetchResponse answer = answers.next(); answer != null; answer = answers.next())
                for (PartitionRecords part : answer.getPartitionsList()) {
                    if (part.hasError()) throw new IllegalStateException(part.getError().getMessage());
                    for (int i = 0; i < part.getRecordsCount(); i++)
                        bytes += part.getRecords(i).getValue().size();
                }
        }
        return bytes / MIB / ((System.nanoTime() - begin) / 1e9);
    }
}
