package akkord.actors.replica;

import static akkord.actors.replica.HandHeldCluster.PARTITION;
import static akkord.actors.replica.ReplicaNode.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import akkord.actors.partition.core.TestBatch;
import akkord.protocol.partition.Acks;
import akkord.protocol.partition.AppendResult;
import akkord.protocol.partition.AppendResult.Appended;
import akkord.protocol.partition.PartitionCommand;
import akkord.protocol.partition.PartitionCommand.KnownProducer;
import akkord.protocol.partition.PartitionCommand.ProducersResult;
import akkord.protocol.partition.PartitionView.Role;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three replicas of one partition, each with its files, its port and its fetchers; only the controller is the test's hand. */
class ReplicationTest {

    private static final List<Integer> ALL = List.of(1, 2, 3);

    @TempDir
    Path folder;

    private HandHeldCluster cluster;

    @BeforeEach
    void start() throws Exception {
        cluster = new HandHeldCluster(folder, Map.of("replica.fetch.backoff.ms", "100"));
        for (int node : ALL) cluster.start(node);
    }

    @AfterEach
    void stop() throws Exception {
        cluster.close();
    }

    private void lead(int leader, Integer... inSync) {
        cluster.lead(leader, List.of(inSync), ALL);
        int epoch = cluster.decided().leaderEpoch();
        cluster.awaitView(leader, view -> view.role() == Role.LEADER && view.leaderEpoch() == epoch);
    }

    private Appended append(int leader, Acks acks, String... values) throws Exception {
        AppendResult result =
                cluster.append(leader, TestBatch.of(values).build(), acks).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(result).isInstanceOf(Appended.class);
        return (Appended) result;
    }

    private void awaitSameLogs(int leader, Integer... followers) throws Exception {
        long end = cluster.awaitView(leader, view -> true).logEndOffset();
        for (int follower : followers) {
            cluster.awaitView(follower, view -> view.logEndOffset() == end);
            assertThat(cluster.bytes(follower))
                    .as("the log of node " + follower)
                    .isEqualTo(cluster.bytes(leader));
        }
    }

    @Test
    void whatIsAcknowledgedForAllIsOnEveryReplica() throws Exception {
        lead(1, 1, 2, 3);
        for (int i = 0; i < 50; i++) append(1, Acks.ALL, "value " + i);
        assertThat(cluster.bytes(2)).isEqualTo(cluster.bytes(1));
        assertThat(cluster.bytes(3)).isEqualTo(cluster.bytes(1));
    }

    @Test
    void followersLearnHowFarTheyMayBelieve() throws Exception {
        lead(1, 1, 2, 3);
        append(1, Acks.ALL, "one", "two");
        for (int follower : List.of(2, 3)) cluster.awaitView(follower, view -> view.highWatermark() == 2);
    }

    @Test
    void aFollowerThatIsNotInSyncJoinsWhenItHasCaughtUp() throws Exception {
        lead(1, 1);
        append(1, Acks.ALL, "one");
        cluster.awaitView(1, view -> cluster.decided().inSyncReplicas().size() == 3);
        awaitSameLogs(1, 2, 3);
    }

    @Test
    void aReplicaThatHasWhatTheNewLeaderLacksIsCutBackAndFollows() throws Exception {
        lead(1, 1, 2, 3);
        append(1, Acks.ALL, "shared");
        awaitSameLogs(1, 2, 3);
        cluster.stop(2);
        cluster.stop(3);
        append(1, Acks.LEADER, "only", "here");
        cluster.stop(1);
        cluster.start(2);
        cluster.start(3);
        lead(2, 2, 3);
        append(2, Acks.ALL, "instead");
        cluster.start(1);
        awaitSameLogs(2, 1, 3);
        assertThat(cluster.node(1).told).anyMatch(line -> line.startsWith("replica-truncated"));
        assertThat(cluster.node(3).told).noneMatch(line -> line.startsWith("replica-truncated"));
        assertThat(new String(cluster.bytes(1), java.nio.charset.StandardCharsets.ISO_8859_1))
                .contains("shared", "instead")
                .doesNotContain("only");
    }

