package akkord.actors.door;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Which ends of connections coordinators hear of: of members by the consumer protocol, whose sessions of 45 s nobody waits
 * for. That one stays is seen by another one that goes, and whose connection closed later.
 */
class ClosedConnectionsAtTheDoorTest {

    private static final int VERSION = 1;
    private static final Duration SOON = Duration.ofSeconds(20);

    /** Of a kind that nobody offers. */
    private static final byte[] NONSENSE = {0, 0, 0, 8, 0x27, 0x0f, 0, 0, 0, 0, 0, 1};

    @TempDir
    static Path data;

    private static KafkaNode node;
    private static KafkaCalls kafka;

    @BeforeAll
    static void start() throws Exception {
        node = new KafkaNode(
                data, Map.of(), ConfigFactory.parseString("akkord.group.closed-connection-grace-min = 100 ms"));
        kafka = KafkaCalls.to(node);
    }

    @AfterAll
    static void stop() throws Exception {
        kafka.close();
        node.close();
    }

    @Test
    void aMemberWhoseClientClosesOrBreaksItsConnectionIsGoneSoon() throws Exception {
        try (Wire closing = joined("closing", "a");
                Wire breaking = joined("closing", "b")) {
            assertThat(members("closing")).containsExactlyInAnyOrder("a", "b");
            breaking.resetOnClose();
        }
        awaitMembers("closing", Set.of());
    }

    @Test
    void oneThatTheNodeHangsUpOnIsNotTakenForDead() throws Exception {
        try (Wire refused = joined("refused", "a");
                Wire closed = joined("refused", "b")) {
            refused.write(NONSENSE);
            assertThat(refused.isHungUpOn()).isTrue();
            closed.close();
            awaitMembers("refused", Set.of("a"));
        }
    }

    @Test
    void oneThatBeatsOnAnotherConnectionStays() throws Exception {
        Wire first = joined("moving", "a");
        try (Wire second = new Wire(node.door().port());
                Wire other = joined("moving", "b")) {
            first.close();
            int epoch = 1;
            epoch = beat(second, "moving", "a", epoch, null);
            other.close();
            long deadline = System.nanoTime() + SOON.toNanos();
            while (!members("moving").equals(Set.of("a"))) {
                epoch = beat(second, "moving", "a", epoch, null);
                assertThat(System.nanoTime()).as("b is gone").isLessThan(deadline);
            }
        }
    }

    private static Wire joined(String group, String member) throws Exception {
        Wire wire = new Wire(node.door().port());
        assertThat(beat(wire, group, member, 0, List.of("topic"))).isPositive();
        return wire;
    }

    /** @return the member's epoch */
    private static int beat(Wire wire, String group, String member, int epoch, List<String> topics) throws Exception {
        ConsumerGroupHeartbeatRequestData request = new ConsumerGroupHeartbeatRequestData()
                .setGroupId(group)
                .setMemberId(member)
                .setMemberEpoch(epoch)
                .setRebalanceTimeoutMs(epoch == 0 ? 60_000 : -1)
                .setSubscribedTopicNames(topics)
                .setTopicPartitions(epoch == 0 ? List.of() : null);
        ConsumerGroupHeartbeatResponseData answer = wire.send(ApiKeys.CONSUMER_GROUP_HEARTBEAT, VERSION, 1, request)
                .receive()
                .read(ApiKeys.CONSUMER_GROUP_HEARTBEAT, VERSION, new ConsumerGroupHeartbeatResponseData());
        assertThat(answer.errorCode()).as(answer.errorMessage()).isZero();
        return answer.memberEpoch();
    }

    private static void awaitMembers(String group, Set<String> expected) throws Exception {
        long deadline = System.nanoTime() + SOON.toNanos();
        while (!members(group).equals(expected))
            assertThat(System.nanoTime()).as(group + " has " + expected).isLessThan(deadline);
    }

    private static Set<String> members(String group) throws Exception {
        return KafkaCalls.get(
                        kafka.admin().describeConsumerGroups(List.of(group)).all())
                .get(group)
                .members()
                .stream()
                .map(MemberDescription::consumerId)
                .collect(Collectors.toSet());
    }
}
