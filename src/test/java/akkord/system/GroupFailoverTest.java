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
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
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

/** The node of a group's coordinator is killed in the middle of its commits: of a group of either protocol. */
class GroupFailoverTest {

    private static final String TOPIC = "committed";
    private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);
    private static final int COMMITS_BETWEEN_KILLS = 25;
    private static final long PATIENCE_SECONDS = 60;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    @Test
    void noAcknowledgedCommitIsLostWhenItsCoordinatorDies() throws Exception {
        try (RunningCluster cluster = RunningCluster.start(folder, 3);
                Admin admin = Admin.create(settings(cluster))) {
            admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 3)))
                    .all()
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            try (Reader classic = new Reader(cluster, "classic");
                    Reader consumer = new Reader(cluster, "consumer")) {
                for (Reader reader : List.of(classic, consumer))
                    RunningCluster.await("an assignment", reader::isAssigned, cluster.node(1));
                commitBoth(classic, consumer);
                int epoch = described(admin, consumer).groupEpoch().orElseThrow();

                RunningNode coordinator = coordinator(cluster, admin, classic);
                coordinator.kill9();
                commitBoth(classic, consumer);
                coordinator.restart();
                commitBoth(classic, consumer);

                coordinator(cluster, admin, consumer).stop();
                commitBoth(classic, consumer);
                assertThat(described(admin, consumer).groupEpoch())
                        .as("nobody had to join again")
                        .hasValue(epoch);
                for (Reader reader : List.of(classic, consumer)) {
                    assertThat(kept(admin, reader)).isEqualTo(reader.acknowledged);
                    System.out.println(reader + ": " + reader.acknowledged
                            + " commits acknowledged, the longest pause was " + reader.longestPauseMillis + " ms");
                }
            }
        }
    }

    private static void commitBoth(Reader classic, Reader consumer) {
        classic.commit(COMMITS_BETWEEN_KILLS);
        consumer.commit(COMMITS_BETWEEN_KILLS);
    }

    private static ConsumerGroupDescription described(Admin admin, Reader of) throws Exception {
        return admin.describeConsumerGroups(List.of(of.group))
                .describedGroups()
                .get(of.group)
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private static RunningNode coordinator(RunningCluster cluster, Admin admin, Reader of) throws Exception {
        return cluster.node(described(admin, of).coordinator().id());
    }

    private static long kept(Admin admin, Reader of) throws Exception {
        return admin.listConsumerGroupOffsets(of.group)
                .partitionsToOffsetAndMetadata()
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .get(PARTITION)
                .offset();
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

    /** The one member of a group, which commits higher and higher offsets. */
    private static final class Reader implements AutoCloseable {

        private final String group;
        private final Consumer<byte[], byte[]> member;
        private long acknowledged;
        private long next = 1;
        private long longestPauseMillis;

        Reader(RunningCluster cluster, String protocol) {
            group = "survivors-" + protocol;
            Properties settings = settings(cluster);
            settings.put("group.protocol", protocol);
            settings.put("group.id", group);
            settings.put("enable.auto.commit", "false");
            // members of the consumer protocol have the session the nodes say
            if (protocol.equals("classic")) settings.put("session.timeout.ms", "10000");
            settings.put("auto.offset.reset", "earliest");
            member = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
            member.subscribe(List.of(TOPIC));
        }

        boolean isAssigned() {
            member.poll(Duration.ofMillis(100));
            return member.assignment().contains(PARTITION);
        }

        /** So many commits, each tried until it is acknowledged; none may find less than was acknowledged before. */
        void commit(int count) {
            for (long until = next + count; next < until; next++) {
                long began = System.nanoTime();
                long deadline = began + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
                while (!isCommitted())
                    assertThat(System.nanoTime()).as(this + " commits").isLessThan(deadline);
                long tookMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
                longestPauseMillis = Math.max(longestPauseMillis, tookMillis);
                acknowledged = next;
            }
            assertThat(member.committed(Set.of(PARTITION)).get(PARTITION).offset())
                    .isEqualTo(acknowledged);
        }

        private boolean isCommitted() {
            try {
                member.poll(Duration.ZERO);
                if (!member.assignment().contains(PARTITION)) return false;
                member.commitSync(Map.of(PARTITION, new OffsetAndMetadata(next)), Duration.ofSeconds(PATIENCE_SECONDS));
                return true;
            } catch (KafkaException again) {
                System.out.println(this + ": commit " + next + " was refused: " + again);
                return false;
            }
        }

        @Override
        public void close() {
            member.close();
        }

        @Override
        public String toString() {
            return group;
        }
    }
}
