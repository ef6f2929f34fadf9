package akkord.system;

import static akkord.system.RunningCluster.describe;
import static akkord.system.RunningCluster.upAt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRefResolver;
import akkord.sharding.membership.Handshake;
import akkord.sharding.membership.Handshake.Answer;
import akkord.sharding.membership.Handshake.Hello;
import akkord.sharding.membership.Handshake.Kind;
import akkord.sharding.node.Node;
import akkord.sharding.node.StartFailedException;
import akkord.sharding.settings.ConfigLayers;
import akkord.sharding.settings.SettingOverride;
import akkord.sharding.settings.SettingsReader;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitionReassignment;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidReplicaAssignmentException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What a running cluster must not take in: it says why, and is afterwards what it was before. */
@Execution(ExecutionMode.CONCURRENT)
final class JoinRefusedTest {

    private static final int SECONDS_MAX = 30;
    private static final int DISK_MIB = 16;

    @TempDir
    static Path folder;

    private static RunningCluster cluster;

    @BeforeAll
    static void start() {
        cluster = RunningCluster.start(folder, 1);
        cluster.node(1).run("topic", "create", "orders", "--partitions=1").succeeded();
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @Test
    void aNodeOfALaterVersionIsRefusedWhenItStarts() throws Exception {
        RunningNode later = RunningNode.of(
                7, folder.resolve("later"), "--join", cluster.node(1).clusterAddress());
        Akkord.run(new byte[0], LaterVersion.command(folder.resolve("classes"), later.startCommand(7)))
                .refused("node 7 speaks version " + LaterVersion.PROTOCOL_VERSION, "version of Akkord that fits");
        nothingChanged();
    }

    @Test
    void aNodeWhoseClockIsAnHourOffIsRefusedWhenItStarts() {
        Map<String, String> settings = Map.of(
                "akkord.node-id", "7",
                "akkord.data-folder", folder.resolve("early").toString(),
                "akkord.grpc.port", "0",
                "akkord.kafka.port", "0",
                "akkord.cluster.port", "0",
                "akkord.cluster.join", cluster.node(1).clusterAddress());
        List<SettingOverride> overrides = new ArrayList<>();
        settings.forEach((key, value) -> overrides.add(SettingOverride.property(key, value)));
        ConfigLayers layers = ConfigLayers.load(null, overrides, new Properties());
        Clock early = Clock.offset(Clock.systemUTC(), Duration.ofHours(1));

        assertThatThrownBy(() -> Node.start(
                        SettingsReader.read(layers), SettingsReader.broker(layers), layers.effective(), early))
                .isInstanceOf(StartFailedException.class)
                .hasMessageContainingAll("the clock of node 7", "s ahead of", "akkord.cluster.clock-skew-max");
        nothingChanged();
    }

    @Test
    void whoeverSpeaksAnotherVersionOrHasAClockAnHourOffIsTold() {
        ActorTestKit stranger = ActorTestKit.create("akkord", remoting());
        try {
            long now = System.currentTimeMillis();
            long hour = Duration.ofHours(1).toMillis();
            int version = Handshake.PROTOCOL_VERSION;

            assertThat(answer(stranger, version, now).kind()).isEqualTo(Kind.COME_IN);
            assertThat(refusal(stranger, version + 1, now)).contains("node 7 speaks version " + (version + 1));
            assertThat(refusal(stranger, version, now + hour)).contains("s ahead of", "akkord.cluster.clock-skew-max");
            assertThat(refusal(stranger, version, now - hour)).contains("s behind");
        } finally {
            stranger.shutdownTestKit();
        }
        nothingChanged();
    }

    /** A node that is no Akkord, but can speak with one. */
    private static Config remoting() {
        return ConfigFactory.parseMap(Map.of(
                        "akka.actor.provider", "remote",
                        "akka.remote.artery.transport", "tcp",
                        "akka.remote.artery.canonical.hostname", "127.0.0.1",
                        "akka.remote.artery.canonical.port", 0))
                .withFallback(ConfigFactory.load());
    }

    private static String refusal(ActorTestKit stranger, int version, long clockMillis) {
        Answer answer = answer(stranger, version, clockMillis);
        assertThat(answer.kind()).isEqualTo(Kind.REFUSED);
        return answer.sentence();
    }

    private static Answer answer(ActorTestKit stranger, int version, long clockMillis) {
        TestProbe<Answer> probe = stranger.createTestProbe();
        ActorRefResolver.get(stranger.system())
                .<Hello>resolveActorRef("akka://akkord@" + cluster.node(1).clusterAddress() + "/system/doorkeeper")
                .tell(new Hello(version, 7, "127.0.0.1:7", null, clockMillis, false, probe.ref()));
        return probe.receiveMessage(Duration.ofSeconds(SECONDS_MAX));
    }

    @Test
    void whoDoesNotBelongToTheClusterIsRefused() throws Exception {
        RunningNode one = cluster.node(1);
        Path stranger = Files.createDirectories(folder.resolve("stranger"));
        Files.writeString(stranger.resolve("node.properties"), "format=1\nnode.id=2\ncluster.id=elsewhere\n");

        start(2, stranger, one).refused("belongs to cluster elsewhere", one.clusterAddress());
        start(1, folder.resolve("twin"), one)
                .refused("node id 1 is in use by the node at " + one.clusterAddress(), "--node-id");

        assertThat(upAt(one)).isEqualTo(1);
        nothingChanged();
    }

    private static Akkord.Outcome start(int nodeId, Path data, RunningNode join) {
        RunningNode node = RunningNode.of(nodeId, data, "--join", join.clusterAddress());
        return Akkord.run(node.startCommand(nodeId).toArray(String[]::new));
    }

    @Test
    void aNodeWithAFullDiskIsRefused() {
        RunningNode one = cluster.node(1);
        Path data = folder.resolve("full");
        RunningNode full = RunningNode.of(8, data, "--join", one.clusterAddress());
        try (SmallDisk disk = SmallDisk.at(data, DISK_MIB)) {
            disk.fill();
            Akkord.run(full.startCommand(8).toArray(String[]::new)).refused("No space left on device", data.toString());
            nothingChanged();
        }
    }

    @Test
    void moreReplicasThanNodesAreRefused() {
        cluster.node(1)
                .run("topic", "create", "wide", "--replication-factor=2")
                .refused("replication factor 2 of topic wide is larger than the number of nodes, 1");
        nothingChanged();
    }

    @Test
    void aReassignmentToANodeThatIsNotThereIsRefused() throws Exception {
        TopicPartition partition = new TopicPartition("orders", 0);
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", cluster.node(1).kafkaServer()))) {
            var moved = admin.alterPartitionReassignments(
                    Map.of(partition, Optional.of(new NewPartitionReassignment(List.of(1, 42)))));
            assertThatThrownBy(() -> moved.all().get(SECONDS_MAX, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(InvalidReplicaAssignmentException.class)
                    .hasMessageContaining("42");
            assertThat(admin.listPartitionReassignments().reassignments().get(SECONDS_MAX, TimeUnit.SECONDS))
                    .isEmpty();
        }
        nothingChanged();
    }

    private static void nothingChanged() {
        RunningNode one = cluster.node(1);
        assertThat(describe(one).getNodesCount()).isEqualTo(1);
        assertThat(one.run("topic", "list").succeeded().out())
                .contains("orders")
                .doesNotContain("wide");
        one.run("line\n".getBytes(), "produce", "orders").succeeded();
    }
}
