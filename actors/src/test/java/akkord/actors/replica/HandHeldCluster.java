package akkord.actors.replica;

import static org.assertj.core.api.Assertions.assertThat;

import akkord.actors.partition.ControllerChannel;
import akkord.protocol.config.BrokerSettings;
import akkord.protocol.controller.ControllerCommand.InSyncMember;
import akkord.protocol.controller.ControllerCommand.IsrChange;
import akkord.protocol.controller.ControllerCommand.IsrChanged;
import akkord.protocol.controller.ControllerCommand.ReplicaReport;
import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.Refusal;
import akkord.protocol.domain.TopicId;
import akkord.protocol.domain.TopicPartition;
import akkord.protocol.metadata.MetadataImage;
import akkord.protocol.metadata.NodeImage;
import akkord.protocol.metadata.PartitionImage;
import akkord.protocol.metadata.TopicImage;
import akkord.protocol.partition.Acks;
import akkord.protocol.partition.AppendResult;
import akkord.protocol.partition.BatchBytes;
import akkord.protocol.partition.LocalPartition;
import akkord.protocol.partition.LogSlice;
import akkord.protocol.partition.PartitionCommand;
import akkord.protocol.partition.PartitionView;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/** Nodes in one JVM around one partition, and a controller that decides what the test tells it to. */
final class HandHeldCluster implements AutoCloseable {

    static final TopicPartition PARTITION = new TopicPartition("orders", 0);

    final TopicId topic = TopicId.random();
    private final Path folder;
    private final Map<Integer, ReplicaNode> nodes = new TreeMap<>();
    private final Map<Integer, NodeImage> registered = new TreeMap<>();
    private final Set<Integer> played = new HashSet<>();
    private final BrokerSettings settings;
    private PartitionImage decided = new PartitionImage(PartitionImage.NO_LEADER, 0, 0, List.of(), List.of());
    private long version;
    private long epochs;

    HandHeldCluster(Path folder) {
        this(folder, Map.of());
    }

    HandHeldCluster(Path folder, Map<String, String> settings) {
        this.folder = folder;
        this.settings = BrokerSettings.of(settings);
    }

    BrokerSettings settings() {
        return settings;
    }

    /** Starts a node on its own folder, a new one or that of its former life. */
    ReplicaNode start(int id) throws Exception {
        return start(id, "");
    }

    /** Another life of a node while its former one goes on; on a folder of its own. */
    synchronized ReplicaNode start(int id, String suffix) throws Exception {
        ReplicaNode node = new ReplicaNode(this, id, ++epochs, folder.resolve("node-" + id + suffix));
        nodes.put(id, node);
        registered.put(id, node.self());
        tellAll();
        return node;
    }

    /** The test itself plays this node's replica. */
    synchronized void follower(int id) {
        played.add(id);
    }

    /** Its process ends well. */
    void stop(int id) throws Exception {
        ReplicaNode node;
        synchronized (this) {
            node = nodes.remove(id);
        }
        node.close();
    }

    synchronized ReplicaNode node(int id) {
        return nodes.get(id);
    }

    /** The first in-sync replica leads, in the next epoch. */
    synchronized void lead(int leader, List<Integer> inSync, List<Integer> replicas) {
        decide(new PartitionImage(leader, decided.leaderEpoch() + 1, decided.partitionEpoch() + 1, replicas, inSync));
    }

    synchronized void decide(PartitionImage image) {
        decided = image;
        tellAll();
    }

    synchronized PartitionImage decided() {
        return decided;
    }

    private void tellAll() {
        nodes.values().forEach(this::tell);
    }

    /** A node hears what is decided; one that is not told lives in the past. */
    private void tell(ReplicaNode node) {
        TopicImage orders = new TopicImage(PARTITION.topic(), topic, false, Map.of(), List.of(decided));
        node.image.set(MetadataImage.of(
                ++version, "test", 1, new HashMap<>(registered), Map.of(orders.name(), orders), Map.of()));
        if (decided.replicas().contains(node.id) && !played.contains(node.id))
            node.replica(PARTITION).tell(new PartitionCommand.Assign(PARTITION, topic, decided, Map.of()));
    }

    /** As the controller: changes of the in-sync replicas are made if nothing came in between. */
    ControllerChannel controller() {
        return new ControllerChannel() {
            @Override
            public CompletionStage<IsrChanged> propose(IsrChange change) {
                return CompletableFuture.completedFuture(alter(change));
            }

            @Override
            public CompletionStage<IsrChanged> report(ReplicaReport report) {
                return CompletableFuture.failedFuture(new UnsupportedOperationException("not here: " + report));
            }
        };
    }

    private synchronized IsrChanged alter(IsrChange change) {
        if (change.partitionEpoch() != decided.partitionEpoch())
            return new IsrChanged(
                    topic, 0, null, new Refusal(ErrorCode.INVALID_UPDATE_VERSION, "something came in between"));
        List<Integer> inSync =
                change.newInSyncReplicas().stream().map(InSyncMember::node).toList();
        decide(new PartitionImage(
                decided.leader(), decided.leaderEpoch(), decided.partitionEpoch() + 1, decided.replicas(), inSync));
        return new IsrChanged(topic, 0, decided, null);
    }

    CompletableFuture<AppendResult> append(int node, ByteBuffer batches, Acks acks) {
        CompletableFuture<AppendResult> answer = new CompletableFuture<>();
        long deadlineMillis = System.currentTimeMillis() + ReplicaNode.PATIENCE.toMillis();
        node(node)
                .replica(PARTITION)
                .tell(new PartitionCommand.Append(BatchBytes.of(batches), acks, deadlineMillis, answer::complete));
        return answer;
    }

    PartitionView awaitView(int node, Predicate<PartitionView> condition) {
        return node(node).kit.createTestProbe().awaitAssert(ReplicaNode.PATIENCE, () -> {
            LocalPartition found = node(node).registry.find(PARTITION);
            assertThat(found).isNotNull();
            assertThat(found.view()).matches(condition);
            return found.view();
        });
    }

    /** Every byte of a replica's log, as it can be read now. */
    byte[] bytes(int node) throws Exception {
        PartitionView view = node(node).registry.find(PARTITION).view();
        long offset = view.logStartOffset();
        List<ByteBuffer> parts = new ArrayList<>();
        int size = 0;
        while (offset < view.logEndOffset()) {
            try (LogSlice slice = view.log().read(offset, view.logEndOffset(), 1 << 20, true)) {
                ByteBuffer part = ByteBuffer.allocate(slice.length());
                slice.copyTo(part);
                part.flip();
                parts.add(part);
                size += part.remaining();
                offset = lastOffset(part) + 1;
            }
        }
        ByteBuffer all = ByteBuffer.allocate(size);
        parts.forEach(all::put);
        return all.array();
    }

    private static long lastOffset(ByteBuffer batches) {
        int at = 0;
        while (at + batches.getInt(at + 8) + 12 < batches.limit()) at += batches.getInt(at + 8) + 12;
        return batches.getLong(at) + batches.getInt(at + 23);
    }

    @Override
    public void close() throws Exception {
        for (ReplicaNode node : List.copyOf(nodes.values())) node.close();
    }
}
