package akkord.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The node of a group's coordinator is killed in the middle of its commits. */
class GroupFailoverTest {

    private static final String TOPIC = "committed";
    private static final String GROUP = "survivors";
    private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);
    private static final int COMMITS_BETWEEN_KILLS = 50;
    private static final long PATIENCE_SECONDS = 60;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    private long acknowledged;
    private long next = 1;
    private long longestPauseMillis;

    @Test
    void noAcknowledgedCommitIsLostWhenItsCoordinatorDies() throws Exception {
        try (RunningCluster cluster = RunningCluster.start(folder, 3)) {
            try (Admin admin = Admin.create(settings(cluster))) {
                admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 3)))
                        .all()
                        .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
                try (Consumer<byte[], byte[]> member = consumer(cluster)) {
                    member.subscribe(List.of(TOPIC));
                    RunningCluster.await("an assignment", () -> isAssigned(member), cluster.node(1));
                    commit(member, COMMITS_BETWEEN_KILLS);

                    RunningNode coordinator = coordinator(cluster, admin);
                    coordinator.kill9();
                    commit(member, COMMITS_BETWEEN_KILLS);
                    coordinator.restart();
                    commit(member, COMMITS_BETWEEN_KILLS);

                    coordinator(cluster, admin).stop();
                    commit(member, COMMITS_BETWEEN_KILLS);
                }
                Map<TopicPartition, OffsetAndMetadata> kept = admin.listConsumerGroupOffsets(GROUP)
                        .partitionsToOffsetAndMetadata()
                        .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
                assertThat(kept.get(PARTITION).offset()).isEqualTo(acknowledged);
            }
        }
        System.out.println(acknowledged + " commits acknowledged, the longest pause was " + longestPauseMillis + " ms");
    }

    private static boolean isAssigned(Consumer<byte[], byte[]> member) {
        member.poll(Duration.ofMillis(100));
        return member.assignment().contains(PARTITION);
    }

    /** So many commits, each tried until it is acknowledged; none may find less than was acknowledged before. */
    private void commit(Consumer<byte[], byte[]> member, int count) {
        for (long until = next + count; next < until; next++) {
            long began = System.nanoTime();
            long deadline = began + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            while (!isCommitted(member)) assertThat(System.nanoTime()).isLessThan(deadline);
            longestPauseMillis = Math.max(longestPauseMillis, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began));
            acknowledged = next;
        }
        assertThat(member.committed(Set.of(PARTITION)).get(PARTITION).offset()).isEqualTo(acknowledged);
    }

    private boolean isCommitted(Consumer<byte[], byte[]> member) {
        try {
            member.poll(Duration.ZERO);
            if (!member.assignment().contains(PARTITION)) return false;
            member.commitSync(Map.of(PARTITION, new OffsetAndMetadata(next)), Duration.ofSeconds(PATIENCE_SECONDS));
            return true;
        } catch (KafkaException again) {
            System.out.println("commit " + next + " was refused: " + again);
            return false;
        }
    }

    private static RunningNode coordinator(RunningCluster cluster, Admin admin) throws Exception {
        int node = admin.describeConsumerGroups(List.of(GROUP))
                .describedGroups()
                .get(GROUP)
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .coordinator()
                .id();
        return cluster.node(node);
    }

    private static Consumer<byte[], byte[]> consumer(RunningCluster cluster) {
        Properties settings = settings(cluster);
        settings.put("group.id", GROUP);
        settings.put("enable.auto.commit", "false");
        settings.put("session.timeout.ms", "10000");
        settings.put("auto.offset.reset", "earliest");
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private static Properties settings(RunningCluster cluster) {
        Properties settings = new Properties();
        settings.put(
                "bootstrap.servers",
                String.join(
                        ",",
                        List.of(
                                cluster.node(1).kafkaServer(),
                                cluster.node(2).kafkaServer(),
                                cluster.node(3).kafkaServer())));
        return settings;
    }
}
