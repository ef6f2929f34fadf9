package akkord.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** {@code akkord group} against a real node with a real member. */
@Execution(ExecutionMode.CONCURRENT)
class GroupCommandsTest {

    private static final String NOBODY = "There are no groups.\n";

    @TempDir
    static Path folder;

    private static RunningNode node;

    @BeforeAll
    static void start() {
        node = RunningNode.start(folder.resolve("node"), "-Dbroker.group.initial.rebalance.delay.ms=0");
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    void aGroupIsListedDescribedWatchedResetAndDeleted() {
        assertThat(node.run("group", "list").succeeded().err()).isEqualTo(NOBODY);
        node.run("topic", "create", "orders", "--partitions", "1").succeeded();
        node.run("one\ntwo\nthree\n".getBytes(StandardCharsets.UTF_8), "produce", "orders")
                .succeeded();
        try (KafkaConsumer<byte[], byte[]> member = member()) {
            member.subscribe(List.of("orders"));
            RunningCluster.await("three records", () -> reads(member, 3), node);
            member.commitSync();

            RunningCluster.await(
                    "the group in a list",
                    () -> node.run("group", "list").succeeded().out().matches("(?s).*billing +Stable +consumer.*"),
                    node);
            assertThat(node.run("group", "describe", "billing").succeeded().out())
                    .contains("group billing, Stable, generation 1, range")
                    .containsPattern("orders +0 +3 +3 +0");
            node.run("group", "delete", "billing").refused("members");
            node.run("group", "reset", "billing", "orders", "--to", "1").refused("members");
        }
        assertThat(node.run("group", "watch", "billing", "--last", "100", "--max", "4")
                        .succeeded()
                        .out())
                .contains("joined", "is in generation 1 with 1 member ", "left", "is in generation 2 with 0 members");

        assertThat(node.run("group", "reset", "billing", "orders", "--shift-by", "-2", "--dry-run")
                        .succeeded()
                        .out())
                .containsPattern("orders +0 +3 +1");
        assertThat(node.run("group", "describe", "billing").succeeded().out()).containsPattern("orders +0 +3 +3 +0");
        node.run("group", "reset", "billing", "orders", "--shift-by", "-2").succeeded();
        assertThat(node.run("group", "describe", "billing").succeeded().out()).containsPattern("orders +0 +1 +3 +2");
        assertThat(node.run("group", "reset", "billing", "orders", "--time", "1h", "--dry-run")
                        .succeeded()
                        .out())
                .containsPattern("orders +0 +1 +0");
        assertThat(node.run("group", "reset", "billing", "orders", "--time", "2100-01-01T00:00:00Z", "--dry-run")
                        .succeeded()
                        .out())
                .containsPattern("orders +0 +1 +3");
        node.run("group", "reset", "billing", "orders", "--time", "soon").misused("soon");
        node.run("group", "reset", "billing", "orders", "--to", "latest").succeeded();
        assertThat(node.run("group", "describe", "billing", "--output", "json")
                        .succeeded()
                        .out())
                .contains("\"offset\":3");

        node.run("group", "delete", "billing").succeeded();
        node.run("group", "describe", "billing").refused("billing");
        // the directory of groups hears of it a moment later
        RunningCluster.await(
                "no groups", () -> node.run("group", "list").succeeded().err().equals(NOBODY), node);
    }

    private int read;

    private boolean reads(KafkaConsumer<byte[], byte[]> member, int count) {
        read += member.poll(Duration.ofMillis(100)).count();
        return read >= count;
    }

    private static KafkaConsumer<byte[], byte[]> member() {
        Properties settings = new Properties();
        settings.put("bootstrap.servers", node.kafkaServer());
        settings.put("group.id", "billing");
        settings.put("client.id", "reader");
        settings.put("enable.auto.commit", "false");
        settings.put("auto.offset.reset", "earliest");
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
}
