package akkord.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.Address;
import akka.actor.ExtendedActorSystem;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akkord.persistence.journal.peer.PeerAddresses;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** Several nodes in one JVM: an actor system each, Artery on ephemeral ports, cut off from each other at will. */
final class JournalCluster implements AutoCloseable {

    static final Duration DEADLINE = Duration.ofSeconds(40);

    private static final String CONFIG = """

            akka.actor.provider = remote
            akka.remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
            akka.remote.warn-about-direct-use = off
            akka.remote.use-unsafe-remote-features-outside-cluster = on
            akka.persistence.journal.plugin = "akkord.journal"
            akka.persistence.snapshot-store.plugin = "akkord.snapshot-store"
            akka.coordinated-shutdown.run-by-actor-system-terminate = off
            # who is killed says no last words
            akka.remote.artery.advanced.shutdown-flush-timeout = 10 ms
            akkord.journal.election-timeout-min = 800 ms
            akkord.journal.election-timeout-max = 1600 ms
            """;

    private final Path folder;
    private final Map<Integer, Node> nodes = new ConcurrentHashMap<>();
    private final Set<Integer> cutOff = ConcurrentHashMap.newKeySet();

    /** A running node. */
    record Node(int id, ActorTestKit kit, CompletableFuture<ReplicatedJournal> started) {
        ReplicatedJournal journal() {
            return ReplicatedJournal.get(kit.system());
        }

        Outcome write(String writer, String persistenceId, long from, String... events) throws Exception {
            return within(begin(writer, persistenceId, from, events));
        }

        CompletableFuture<Outcome> begin(String writer, String persistenceId, long from, String... events) {
            List<byte[]> bytes = Stream.of(events)
                    .map(event -> event.getBytes(StandardCharsets.UTF_8))
                    .toList();
            return journal().submit(new Operation.Write(writer, persistenceId, from, bytes));
        }

        CompletableFuture<List<String>> beginRead(String persistenceId) {
            return journal().upToDate().thenApply(now -> local(persistenceId));
        }

        List<String> read(String persistenceId) throws Exception {
            return within(beginRead(persistenceId));
        }

        /** What this node has applied, be it old. */
        List<String> local(String persistenceId) {
            return journal().events(persistenceId, 1, Long.MAX_VALUE, Integer.MAX_VALUE).stream()
                    .map(event -> event.sequenceNr() + new String(event.bytes(), StandardCharsets.UTF_8))
                    .toList();
        }
    }

    JournalCluster(Path folder) {
        this.folder = folder;
    }

    static JournalCluster ofThree(Path folder, String overrides) throws Exception {
        JournalCluster cluster = new JournalCluster(folder);
        for (int id = 1; id <= 3; id++) cluster.start(id, Set.of(1, 2, 3), overrides);
        for (int id = 1; id <= 3; id++) within(cluster.node(id).started());
        return cluster;
    }

    Node start(int id, Set<Integer> voters, String overrides) {
        Config config = ConfigFactory.parseString(CONFIG + overrides).withFallback(ConfigFactory.load());
        ActorTestKit kit = ActorTestKit.create("journal", config);
        PeerAddresses addresses = peer -> cutOff.contains(id) || cutOff.contains(peer)
                ? Optional.empty()
                : Optional.ofNullable(nodes.get(peer)).map(JournalCluster::addressOf);
        JournalSettings settings =
                JournalSettings.of(folder.resolve(Integer.toString(id)), id, voters, addresses, config);
        CompletableFuture<ReplicatedJournal> started =
                ReplicatedJournal.start(kit.system(), settings).toCompletableFuture();
        Node node = new Node(id, kit, started);
        nodes.put(id, node);
        return node;
    }

    private static Address addressOf(Node node) {
        return ((ExtendedActorSystem) node.kit().system().classicSystem())
                .provider()
                .getDefaultAddress();
    }

    Node node(int id) {
        return nodes.get(id);
    }

    /** Nothing reaches the node nor comes from it any more; it runs on. */
    void cutOff(int id) {
        cutOff.add(id);
    }

    void reconnect(int id) {
        cutOff.remove(id);
    }

    /** As a crash does: first silence, then no server. */
    void kill(int id) {
        cutOff(id);
        Node node = nodes.remove(id);
        node.journal().stop();
        node.kit().shutdownTestKit();
        reconnect(id);
    }

    /** Awaits the node that leads by its own account, among those that are not cut off. */
    Node leader() throws Exception {
        Node[] found = new Node[1];
        await("a leader", () -> {
            found[0] = nodes.values().stream()
                    .filter(node ->
                            !cutOff.contains(node.id()) && node.journal().isLeader())
                    .findFirst()
                    .orElse(null);
            return found[0] != null;
        });
        return found[0];
    }

    Node follower() throws Exception {
        int leader = leader().id();
        return nodes.values().stream()
                .filter(node -> node.id() != leader && !cutOff.contains(node.id()))
                .findFirst()
                .orElseThrow();
    }

    static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + DEADLINE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waiting for " + what).isLessThan(end);
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    static <T> T within(CompletableFuture<T> future) throws Exception {
        return future.get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
    }

    /** All at once: each takes up to a second to close its files. */
    @Override
    public void close() {
        nodes.keySet().stream()
                .map(id -> CompletableFuture.runAsync(() -> kill(id)))
                .toList()
                .forEach(CompletableFuture::join);
    }
}