    @Test
    void afterACutTheProducersAreThoseOfTheRecordsThatAreLeft() throws Exception {
        lead(1, 1, 2, 3);
        send(1, Acks.ALL, 7, 0);
        awaitSameLogs(1, 2, 3);
        cluster.stop(2);
        cluster.stop(3);
        send(1, Acks.LEADER, 7, 1);
        send(1, Acks.LEADER, 8, 0);
        cluster.stop(1);
        cluster.start(2);
        cluster.start(3);
        lead(2, 2, 3);
        append(2, Acks.ALL, "instead");
        cluster.start(1);
        awaitSameLogs(2, 1, 3);
        List<KnownProducer> left = producers(1);
        assertThat(left).hasSize(1);
        assertThat(left.get(0).producerId()).isEqualTo(7);
        assertThat(left.get(0).lastSequence()).isZero();
    }

    private void send(int leader, Acks acks, long producer, int sequence) throws Exception {
        AppendResult result = cluster.append(
                        leader,
                        TestBatch.of("of producer " + producer)
                                .producer(producer, 0, sequence)
                                .build(),
                        acks)
                .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(result).isInstanceOf(Appended.class);
    }

    private List<KnownProducer> producers(int node) throws Exception {
        CompletableFuture<ProducersResult> answer = new CompletableFuture<>();
        cluster.node(node).replica(PARTITION).tell(new PartitionCommand.DescribeProducers(answer::complete));
        return answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).producers();
    }

    @Test
    void aFollowersTableOfProducersIsItsLeaders() throws Exception {
        lead(1, 1, 2, 3);
        for (int i = 0; i < 8; i++) send(1, Acks.ALL, 7, i);
        lead(2, 2, 1, 3);
        AppendResult repeated = cluster.append(
                        2, TestBatch.of("of producer 7").producer(7, 0, 7).build(), Acks.ALL)
                .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(((Appended) repeated).baseOffset()).isEqualTo(7);
        assertThat(cluster.awaitView(2, view -> true).logEndOffset()).isEqualTo(8);
    }

    @Test
    void aFollowerThatWasStartedAgainCatchesUp() throws Exception {
        lead(1, 1, 2, 3);
        append(1, Acks.ALL, "before");
        cluster.stop(3);
        cluster.lead(1, List.of(1, 2), ALL);
        append(1, Acks.ALL, "meanwhile");
        cluster.start(3);
        append(1, Acks.ALL, "after");
        awaitSameLogs(1, 2, 3);
    }

    @Test
    void aFollowerKnowsAgainHowMuchWasCommitted() throws Exception {
        lead(1, 1, 2, 3);
        append(1, Acks.ALL, "one", "two");
        cluster.awaitView(3, view -> view.highWatermark() == 2);
        for (int node : ALL) cluster.stop(node);
        cluster.start(3);
        cluster.awaitView(3, view -> view.role() == Role.FOLLOWER && view.highWatermark() == 2);
    }

    @Test
    void aLeaderThatVanishesInTheMiddleOfAnAnswerIsReplacedAndNothingIsTorn() throws Exception {
        lead(1, 1);
        String large = "x".repeat(200_000);
        for (int i = 0; i < 100; i++) append(1, Acks.LEADER, large + i);
        cluster.awaitView(2, view -> view.logEndOffset() > 10);
        cluster.stop(1);
        cluster.start(1);
        lead(1, 1);
        append(1, Acks.LEADER, "after");
        awaitSameLogs(1, 2, 3);
    }

    /** Leadership goes round while records are under way; whatever was acknowledged for all is there in the end, once. */
    @Test
    void leadershipMayMoveWhileRecordsAreUnderWay() throws Exception {
        List<String> acknowledged = new ArrayList<>();
        int number = 0;
        for (int round = 0; round < 6; round++) {
            int leader = 1 + round % 3;
            lead(leader, 1, 2, 3);
            Map<String, CompletableFuture<AppendResult>> sent = new java.util.LinkedHashMap<>();
            for (int i = 0; i < 40; i++) {
                String value = "value-" + number++ + ";";
                sent.put(value, cluster.append(leader, TestBatch.of(value).build(), Acks.ALL));
            }
            sent.values().iterator().next().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            cluster.lead(1 + (round + 1) % 3, ALL, ALL);
            for (Map.Entry<String, CompletableFuture<AppendResult>> one : sent.entrySet())
                if (one.getValue().get(PATIENCE.toSeconds(), TimeUnit.SECONDS) instanceof Appended)
                    acknowledged.add(one.getKey());
        }
        lead(1, 1, 2, 3);
        append(1, Acks.ALL, "the end");
        awaitSameLogs(1, 2, 3);
        String log = new String(cluster.bytes(1), java.nio.charset.StandardCharsets.ISO_8859_1);
        assertThat(acknowledged).isNotEmpty();
        for (String value : acknowledged)
            assertThat(log.split(value, -1)).as(value).hasSize(2);
    }
}
