package akkord.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.TopicPartitionInfo;

/** Several real nodes as one cluster, and one topic with a replica on three of them. */
final class ReplicatedTopic implements AutoCloseable {

    private static final Duration HEALED_WITHIN = Duration.ofSeconds(90);

    final List<RunningNode> nodes;
    final String topic = "promised";
    final int partitions;
    private final RunningCluster cluster;
    private final Admin admin;

    ReplicatedTopic(Path folder, int size, int partitions) {
        this.partitions = partitions;
        this.cluster = RunningCluster.start(folder, size);
        this.nodes = cluster.others();
        this.admin = Admin.create(
                Map.of("bootstrap.servers", servers(), "default.api.timeout.ms", 30_000, "request.timeout.ms", 5_000));
        create(Math.min(3, size));
    }

    private void create(int replicas) {
        NewTopic wanted = new NewTopic(topic, partitions, (short) replicas).configs(Map.of("min.insync.replicas", "2"));
        Eventually.holds("the topic is there", HEALED_WITHIN, () -> {
            admin.createTopics(List.of(wanted)).all().get();
            return true;
        });
        awaitWhole();
    }

    String servers() {
        return nodes.stream().map(RunningNode::kafkaServer).collect(Collectors.joining(","));
    }

    /** Until every replica of every partition is in sync and every partition is led. */
    void awaitWhole() {
        Eventually.holds("every replica in sync", HEALED_WITHIN, this::isWhole);
    }

    private boolean isWhole() throws ExecutionException, InterruptedException {
        return describe().stream()
                .allMatch(partition -> partition.leader() != null
                        && !partition.leader().isEmpty()
                        && partition.isr().size() == partition.replicas().size());
    }

    private List<TopicPartitionInfo> describe() throws ExecutionException, InterruptedException {
        return admin.describeTopics(List.of(topic))
                .allTopicNames()
                .get()
                .get(topic)
                .partitions();
    }

    RunningNode node(int id) {
        return nodes.get(id - 1);
    }

    /** The node that leads partition 0 now. */
    RunningNode leader() {
        try {
            return node(describe().get(0).leader().id());
        } catch (ExecutionException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    int controller() {
        try {
            return admin.describeCluster().controller().get().id();
        } catch (ExecutionException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Stops all nodes and compares what each replica holds with what was promised, and with the others. */
    void stopAndCompare(Promises promises) throws Exception {
        List<TopicPartitionInfo> described = describe();
        nodes.forEach(RunningNode::stop);
        List<String> broken = new ArrayList<>();
        for (TopicPartitionInfo partition : described) {
            List<ReplicaFiles.Stored> first = null;
            for (var replica : partition.replicas()) {
                String name = "node " + replica.id() + ", partition " + partition.partition();
                List<ReplicaFiles.Stored> stored =
                        ReplicaFiles.read(node(replica.id()).partitionFolder(topic, partition.partition()));
                broken.addAll(promises.brokenBy(name, partition.partition(), stored));
                if (first == null) first = stored;
                else if (!stored.equals(first)) broken.add(name + " differs: " + difference(first, stored));
            }
        }
        assertThat(broken).isEmpty();
    }

    private static String difference(List<ReplicaFiles.Stored> one, List<ReplicaFiles.Stored> other) {
        for (int i = 0; i < Math.min(one.size(), other.size()); i++)
            if (!one.get(i).equals(other.get(i))) return one.get(i) + " against " + other.get(i);
        return one.size() + " records against " + other.size();
    }

    String logTails() {
        return nodes.stream()
                .map(node -> "--- node " + node.nodeId() + "\n" + node.logTail())
                .collect(Collectors.joining("\n"));
    }

    @Override
    public void close() {
        admin.close(Duration.ZERO);
        cluster.close();
    }
}
