package akkord.actors.group;

import static org.assertj.core.api.Assertions.assertThat;

import akka.NotUsed;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.persistence.testkit.PersistenceTestKitPlugin;
import akka.persistence.testkit.PersistenceTestKitSnapshotPlugin;
import akka.serialization.jackson.JacksonObjectMapperProvider;
import akka.stream.javadsl.Source;
import akkord.actors.group.core.ClosingLimits;
import akkord.actors.group.core.GroupLimits;
import akkord.actors.group.core.GroupSnapshot;
import akkord.actors.group.core.MemberPace;
import akkord.actors.group.core.consumer.ClassicPart;
import akkord.actors.group.core.consumer.ConsumerMember;
import akkord.actors.group.core.consumer.MemberProfile;
import akkord.protocol.config.BrokerSettings;
import akkord.protocol.config.GroupConfigs;
import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.TopicId;
import akkord.protocol.event.ClusterEvent;
import akkord.protocol.event.ClusterEvents;
import akkord.protocol.group.GroupCommand;
import akkord.protocol.group.GroupReply.ConsumerHeartbeatSeen;
import akkord.protocol.group.GroupReply.ConsumersDescribed;
import akkord.protocol.group.GroupRequest.ConsumerHeartbeat;
import akkord.protocol.group.GroupRequest.MemberProtocol;
import akkord.protocol.group.GroupType;
import akkord.protocol.group.TopicIdPartitions;
import akkord.protocol.metadata.MetadataImage;
import akkord.protocol.metadata.PartitionImage;
import akkord.protocol.metadata.TopicImage;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A group of the consumer protocol with its journal: what was answered survives, and what was written before is read. */
class ConsumerCoordinatorTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final TopicId T = new TopicId(1, 2);
    private static final PartitionImage PARTITION = new PartitionImage(0, 0, 0, List.of(0), List.of(0));
    private static final MetadataImage IMAGE = MetadataImage.of(
            3,
            "c",
            0,
            Map.of(),
            Map.of("t", new TopicImage("t", T, false, Map.of(), Collections.nCopies(4, PARTITION))),
            Map.of());

    private final Config config = ConfigFactory.parseString("""
                    akka.log-dead-letters = off
                    akka.persistence.testkit.events.serialize = on
                    akka.persistence.testkit.snapshots.serialize = on
                    """)
            .withFallback(PersistenceTestKitPlugin.config())
            .withFallback(PersistenceTestKitSnapshotPlugin.config())
            .withFallback(ConfigFactory.load());
    private final ActorTestKit kit = ActorTestKit.create("consumers", config);
    private final GroupContext context = new GroupContext(
            7,
            GroupLimits.of(
                    BrokerSettings.DEFAULTS, 300_000, 100, new MemberPace(20, 500, 0), new ClosingLimits(true, 100)),
            GroupSettings.from(config.getConfig("akkord.group")),
            new Silence(),
            System::currentTimeMillis,
            (group, command) -> {},
            share -> {},
            () -> IMAGE,
            GroupConfigs.ofNode(BrokerSettings.DEFAULTS));
    private ActorRef<GroupCommand> group = started();

    private ActorRef<GroupCommand> started() {
        return kit.spawn(GroupCoordinator.create(context, "g", self -> {}));
    }

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
    }

    private static final class Silence implements ClusterEvents {
        @Override
        public void tell(String kind, String message, Map<String, String> details) {}

        @Override
        public Source<ClusterEvent, NotUsed> watch(int last) {
            return Source.empty();
        }
    }

    @Test
    void whatMembersHaveAndAreToHaveSurvivesTheCoordinator() {
        assertThat(join("a").assignment()).isEqualTo(partitions(0, 1, 2, 3));
        join("b");
        assertThat(beat("a", 1, null).assignment()).isEqualTo(partitions(0, 1));
        ConsumersDescribed before = described();
        restart();
        assertThat(described()).isEqualTo(before);
        assertThat(beat("b", 2, null).assignment()).as("a may still read it").isNull();
        assertThat(beat("a", 1, partitions(0, 1)).memberEpoch()).isEqualTo(2);
        assertThat(beat("b", 2, null).assignment()).isEqualTo(partitions(2, 3));

        // so many changes that there are snapshots
        for (int i = 0; i < 20; i++) {
            join("c" + i);
            assertThat(beat("c" + i, -1, null).why()).isNull();
        }
        before = described();
        restart();
        assertThat(described()).isEqualTo(before);
        assertThat(beat("a", 1, null).why().code()).isEqualTo(ErrorCode.FENCED_MEMBER_EPOCH);
    }

    @Test
    void whatWasWrittenBeforeThereWereConsumersIsRead() throws Exception {
        ObjectMapper mapper =
                JacksonObjectMapperProvider.get(kit.system()).getOrCreate("jackson-cbor", Optional.empty());
        GroupSnapshot classic =
                new GroupSnapshot(3, "consumer", "range", null, true, -1, List.of(), List.of(), null, null, false);
        assertThat(mapper.treeToValue(without(mapper, classic, "consumers"), GroupSnapshot.class))
                .isEqualTo(classic);
        assertThat(mapper.treeToValue(without(mapper, classic, "shares"), GroupSnapshot.class))
                .isEqualTo(classic);
        assertThat(mapper.treeToValue(without(mapper, classic, "rejoining"), GroupSnapshot.class))
                .isEqualTo(classic);
        ConsumerMember member = ConsumerMember.fresh("m", null, MemberProfile.BLANK);
        assertThat(mapper.treeToValue(without(mapper, member, "classic"), ConsumerMember.class))
                .isEqualTo(member);
        ConsumerMember both =
                member.speaking(new ClassicPart(5, List.of(new MemberProtocol("range", new byte[] {1, 2}))));
        assertThat(mapper.readValue(mapper.writeValueAsBytes(both), ConsumerMember.class))
                .isEqualTo(both);
        DirectoryEvent.Listed listed = new DirectoryEvent.Listed("g", "consumer", 5, GroupType.CONSUMER);
        assertThat(mapper.treeToValue(without(mapper, listed, "type"), DirectoryEvent.Listed.class))
                .isEqualTo(new DirectoryEvent.Listed("g", "consumer", 5, null));
    }

    private static ObjectNode without(ObjectMapper mapper, Object value, String field) throws Exception {
        ObjectNode tree = (ObjectNode) mapper.readTree(mapper.writeValueAsBytes(value));
        assertThat(tree.has(field)).isTrue();
        return tree.without(field);
    }

    private static List<TopicIdPartitions> partitions(Integer... numbers) {
        return List.of(new TopicIdPartitions(T, List.of(numbers)));
    }

    private void restart() {
        kit.stop(group, PATIENCE);
        group = started();
    }

    private ConsumerHeartbeatSeen join(String id) {
        ConsumerHeartbeatSeen seen = say(new ConsumerHeartbeat(
                id, 0, null, "rack", "client", "/127.0.0.1", 60_000, List.of("t"), "x.*", "uniform", List.of()));
        assertThat(seen.why()).isNull();
        return seen;
    }

    private ConsumerHeartbeatSeen beat(String id, int epoch, List<TopicIdPartitions> owned) {
        return say(new ConsumerHeartbeat(id, epoch, null, null, "client", "/127.0.0.1", -1, null, null, null, owned));
    }

    private ConsumerHeartbeatSeen say(ConsumerHeartbeat beat) {
        TestProbe<ConsumerHeartbeatSeen> answer = kit.createTestProbe();
        group.tell(new GroupCommand.ConsumerHeartbeat(beat, answer.getRef()));
        return answer.receiveMessage(PATIENCE);
    }

    private ConsumersDescribed described() {
        TestProbe<ConsumersDescribed> answer = kit.createTestProbe();
        group.tell(new GroupCommand.DescribeConsumers(answer.getRef()));
        return answer.receiveMessage(PATIENCE);
    }
}
