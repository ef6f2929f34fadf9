package akkord.actors.group;

import static org.assertj.core.api.Assertions.assertThat;

import akka.NotUsed;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.persistence.testkit.PersistenceTestKitPlugin;
import akka.persistence.testkit.PersistenceTestKitSnapshotPlugin;
import akka.stream.javadsl.Source;
import akkord.actors.group.core.ClosingLimits;
import akkord.actors.group.core.GroupLimits;
import akkord.actors.group.core.MemberPace;
import akkord.protocol.config.BrokerSettings;
import akkord.protocol.config.GroupConfigs;
import akkord.protocol.domain.TopicId;
import akkord.protocol.event.ClusterEvent;
import akkord.protocol.event.ClusterEvents;
import akkord.protocol.group.GroupCommand;
import akkord.protocol.group.GroupReply.ConsumerHeartbeatSeen;
import akkord.protocol.group.GroupReply.ConsumersDescribed;
import akkord.protocol.group.GroupReply.SharesChanged;
import akkord.protocol.group.GroupReply.SharesDescribed;
import akkord.protocol.group.GroupRequest;
import akkord.protocol.group.GroupRequest.ShareHeartbeat;
import akkord.protocol.group.TopicIdPartitions;
import akkord.protocol.metadata.MetadataImage;
import akkord.protocol.metadata.PartitionImage;
import akkord.protocol.metadata.TopicImage;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A share group with its journal: what was answered survives the coordinator. */
class ShareCoordinatorTest {

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
    private final ActorTestKit kit = ActorTestKit.create("sharers", config);
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
    void membersWhatTheyReadAndWhatStateIsKeptOfSurvive() {
        assertThat(this.<SharesChanged>ask(to -> new GroupCommand.KeepShares(
                                new GroupRequest.KeepShares(
                                        List.of(new TopicIdPartitions(new TopicId(5, 6), List.of(9))), 3),
                                to))
                        .why())
                .isNull();
        assertThat(say("a", 0, List.of("t")).assignment()).isEqualTo(partitions(0, 1, 2, 3));
        assertThat(say("b", 0, List.of("t")).assignment()).isEqualTo(partitions(2, 3));
        ConsumersDescribed before = described();
        SharesDescribed shares = this.ask(GroupCommand.DescribeShares::new);
        assertThat(shares.partitions())
                .contains(new TopicIdPartitions(new TopicId(5, 6), List.of(9)))
                .containsAll(partitions(0, 1, 2, 3));
        restart();
        assertThat(described()).isEqualTo(before);
        assertThat(this.<SharesDescribed>ask(GroupCommand.DescribeShares::new)).isEqualTo(shares);

        // so many changes that there are snapshots
        for (int i = 0; i < 30; i++) {
            assertThat(say("c", 0, List.of("t")).why()).isNull();
            assertThat(say("c", ShareHeartbeat.LEAVES, null).why()).isNull();
        }
        before = described();
        restart();
        assertThat(described()).isEqualTo(before);
        assertThat(say("a", 1, null).assignment()).hasSize(1);
    }

    private static List<TopicIdPartitions> partitions(Integer... numbers) {
        return List.of(new TopicIdPartitions(T, List.of(numbers)));
    }

    private void restart() {
        kit.stop(group, PATIENCE);
        group = started();
    }

    private ConsumerHeartbeatSeen say(String id, int epoch, List<String> topics) {
        ShareHeartbeat beat = new ShareHeartbeat(id, epoch, null, "client", "/127.0.0.1", topics);
        return ask(to -> new GroupCommand.ShareHeartbeat(beat, to));
    }

    private ConsumersDescribed described() {
        return ask(GroupCommand.DescribeSharers::new);
    }

    private <R> R ask(Function<ActorRef<R>, GroupCommand> command) {
        TestProbe<R> answer = kit.createTestProbe();
        group.tell(command.apply(answer.getRef()));
        return answer.receiveMessage(PATIENCE);
    }
}
