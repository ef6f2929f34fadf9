package akkord.system;

import static akkord.system.RunningCluster.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitionReassignment;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three nodes, each partition on all of them: what was acknowledged for all is on every one, byte for byte. */
class ReplicatedLogsTest {

    private static final String TOPIC = "orders";
    private static final int PARTITIONS = 6;
    private static final int ROUND = 2_000;
    private static final long PATIENCE_SECONDS = 60;

    @TempDir
    Path folder;

    @Test
    void everyReplicaHoldsTheSameBytesAlsoAfterOneWasGoneOrMoved() throws Exception {
        try (RunningCluster cluster = RunningCluster.start(folder, 3)) {
            RunningNode one = cluster.node(1);
            RunningNode two = cluster.node(2);
            RunningNode three = cluster.node(3);
            RunningNode[] all = {one, two, three};
            one.run(
                            "topic",
                            "create",
                            TOPIC,
                            "--partitions=" + PARTITIONS,
                            "--replication-factor=3",
                            "-c=min.insync.replicas=2")
                    .succeeded();
            Map<String, RecordMetadata> acknowledged = new LinkedHashMap<>();
            try (KafkaProducer<String, String> producer = producer(all)) {
                produce(producer, "whole", acknowledged);
                awaitSameFiles(all);
                three.kill9();
                produce(producer, "without-three", acknowledged);
                three.restart();
                produce(producer, "with-three-again", acknowledged);
                awaitSameFiles(all);
            }
            moveAwayAndBack(all);
            assertThat(acknowledged).hasSize(3 * ROUND);
            assertThat(readBack(all, acknowledged.size())).isEqualTo(places(acknowledged));
        }
    }

    private static void moveAwayAndBack(RunningNode... all) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers(all)))) {
            reassign(admin, 1, 2);
            Path moved = all[2].partitionFolder(TOPIC, 0);
            await("no files where no replica is", () -> !Files.exists(moved), all);
            reassign(admin, 1, 2, 3);
            awaitSameFiles(all);
        }
    }

    private static void reassign(Admin admin, Integer... replicas) throws Exception {
        Optional<NewPartitionReassignment> target = Optional.of(new NewPartitionReassignment(List.of(replicas)));
        admin.alterPartitionReassignments(Map.of(new TopicPartition(TOPIC, 0), target))
                .all()
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private static KafkaProducer<String, String> producer(RunningNode... nodes) {
        return new KafkaProducer<>(
                Map.<String, Object>of(
                        "bootstrap.servers", servers(nodes),
                        "acks", "all",
                        "linger.ms", 2,
                        "delivery.timeout.ms", 60_000,
                        "request.timeout.ms", 20_000),
                new StringSerializer(),
                new StringSerializer());
    }

    private static String servers(RunningNode... nodes) {
        return String.join(
                ",", Arrays.stream(nodes).map(RunningNode::kafkaServer).toList());
    }

    private static void produce(
            KafkaProducer<String, String> producer, String what, Map<String, RecordMetadata> acknowledged)
            throws Exception {
        Map<String, Future<RecordMetadata>> sent = new LinkedHashMap<>();
        for (int i = 0; i < ROUND; i++) {
            String value = what + "-" + i;
            sent.put(value, producer.send(new ProducerRecord<>(TOPIC, i % PARTITIONS, null, value)));
        }
        for (Map.Entry<String, Future<RecordMetadata>> one : sent.entrySet())
            acknowledged.put(one.getKey(), one.getValue().get(PATIENCE_SECONDS, TimeUnit.SECONDS));
    }

    private static void awaitSameFiles(RunningNode... nodes) {
        for (int i = 0; i < PARTITIONS; i++) {
            int partition = i;
            await(
                    "the same log of partition " + partition + " everywhere",
                    () -> {
                        byte[] first = log(nodes[0], partition);
                        return first.length > 0
                                && Stream.of(nodes).allMatch(node -> Arrays.equals(first, log(node, partition)));
                    },
                    nodes);
        }
    }

    private static byte[] log(RunningNode node, int partition) {
        Path of = node.partitionFolder(TOPIC, partition);
        if (!Files.isDirectory(of)) return new byte[0];
        try (Stream<Path> files = Files.list(of)) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            for (Path file : files.filter(name -> name.toString().endsWith(".log"))
                    .sorted()
                    .toList()) all.writeBytes(Files.readAllBytes(file));
            return all.toByteArray();
        } catch (NoSuchFileException goneMeanwhile) {
            return new byte[0];
        } catch (IOException unexpected) {
            throw new UncheckedIOException(unexpected);
        }
    }

    private static Set<String> places(Map<String, RecordMetadata> acknowledged) {
        Set<String> places = new HashSet<>();
        acknowledged.forEach((value, at) -> places.add(value + " at " + at.partition() + "/" + at.offset()));
        return places;
    }

    private static Set<String> readBack(RunningNode[] nodes, int count) {
        Map<String, Object> settings = new HashMap<>(Map.of("bootstrap.servers", servers(nodes), "check.crcs", true));
        List<String> read = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            List<TopicPartition> partitions = IntStream.range(0, PARTITIONS)
                    .mapToObj(number -> new TopicPartition(TOPIC, number))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            while (read.size() < count && System.nanoTime() < end)
                for (ConsumerRecord<String, String> one : consumer.poll(Duration.ofMillis(200)))
                    read.add(one.value() + " at " + one.partition() + "/" + one.offset());
        }
        assertThat(read).hasSize(count).as("nothing twice").doesNotHaveDuplicates();
        return new HashSet<>(read);
    }
}
