package akkord.system.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import akkord.system.RunningNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A group of the consumer protocol on a real node: a member and the node are killed, and Kafka's tools look on. */
class ConsumerGroupsTest {

    private static final String TOPIC = "watched";
    private static final String GROUP = "watchers";
    private static final int PARTITIONS = 4;
    private static final long PATIENCE_SECONDS = 60;

    @RegisterExtension
    static final SharedNode SHARED = new SharedNode(
            "-Dbroker.group.consumer.min.session.timeout.ms=1000",
            "-Dbroker.group.consumer.session.timeout.ms=6000",
            "-Dbroker.group.consumer.min.heartbeat.interval.ms=100",
            "-Dbroker.group.consumer.heartbeat.interval.ms=500");

    @Test
    void aMemberAndThenTheNodeAreKilledAndTheGroupGoesOn() throws Exception {
        RunningNode node = SHARED.node();
        node.run("topic", "create", TOPIC, "--partitions", "" + PARTITIONS).succeeded();
        KafkaTools kafka = new KafkaTools(SHARED.server());
        Process other = kafka.begun(
                "consumer.ConsoleConsumer",
                "--topic",
                TOPIC,
                "--group",
                GROUP,
                "--command-property",
                "group.protocol=consumer");
        try (KafkaConsumer<byte[], byte[]> member = member();
                Admin admin = Admin.create(Map.of("bootstrap.servers", SHARED.server()))) {
            member.subscribe(List.of(TOPIC));
            await("half of the partitions", member, () -> member.assignment().size() == PARTITIONS / 2);

            assertThat(groups(kafka, "--describe", "--group", GROUP, "--members")
                            .lines())
                    .filteredOn(line -> line.startsWith(GROUP))
                    .hasSize(2);
            assertThat(groups(kafka, "--describe", "--group", GROUP, "--state").text())
                    .contains("uniform")
                    .contains("Stable");
            other.destroyForcibly();
            await("all partitions", member, () -> member.assignment().size() == PARTITIONS);

            int epoch = described(admin).groupEpoch().orElseThrow();
            Set<TopicPartition> assigned = member.assignment();
            TopicPartition first = assigned.iterator().next();
            member.commitSync(Map.of(first, new OffsetAndMetadata(0, "before")));
            node.kill9().restart();
            await("a commit", member, () -> commits(member, first));
            assertThat(member.assignment()).isEqualTo(assigned);
            assertThat(described(admin).groupEpoch())
                    .as("nobody had to join again")
                    .hasValue(epoch);
            assertThat(node.run("group", "list").succeeded().out())
                    .containsPattern(GROUP + " +Stable +consumer +consumer");
            assertThat(node.run("group", "describe", GROUP).succeeded().out())
                    .contains("group " + GROUP + ", Stable, epoch " + epoch + ", uniform");
        } finally {
            other.destroyForcibly();
        }
    }

    private static boolean commits(KafkaConsumer<byte[], byte[]> member, TopicPartition partition) {
        try {
            member.commitSync(Map.of(partition, new OffsetAndMetadata(0, "after")), Duration.ofSeconds(10));
            return true;
        } catch (KafkaException again) {
            System.out.println("a commit was refused: " + again);
            return false;
        }
    }

    private static ConsumerGroupDescription described(Admin admin) throws Exception {
        return admin.describeConsumerGroups(List.of(GROUP))
                .all()
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .get(GROUP);
    }

    private static void await(String what, KafkaConsumer<byte[], byte[]> member, BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!condition.getAsBoolean()) {
            member.poll(Duration.ofMillis(100));
            assertThat(System.nanoTime())
                    .as(what + ", it has " + member.assignment())
                    .isLessThan(deadline);
        }
    }

    private static Ran groups(KafkaTools kafka, String... arguments) {
        return kafka.tool("consumer.group.ConsumerGroupCommand", arguments).succeeded();
    }

    private static KafkaConsumer<byte[], byte[]> member() {
        return new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers", SHARED.server(),
                        "group.protocol", "consumer",
                        "group.id", GROUP,
                        "client.id", "watcher",
                        "enable.auto.commit", "false",
                        "auto.offset.reset", "earliest"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }
}
