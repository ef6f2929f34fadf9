package akkord.system;

import static akkord.system.RunningCluster.await;
import static akkord.system.RunningCluster.describe;
import static akkord.system.RunningCluster.statusOf;
import static akkord.system.RunningCluster.upAt;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitionReassignment;
import org.apache.kafka.clients.admin.QuorumInfo;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node whose journal was damaged, and that has gone for good, is forgotten by the command an operator would use. */
final class RemoveNodeTest {

    private static final int SECONDS_MAX = 60;
    private static final int FIRST_ENTRY = 20;
    private static final TopicPartition PARTITION = new TopicPartition("orders", 0);

    @TempDir
    Path folder;

    @Test
    void aDamagedNodeThatIsRemovedLosesItsVoteItsReplicasAndItsPlaceAndComesBackOnlyEmpty() throws Exception {
        try (RunningCluster cluster = RunningCluster.start(folder, 3);
                Admin admin = Admin.create(Map.of(
                        "bootstrap.servers",
                        cluster.node(1).kafkaServer() + "," + cluster.node(2).kafkaServer()))) {
            RunningNode one = cluster.node(1);
            RunningNode dead = cluster.node(3);
            one.run("topic", "create", PARTITION.topic(), "--partitions=1", "--replication-factor=3")
                    .succeeded();
            one.run("cluster", "remove-node", "3").refused("node 3", "stop it first");
            one.run("cluster", "remove-node", "9").refused("no node 9 is registered");
            assertThat(upAt(one)).isEqualTo(3);

            dead.kill9();
            NodeFiles.flipBit(journalOf(dead), FIRST_ENTRY);
            Akkord.run(dead.startCommand(3).toArray(String[]::new))
                    .refused("journal", "is damaged at byte", dead.data().toString());
            await("it to be down", () -> statusOf(dead, one).equals("down"), one);
            moveReplicas(admin, List.of(1, 2));
            await("it to hold nothing", () -> replicas(admin).equals(List.of(1, 2)), one);
            assertThat(one.run("cluster", "remove-node", "3").succeeded().out()).contains("Removed node 3");

            await("it to be forgotten", () -> describe(one).getNodesCount() == 2, one);
            await("it to have no vote", () -> voters(admin).equals(List.of(1, 2)), one);
            one.run("line\n".getBytes(), "produce", PARTITION.topic()).succeeded();
            NodeFiles.flipBit(journalOf(dead), FIRST_ENTRY);
            Akkord.run(dead.startCommand(3).toArray(String[]::new))
                    .refused("node 3 was removed from the cluster", "empty data folder");
            joinsAnew(cluster, admin);
        }
    }

    private static Path journalOf(RunningNode node) throws IOException {
        try (Stream<Path> files = Files.walk(node.data().resolve("journal"))) {
            return files.filter(file -> file.getFileName().toString().startsWith("log_"))
                    .sorted()
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** Under its old number, with an empty folder. */
    private void joinsAnew(RunningCluster cluster, Admin admin) throws Exception {
        RunningNode one = cluster.node(1);
        try (RunningNode anew = RunningNode.of(3, folder.resolve("anew"), "--join", one.clusterAddress())) {
            anew.restart();
            await("its vote", () -> voters(admin).equals(List.of(1, 2, 3)), one, anew);
            moveReplicas(admin, List.of(1, 2, 3));
            await("its copy", () -> inSync(admin).size() == 3, one, anew);
            cluster.node(2).kill9();
            assertThat(anew.run("consume", PARTITION.topic(), "--max=1", "--quiet")
                            .succeeded()
                            .out())
                    .isEqualTo("line\n");
        }
    }

    private static void moveReplicas(Admin admin, List<Integer> to) throws Exception {
        admin.alterPartitionReassignments(Map.of(PARTITION, Optional.of(new NewPartitionReassignment(to))))
                .all()
                .get(SECONDS_MAX, TimeUnit.SECONDS);
    }

    private static List<Integer> replicas(Admin admin) {
        return ids(partition(admin).replicas());
    }

    private static List<Integer> inSync(Admin admin) {
        return ids(partition(admin).isr());
    }

    private static List<Integer> ids(List<Node> nodes) {
        return nodes.stream().map(Node::id).sorted().toList();
    }

    private static TopicPartitionInfo partition(Admin admin) {
        try {
            return admin.describeTopics(List.of(PARTITION.topic()))
                    .allTopicNames()
                    .get(SECONDS_MAX, TimeUnit.SECONDS)
                    .get(PARTITION.topic())
                    .partitions()
                    .get(0);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static List<Integer> voters(Admin admin) {
        try {
            return admin.describeMetadataQuorum().quorumInfo().get(SECONDS_MAX, TimeUnit.SECONDS).voters().stream()
                    .map(QuorumInfo.ReplicaState::replicaId)
                    .sorted()
                    .toList();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
