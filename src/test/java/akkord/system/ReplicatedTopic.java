package akkord.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.TopicExistsException;
import org.jspecify.annotations.Nullable;

/** Several real nodes as one cluster, and one topic with a replica on three of them. */
final class ReplicatedTopic implements AutoCloseable {

    static final Duration HEALED_WITHIN = Duration.ofSeconds(90);

    final List<RunningNode> nodes;
    final String topic = "promised";
    final int partitions;
    private final RunningCluster cluster;
    private final Admin admin;

    ReplicatedTopic(Path folder, int size, int partitions) {
        this(RunningCluster.start(folder, size), partitions, Math.min(3, size), 2);
    }

    /** On a cluster that this closes, too. */
    ReplicatedTopic(RunningCluster cluster, int partitions, int replicas, int minInSync) {
        this.partitions = partitions;
        this.cluster = cluster;
        this.nodes = cluster.others();
        this.admin = Admin.create(
                Map.of("bootstrap.servers", servers(), "default.api.timeout.ms", 30_000, "request.timeout.ms", 5_000));
        create(replicas, minInSync);
    }

    private void create(int replicas, int minInSync) {
        NewTopic wanted = new NewTopic(topic, partitions, (short) replicas)
                .configs(Map.of("min.insync.replicas", Integer.toString(minInSync)));
        Eventually.holds("the topic is there", HEALED_WITHIN, () -> isThere(wanted));
        awaitWhole();
    }

    private boolean isThere(NewTopic wanted) throws ExecutionException, InterruptedException {
        try {
            admin.createTopics(List.of(wanted)).all().get();
            return true;
        } catch (ExecutionException refused) {
            // by a request whose answer did not come in time
            if (refused.getCause() instanceof TopicExistsException) return true;
            throw refused;
        }
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

    /**
     * Until every replica is in sync again, and all nodes see each other: else a further fault would come on top of this
     * one. Nodes that end meanwhile, because they were declared down, are started again
     * as a supervisor would. Returns which.
     */
    Set<Integer> superviseUntilWhole() {
        Set<Integer> ended = new TreeSet<>();
        Eventually.holds("every replica in sync", HEALED_WITHIN, () -> {
            for (RunningNode node : nodes) {
                if (node.isAlive()) continue;
                ended.add(node.nodeId());
                node.begin();
            }
            return isWhole() && nodes.stream().allMatch(node -> RunningCluster.upAt(node) == nodes.size());
        });
        return ended;
    }

    /** All of them at once, after all had ended. */
    void startAll() {
        nodes.forEach(RunningNode::begin);
        nodes.forEach(RunningNode::awaitReady);
    }

    /** All of them at once. */
    private void stopAll() {
        nodes.forEach(RunningNode::terminate);
        nodes.forEach(RunningNode::stop);
    }

    RunningNode node(int id) {
        return nodes.get(id - 1);
    }

    /** The node that leads partition 0 now. */
    RunningNode leader() {
        return node(known("a leader", () -> describe().get(0).leader()));
    }

    /**
     * The replicas of a partition, by node: its leader, then the others in the order of their numbers. One whose leader has
     * one of the two lowest, if there is one: a fault that counts only some of the replicas would count the first.
     */
    List<Integer> leaderAndOthers() throws ExecutionException, InterruptedException {
        return describe().stream()
                .map(ReplicatedTopic::leaderFirst)
                .min(Comparator.comparing(
                        ids -> ids.stream().filter(id -> id < ids.get(0)).count()))
                .orElseThrow();
    }

    private static List<Integer> leaderFirst(TopicPartitionInfo partition) {
        int leader = partition.leader().id();
        return Stream.concat(
                        Stream.of(leader),
                        partition.replicas().stream()
                                .map(Node::id)
                                .filter(id -> id != leader)
                                .sorted())
                .toList();
    }

    /** The partitions that node leads now. */
    List<Integer> ledBy(RunningNode node) throws ExecutionException, InterruptedException {
        return describe().stream()
                .filter(partition ->
                        partition.leader() != null && partition.leader().id() == node.nodeId())
                .map(TopicPartitionInfo::partition)
                .toList();
    }

    RunningNode another(RunningNode than) {
        return nodes.stream().filter(node -> node != than).findFirst().orElseThrow();
    }

    int controller() {
        return known("a controller", () -> admin.describeCluster().controller().get());
    }

    /** The id of a node that is asked for until there is one. */
    private static int known(String what, Callable<@Nullable Node> asked) {
        AtomicInteger id = new AtomicInteger();
        Eventually.holds(what, HEALED_WITHIN, () -> {
            Node node = asked.call();
            if (node == null || node.isEmpty()) return false;
            id.set(node.id());
            return true;
        });
        return id.get();
    }

    /** Stops all nodes and compares what each replica holds with what was promised, and with the others. */
    void stopAndCompare(Promises promises) throws Exception {
        stopAndCompare(promises, nodes);
    }

    /** Only what these nodes hold is looked at. */
    void stopAndCompare(Promises promises, List<RunningNode> compared) throws Exception {
        List<TopicPartitionInfo> described = describe();
        stopAll();
        List<String> broken = new ArrayList<>();
        for (TopicPartitionInfo partition : described) {
            List<ReplicaFiles.Stored> first = null;
            for (var replica : partition.replicas()) {
                if (!compared.contains(node(replica.id()))) continue;
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
