package akkord.system.kafka;

import akkord.system.RunningNode;
import akkord.system.kafka.client.RecordLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;

/** One running node for all tests of a class, and Kafka's Java clients on it, each started when first asked. */
final class SharedNode implements BeforeAllCallback, AfterAllCallback, TestWatcher {

    /** In the order of their numbers in a batch. */
    static final List<String> COMPRESSIONS = List.of("none", "gzip", "snappy", "lz4", "zstd");

    private static final String NEWEST = "4.4.0";

    private final Map<String, ClientProcess> clients = new LinkedHashMap<>();
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private Path folder;
    private final String[] options;
    private RunningNode node;

    /** @param options of the node, as {@code -D...} */
    SharedNode(String... options) {
        this.options = options;
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        folder = Files.createTempDirectory("akkord-clients");
        node = closedAtLast(RunningNode.start(folder.resolve("node"), options));
    }

    RunningNode node() {
        return node;
    }

    /** For {@code bootstrap.servers}. */
    String server() {
        return node.kafkaServer();
    }

    /** Kafka's Java client of that version. */
    ClientProcess javaClient(String version) {
        return clients.computeIfAbsent(version, of -> closedAtLast(ClientProcess.java(of, server())));
    }

    /** Kafka's Java client that the others are compared with. */
    ClientProcess reference() {
        return javaClient(NEWEST);
    }

    /** A new topic of one partition with the samples in it. @return its name */
    String topicWithSamples(String topic, String compression, List<RecordLine> samples) {
        reference().ask("create", topic, 1);
        reference().produce(topic, 0, compression, samples);
        return topic;
    }

    <T extends AutoCloseable> T closedAtLast(T resource) {
        open.push(resource);
        return resource;
    }

    @Override
    public void testFailed(ExtensionContext context, Throwable cause) {
        System.out.println("the node's log before " + context.getDisplayName() + " failed:\n" + node.logTail());
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        while (!open.isEmpty()) open.pop().close();
        clients.clear();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        }
    }
}
