package akkord.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
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
import org.junit.jupiter.api.parallel.Isolated;

/**
 * The node of a group's coordinator is killed in the middle of commits: of a group of either protocol whose one member does
 * nothing else, and of one of the consumer protocol whose members read what is being written. Then one of these is killed.
 * The killed node also leads what a share group is in the middle of.
 */
@Isolated("its clients wait for coordinators, and give up")
class GroupFailoverTest {

    private static final String TOPIC = "committed";
    private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);
    private static final String READ_TOPIC = "read";
    private static final int READ_PARTITIONS = 6;
    private static final int COMMITS_BETWEEN_KILLS = 25;
    private static final int SHARED_RECORDS = 100;
    private static final long PATIENCE_SECONDS = 60;
    private static final long WRITER_PAUSE_NANOS = 2_000_000;
    private static final int READ_MORE_OF_EACH = 50;
    private static final int NAMES_MAX = 100;

    /** Sessions of members of the consumer protocol are short, since one is waited for. */
    private static final String[] SETTINGS = {
        "-Dbroker.group.initial.rebalance.delay.ms=0",
        "-Dbroker.group.consumer.session.timeout.ms=15000",
        "-Dbroker.group.consumer.min.session.timeout.ms=15000",
        "-Dbroker.group.consumer.heartbeat.interval.ms=2000",
        "-Dbroker.group.consumer.min.heartbeat.interval.ms=2000"
    };

    private static final String MORTAL = "reader-c";
    /** Its connection is closed by that, unless its coordinator moves just then: then its session is waited for. */
    private static final String SESSION_OVER = "member " + MORTAL + "@\\S+ was not heard of for "
            + "([3-9]\\d{3} ms after its connection was closed|(1[5-9]|[2-9]\\d)\\d{3} ms)";

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    private RunningCluster cluster;
    private Admin admin;

    @Test
    void noAcknowledgedCommitIsLostWhenItsCoordinatorDiesAndReadersGoOn() throws Exception {
        try (RunningCluster running = RunningCluster.start(folder, 3, SETTINGS);
                Admin asked = Admin.create(Map.of("bootstrap.servers", servers(running)))) {
            cluster = running;
            admin = asked;
            admin.createTopics(List.of(
                            new NewTopic(TOPIC, 1, (short) 3), new NewTopic(READ_TOPIC, READ_PARTITIONS, (short) 3)))
                    .all()
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            Promises promises = new Promises();
            try (PromiseWriter writer = writer(promises);
                    ReadingGroup readers = new ReadingGroup(
                            servers(cluster), READ_TOPIC, READ_PARTITIONS, MORTAL, "reader-a", "reader-b")) {
                RunningCluster.await("a third for each", () -> areShared(readers, 2), cluster.node(1));
                try (Reader classic = new Reader(servers(cluster), "classic", nameBeside(readers));
                        Reader consumer = new Reader(servers(cluster), "consumer", "survivors-consumer")) {
                    outliveCoordinators(readers, classic, consumer);
                }
                writer.end();
                RunningCluster.await("all is read", () -> readers.hasRead(promises), cluster.node(1));
                assertThat(readers.faults(promises)).isEmpty();
                Map<Integer, Long> acknowledged = readers.acknowledged();
                for (int partition = 0; partition < READ_PARTITIONS; partition++)
                    assertThat(kept(readers.name, new TopicPartition(READ_TOPIC, partition)))
                            .isGreaterThanOrEqualTo(acknowledged.get(partition));
            }
        }
    }

    private void outliveCoordinators(ReadingGroup readers, Reader classic, Reader consumer) throws Exception {
        for (Reader reader : List.of(classic, consumer))
            RunningCluster.await("an assignment", reader::isAssigned, cluster.node(1));
        commitBoth(classic, consumer);
        int epoch = epoch(consumer.group);
        List<String> toOutlive = new ArrayList<>(List.of(readers.name, classic.group));
        while (!toOutlive.isEmpty()) {
            RunningNode coordinator = coordinator(toOutlive.get(0));
            for (String group : List.copyOf(toOutlive)) if (coordinator(group) == coordinator) toOutlive.remove(group);
            outliveDeath(coordinator, readers, classic, consumer);
        }

        coordinator(consumer.group).stop();
        commitBoth(classic, consumer);
        assertThat(epoch(consumer.group)).as("nobody had to join again").isEqualTo(epoch);
        for (Reader reader : List.of(classic, consumer)) {
            assertThat(kept(reader.group, PARTITION)).isEqualTo(reader.acknowledged);
            System.out.println(reader + ": " + reader.acknowledged + " commits acknowledged, the longest pause was "
                    + reader.longestPauseMillis + " ms");
        }
    }

    private void outliveDeath(RunningNode coordinator, ReadingGroup readers, Reader classic, Reader consumer)
            throws Exception {
        int epoch = epoch(readers.name);
        Map<String, Set<Integer>> owned = readers.owned();
        try (SharedRecords shared = sharedOn(coordinator)) {
            coordinator.kill9();
            commitBoth(classic, consumer);
            shared.acceptAll();
            System.out.println("share group: " + shared);
        }
        int target = readers.readOfEach() + READ_MORE_OF_EACH;
        RunningNode other = cluster.others(coordinator).get(0);
        RunningCluster.await("reading goes on", () -> readers.readOfEach() >= target, other);
        assertThat(epoch(readers.name)).as("nobody had to join again").isEqualTo(epoch);
        assertThat(readers.owned()).isEqualTo(owned);

        boolean dies = readers.isMortalAlive();
        if (dies) readers.killMortal();
        coordinator.restart();
        commitBoth(classic, consumer);
        RunningCluster.await("what it had goes to the others", () -> areShared(readers, 3), other);
        if (dies) RunningCluster.awaitTold(other, List.of(SESSION_OVER));
    }

    private static boolean areShared(ReadingGroup readers, int partitionsEach) {
        return readers.owned().values().stream().allMatch(owned -> owned.size() == partitionsEach);
    }

    private PromiseWriter writer(Promises promises) {
        return new PromiseWriter(
                "w",
                servers(cluster),
                READ_TOPIC,
                READ_PARTITIONS,
                promises,
                WRITER_PAUSE_NANOS,
                PromiseWriter.ANSWER_MILLIS_MAX);
    }

    /** Of a group that has the same coordinator, so that one death is outlived by both. */
    private String nameBeside(ReadingGroup readers) throws Exception {
        RunningNode wanted = coordinator(readers.name);
        for (int number = 0; number < NAMES_MAX; number++) {
            String name = "survivors-classic-" + number;
            admin.alterConsumerGroupOffsets(name, Map.of(PARTITION, new OffsetAndMetadata(0)))
                    .all()
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (coordinator(name) == wanted) return name;
        }
        throw new AssertionError("no group has its coordinator on node " + wanted.nodeId());
    }

    private static void commitBoth(Reader classic, Reader consumer) {
        classic.commit(COMMITS_BETWEEN_KILLS);
        consumer.commit(COMMITS_BETWEEN_KILLS);
    }

    private ConsumerGroupDescription described(String group) throws Exception {
        return admin.describeConsumerGroups(List.of(group))
                .describedGroups()
                .get(group)
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private int epoch(String group) throws Exception {
        return described(group).groupEpoch().orElseThrow();
    }

    private RunningNode coordinator(String group) throws Exception {
        return cluster.node(described(group).coordinator().id());
    }

    private long kept(String group, TopicPartition partition) throws Exception {
        return admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .get(partition)
                .offset();
    }

    /** Led by {@code leader}, in the middle of being read by a share group. */
    private SharedRecords sharedOn(RunningNode leader) throws Exception {
        String topic = "shared-on-" + leader.nodeId();
        List<Integer> replicas = new ArrayList<>(List.of(leader.nodeId()));
        cluster.others(leader).forEach(other -> replicas.add(other.nodeId()));
        admin.createTopics(List.of(new NewTopic(topic, Map.of(0, replicas))))
                .all()
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        SharedRecords shared = new SharedRecords(servers(cluster), topic);
        shared.begin();
        shared.produce(SHARED_RECORDS);
        shared.accept(SHARED_RECORDS / 2);
        shared.haveSome();
        return shared;
    }

    private static String servers(RunningCluster cluster) {
        return cluster.others().stream().map(RunningNode::kafkaServer).collect(Collectors.joining(","));
    }

    /** The one member of a group, which commits higher and higher offsets. */
    private static final class Reader implements AutoCloseable {

        private final String group;
        private final Consumer<byte[], byte[]> member;
        private long acknowledged;
        private long next = 1;
        private long longestPauseMillis;

        Reader(String servers, String protocol, String group) {
            this.group = group;
            Properties settings = new Properties();
            settings.put("bootstrap.servers", servers);
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
