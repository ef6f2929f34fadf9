package akkord.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Settings changed through one door count for the other, at once and after a restart. */
@Execution(ExecutionMode.CONCURRENT)
class SettingsOfARunningNodeTest {

    private static final int SECONDS_MAX = 60;
    private static final int GZIP = 1;
    private static final int ZSTD = 4;

    @TempDir
    Path folder;

    @Test
    void recordsOfTheOtherDoorAreStoredInTheCodecOfTheTopicOrOfAllNodes() throws Exception {
        try (RunningNode node = RunningNode.start(folder.resolve("node"))) {
            node.run("topic", "create", "own", "--partitions", "1", "--config", "compression.type=zstd")
                    .succeeded();
            node.run("topic", "create", "plain", "--partitions", "1").succeeded();
            produce(node, "own", "one\ntwo\n");
            assertThat(lastCodec(node, "own")).isEqualTo(ZSTD);
            assertThat(consumed(node, "own", 2)).isEqualTo("one\ntwo\n");

            setForAllNodes(node, "compression.type", "gzip");
            produceUntil(node, "plain", GZIP);
            assertThat(lastCodec(node, "plain")).isEqualTo(GZIP);
            node.stop().restart();
            produce(node, "plain", "after\n");
            assertThat(lastCodec(node, "plain")).isEqualTo(GZIP);
            produce(node, "own", "three\n");
            assertThat(lastCodec(node, "own")).isEqualTo(ZSTD);
        }
    }

    /** The node's partitions are told of the change beside the answer to it. */
    private static void produceUntil(RunningNode node, String topic, int codec) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_MAX);
        do produce(node, topic, "line\n");
        while (lastCodec(node, topic) != codec && System.nanoTime() < deadline);
    }

    private static void produce(RunningNode node, String topic, String lines) {
        node.run(lines.getBytes(StandardCharsets.UTF_8), "produce", topic).succeeded();
    }

    private static String consumed(RunningNode node, String topic, int records) {
        return node.run("consume", topic, "--max", "" + records, "--quiet")
                .succeeded()
                .out();
    }

    private static void setForAllNodes(RunningNode node, String name, String value) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", node.kafkaServer()))) {
            AlterConfigOp set = new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET);
            admin.incrementalAlterConfigs(Map.of(new ConfigResource(ConfigResource.Type.BROKER, ""), List.of(set)))
                    .all()
                    .get(SECONDS_MAX, TimeUnit.SECONDS);
        }
    }

    /** From the attributes of the last batch in the log. */
    private static int lastCodec(RunningNode node, String topic) throws Exception {
        Path newest;
        try (Stream<Path> files = Files.list(node.partitionFolder(topic, 0))) {
            newest = files.filter(file -> file.toString().endsWith(".log"))
                    .sorted()
                    .reduce((first, second) -> second)
                    .orElseThrow();
        }
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(newest));
        int codec = -1;
        for (int at = 0; at < bytes.limit(); at += 12 + bytes.getInt(at + 8)) codec = bytes.getShort(at + 21) & 7;
        return codec;
    }
}
