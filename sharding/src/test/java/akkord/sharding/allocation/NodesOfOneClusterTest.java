package akkord.sharding.allocation;

import static org.assertj.core.api.Assertions.assertThat;

import akka.NotUsed;
import akka.actor.Address;
import akka.actor.CoordinatedShutdown;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.MemberStatus;
import akka.cluster.sharding.typed.ShardingEnvelope;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import akka.stream.javadsl.Source;
import akkord.protocol.domain.TopicId;
import akkord.protocol.event.ClusterEvent;
import akkord.protocol.event.ClusterEvents;
import akkord.protocol.partition.PartitionCommand;
import akkord.sharding.membership.MembershipWatch;
import akkord.sharding.settings.ConfigLayers;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Several members in this JVM, with the node's own settings of Akka, and real sockets between them. */
class NodesOfOneClusterTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration ASK_AGAIN = Duration.ofMillis(100);
    private static final TopicId TOPIC = new TopicId(1, 2);

    /** On which member each replica has run. */
    private final Map<String, List<String>> ran = new ConcurrentHashMap<>();

    private final List<Member> members = new CopyOnWriteArrayList<>();

    /** @param told what its cluster log has said: kind and node */
    private record Member(
            int nodeId,
            String name,
            ActorSystem<?> system,
            ActorRef<ShardingEnvelope<PartitionCommand>> region,
            List<String> told) {

        Address address() {
            return Cluster.get(system).selfMember().address();
        }
    }

    private record Told(List<String> told) implements ClusterEvents {
        @Override
        public void tell(String kind, String message, Map<String, String> details) {
            told.add(kind + " " + details.get("node"));
        }

        @Override
        public Source<ClusterEvent, NotUsed> watch(int last) {
            return Source.empty();
        }
    }

    private Member start(int nodeId, String name, @Nullable Address seed) {
        var node = ConfigFactory.parseMap(Map.of(
                        "akka.remote.artery.canonical.hostname",
                        "127.0.0.1",
                        "akka.remote.artery.canonical.port",
                        0,
                        "akka.coordinated-shutdown.run-by-actor-system-terminate",
                        "off",
                        "akka.cluster.roles",
                        List.of("controller", NodeRole.of(nodeId))))
                .withFallback(
                        ConfigLayers.load(null, List.of(), new Properties()).effective());
        ActorSystem<?> system = ActorSystem.create(Behaviors.empty(), "akkord", node);
        List<String> told = new CopyOnWriteArrayList<>();
        system.systemActorOf(MembershipWatch.create(new Told(told)), "membership-watch", Props.empty());
        ActorRef<ShardingEnvelope<PartitionCommand>> region = PartitionSharding.start(
                system, replica -> noting(replica, name), Props.empty(), PartitionCommand.StopWithShard.STOP);
        Member member = new Member(nodeId, name, system, region, told);
        members.add(member);
        Cluster cluster = Cluster.get(system);
        cluster.manager().tell(Join.create(seed == null ? cluster.selfMember().address() : seed));
        TestProbe.create(system).awaitAssert(PATIENCE, ASK_AGAIN, () -> {
            assertThat(cluster.selfMember().status()).isEqualTo(MemberStatus.up());
            return null;
        });
        return member;
    }

    private Behavior<PartitionCommand> noting(ReplicaId replica, String member) {
        return Behaviors.setup(context -> {
            ran.computeIfAbsent(replica.entityId(), first -> new CopyOnWriteArrayList<>())
                    .add(member);
            return Behaviors.receive(PartitionCommand.class)
                    .onMessage(PartitionCommand.StopWithShard.class, stop -> Behaviors.stopped())
                    .onAnyMessage(other -> Behaviors.same())
                    .build();
        });
    }

    private static String replicaOf(int nodeId) {
        return new ReplicaId(nodeId, TOPIC, 0).entityId();
    }

    /** Asks for the node's own replica, as its reconciliation does, until it has run on as many members. */
    private void assertRanOn(Member asking, String... names) {
        String replica = replicaOf(asking.nodeId);
        TestProbe.create(asking.system).awaitAssert(PATIENCE, ASK_AGAIN, () -> {
            asking.region.tell(new ShardingEnvelope<>(replica, new PartitionCommand.ReportDamage("none")));
            assertThat(ran.getOrDefault(replica, List.of())).containsExactly(names);
            return null;
        });
    }

    private static void assertTold(Member member, String... kinds) {
        TestProbe.create(member.system).awaitAssert(PATIENCE, ASK_AGAIN, () -> {
            assertThat(member.told).containsSubsequence(kinds);
            return null;
        });
    }

    private static void terminated(Member member) throws Exception {
        member.system.getWhenTerminated().toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() throws Exception {
        for (Member member : members) member.system.terminate();
        for (Member member : members) terminated(member);
    }

    @Test
    void theShardOfANodeLivesOnThatNodeAndTheClusterLogTellsWhoIsGone() throws Exception {
        Member one = start(1, "one", null);
        Address seed = one.address();
        Member two = start(2, "two", seed);
        Member three = start(3, "three", seed);
        assertRanOn(three, "three");
        assertRanOn(two, "two");
        assertRanOn(one, "one");

        CoordinatedShutdown.get(two.system).runAll(CoordinatedShutdown.jvmExitReason());
        terminated(two);
        assertTold(one, "node-leaving 2", "node-left 2");
        Member twoAgain = start(2, "two again", seed);
        assertRanOn(twoAgain, "two", "two again");

        three.system.terminate();
        terminated(three);
        assertTold(one, "node-unreachable 3", "node-downed 3", "node-left 3");
        Member threeAgain = start(3, "three again", seed);
        assertRanOn(threeAgain, "three", "three again");
        assertThat(ran.get(replicaOf(1))).containsExactly("one");
        assertThat(ran.get(replicaOf(2))).containsExactly("two", "two again");
    }
}
