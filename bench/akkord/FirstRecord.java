import akkord.protocol.grpc.v1.CreateTopicRequest;
import akkord.protocol.grpc.v1.NewRecord;
import akkord.protocol.grpc.v1.ProduceRequest;
import akkord.sharding.client.AkkordClient;
import akkord.sharding.client.Methods;
import akkord.sharding.client.ServerAddress;
import akkord.sharding.client.ServerRefusedException;
import com.google.protobuf.ByteString;
import io.grpc.Status;
import java.io.File;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * {@code FirstRecord SERVER TOPIC LOG COMMAND...}: starts the node with COMMAND and prints how many
 * milliseconds later the first record was acknowledged, and the node's process id. The client is warm by then.
 * A topic that does not exist is created, within the time.
 */
public final class FirstRecord {

    private static final long GIVE_UP_NANOS = 180_000_000_000L;
    private static final int RETRY_MILLIS = 4;

    public static void main(String[] args) throws Exception {
        ServerAddress server = ServerAddress.parse(args[0]);
        List<String> command = Arrays.asList(args).subList(3, args.length);
        warmUp();
        long begin = System.nanoTime();
        Process node = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(new File(args[2])))
                .start();
        awaitPort(server, node, begin);
        while (!produced(server, args[1])) {
            if (!node.isAlive() || System.nanoTime() - begin > GIVE_UP_NANOS) throw new IllegalStateException("no node");
            Thread.sleep(RETRY_MILLIS);
        }
        System.out.println((System.nanoTime() - begin) / 1_000_000 + " " + node.pid());
        // The node lives on; whoever asked for it ends it.
        System.exit(0);
    }

    /** Loads the client's classes by asking a port where nobody listens. */
    private static void warmUp() throws InterruptedException {
        produced(new ServerAddress("127.0.0.1", 1), "warm-up");
    }

    private static void awaitPort(ServerAddress server, Process node, long begin) throws Exception {
        while (true) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(server.host(), server.port()), 500);
                return;
            } catch (java.io.IOException notYet) {
                if (!node.isAlive() || System.nanoTime() - begin > GIVE_UP_NANOS) throw notYet;
                Thread.sleep(RETRY_MILLIS);
            }
        }
    }

    private static boolean produced(ServerAddress server, String topic) throws InterruptedException {
        ProduceRequest request = ProduceRequest.newBuilder()
                .setTopic(topic)
                .setPartition(0)
                .addRecords(NewRecord.newBuilder().setValue(ByteString.copyFromUtf8("first")))
                .build();
        try (AkkordClient client = new AkkordClient(server, Duration.ofSeconds(60))) {
            try {
                client.call(Methods.PRODUCE, request);
            } catch (ServerRefusedException refused) {
                if (refused.code() != Status.Code.NOT_FOUND) return false;
                client.call(
                        Methods.CREATE_TOPIC,
                        CreateTopicRequest.newBuilder().setName(topic).setPartitions(1).build());
                client.call(Methods.PRODUCE, request);
            }
            return true;
        } catch (ServerRefusedException notYet) {
            return false;
        }
    }
}
