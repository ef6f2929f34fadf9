package akkord.sharding.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akkord.protocol.grpc.v1.CreateTopicRequest;
import akkord.protocol.grpc.v1.Earliest;
import akkord.protocol.grpc.v1.FetchRequest;
import akkord.protocol.grpc.v1.FetchResponse;
import akkord.protocol.grpc.v1.FetchedRecord;
import akkord.protocol.grpc.v1.NewRecord;
import akkord.protocol.grpc.v1.PartitionFetch;
import akkord.protocol.grpc.v1.ProduceRequest;
import akkord.protocol.grpc.v1.Start;
import akkord.sharding.client.AkkordClient;
import akkord.sharding.client.Methods;
import akkord.sharding.client.ServerAddress;
import akkord.sharding.data.DataFolder;
import akkord.sharding.data.DataFolderException;
import akkord.sharding.settings.ConfigLayers;
import akkord.sharding.settings.SettingOverride;
import akkord.sharding.settings.SettingsReader;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole nodes, one after the other, in this JVM: what they leave behind. */
class NodeLifeTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String HOST = "127.0.0.1";

    @TempDir
    Path data;

    private final Map<String, String> settings = new HashMap<>();

    @BeforeEach
    void ephemeral() throws IOException {
        settings.put("akkord.data-folder", data.toString());
        settings.put("akkord.host", HOST);
        for (String port : List.of("grpc", "kafka", "cluster")) settings.put("akkord." + port + ".port", freePort());
    }

    private static String freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(HOST, 0));
            return Integer.toString(socket.getLocalPort());
        }
    }

    private Node start() {
        List<SettingOverride> overrides = new ArrayList<>();
        settings.forEach((key, value) -> overrides.add(SettingOverride.property(key, value)));
        ConfigLayers layers = ConfigLayers.load(null, overrides, new Properties());
        return Node.start(SettingsReader.read(layers), SettingsReader.broker(layers), layers.effective());
    }

    private static void ended(Node node) throws Exception {
        node.stop();
        node.ended().toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private static AkkordClient client(Node node) {
        return new AkkordClient(new ServerAddress(HOST, node.grpcPort()), PATIENCE);
    }

    private static void produce(Node node, String... values) throws InterruptedException {
        ProduceRequest.Builder request = ProduceRequest.newBuilder().setTopic("kept");
        for (String value : values) request.addRecords(NewRecord.newBuilder().setValue(ByteString.copyFromUtf8(value)));
        try (AkkordClient client = client(node)) {
            client.call(Methods.PRODUCE, request.build());
        }
    }

    private static List<String> fetch(Node node) throws InterruptedException {
        FetchRequest request = FetchRequest.newBuilder()
                .addPartitions(PartitionFetch.newBuilder()
                        .setTopic("kept")
                        .setStart(Start.newBuilder().setEarliest(Earliest.getDefaultInstance())))
                .build();
        try (AkkordClient client = client(node)) {
            FetchResponse answer = client.call(Methods.FETCH, request);
            return answer.getPartitions(0).getRecordsList().stream()
                    .map(FetchedRecord::getValue)
                    .map(ByteString::toStringUtf8)
                    .toList();
        }
    }

    private static void create(Node node) throws InterruptedException {
        try (AkkordClient client = client(node)) {
            client.call(
                    Methods.CREATE_TOPIC,
                    CreateTopicRequest.newBuilder()
                            .setName("kept")
                            .setPartitions(1)
                            .build());
        }
    }

    /** The folder can be locked, each port taken, and no thread is left that a node has made. */
    private void assertNothingIsLeft() throws IOException {
        DataFolder.open(data, 1).close();
        for (String port : List.of("grpc", "kafka", "cluster"))
            try (ServerSocket socket = new ServerSocket()) {
                socket.setReuseAddress(true);
                socket.bind(new InetSocketAddress(HOST, Integer.parseInt(settings.get("akkord." + port + ".port"))));
            }
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!threads().isEmpty() && System.nanoTime() < deadline) Thread.onSpinWait();
        assertThat(threads()).isEmpty();
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("akkord"))
                .toList();
    }

    @Test
    void aNodeStartsAgainInTheSameProcessWithItsRecords() throws Exception {
        Node first = start();
        create(first);
        produce(first, "a", "b");
        ended(first);
        assertNothingIsLeft();

        Node second = start();
        assertThat(fetch(second)).containsExactly("a", "b");
        produce(second, "c");
        assertThat(fetch(second)).containsExactly("a", "b", "c");
        ended(second);
        assertNothingIsLeft();
    }

    /** Should the stop wait for the linger, the phase would fail and the node not end. */
    @Test
    void theStopDoesNotWaitForClosedPartitionsToStopLingering() throws Exception {
        settings.put("akkord.partition.closing-linger", "1 h");
        settings.put("akka.coordinated-shutdown.phases.cluster-sharding-shutdown-region.recover", "off");
        Node node = start();
        create(node);
        produce(node, "a");
        ended(node);
        assertNothingIsLeft();
    }

    /** Both doors are given the same port: it is free when it is looked at, and taken when the second door opens. */
    @Test
    void aPortThatIsTakenLateLeavesNothingBehind() throws Exception {
        String kafka = settings.get("akkord.kafka.port");
        settings.put("akkord.kafka.port", settings.get("akkord.grpc.port"));
        assertThatThrownBy(this::start).isInstanceOf(StartFailedException.class).hasMessageContaining("port");
        assertNothingIsLeft();
        settings.put("akkord.kafka.port", kafka);
        ended(start());
        assertNothingIsLeft();
    }

    @Test
    void theFolderOfAnotherClusterIsRefusedAndNothingIsLeftBehind() throws Exception {
        ended(start());
        Path identity = data.resolve("node.properties");
        String ours = Files.readString(identity);
        Files.writeString(identity, ours.replaceAll("cluster.id=.*", "cluster.id=another"));
        assertThatThrownBy(this::start)
                .isInstanceOfAny(StartFailedException.class, DataFolderException.class)
                .hasMessageContaining("another");
        assertNothingIsLeft();
        Files.writeString(identity, ours);
        ended(start());
        assertNothingIsLeft();
    }
}
