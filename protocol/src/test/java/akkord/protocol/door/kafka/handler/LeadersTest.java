package akkord.protocol.door.kafka.handler;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.typed.ActorRef;
import akkord.protocol.domain.TopicId;
import akkord.protocol.domain.TopicPartition;
import akkord.protocol.door.kafka.handler.Leaders.Found;
import akkord.protocol.metadata.MetadataImage;
import akkord.protocol.metadata.NodeImage;
import akkord.protocol.metadata.NodeStatus;
import akkord.protocol.metadata.PartitionImage;
import akkord.protocol.metadata.TopicImage;
import akkord.protocol.partition.LocalPartition;
import akkord.protocol.partition.LocalPartitions;
import akkord.protocol.partition.LogReader;
import akkord.protocol.partition.PartitionCommand;
import akkord.protocol.partition.PartitionView;
import java.lang.reflect.Proxy;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;

/** A leader that is still of the topic that was deleted, while the cluster has made another of its name. */
final class LeadersTest {

    private static final TopicPartition PARTITION = new TopicPartition("made-again", 0);
    private static final int SELF = 1;
    private static final TopicId FORMER = new TopicId(1, 1);
    private static final TopicId NEW = new TopicId(2, 2);

    private static final LogReader LOG = only(Void.class, LogReader.class, PARTITION);

    private final Leaders leaders = new Leaders(
            only(LocalPartitions.class, KafkaDoorContext.class, new FormerReplica(PartitionView.Role.LEADER)));

    @Test
    void aReplicaOfTheFormerTopicIsNotReadUnderTheNewOnesId() {
        assertThat(leaders.find(PARTITION, NEW, Leaders.ANY_EPOCH))
                .isEqualTo(new Found.Refused(Errors.INCONSISTENT_TOPIC_ID));
        assertThat(leaders.find(PARTITION, FORMER, Leaders.ANY_EPOCH)).isInstanceOf(Found.Leader.class);
        assertThat(leaders.find(PARTITION, null, Leaders.ANY_EPOCH)).isInstanceOf(Found.Leader.class);
    }

    @Test
    void anotherReasonToRefuseComesFirst() {
        assertThat(leaders.find(PARTITION, NEW, 9)).isEqualTo(new Found.Refused(Errors.UNKNOWN_LEADER_EPOCH));
    }

    @Test
    void aLeaderIsAnnouncedOnceItsReplicaLeadsThatTopicInThatEpoch() {
        assertThat(announced(PartitionView.Role.LEADER, FORMER, 3)).isEqualTo(SELF);
        assertThat(announced(PartitionView.Role.LEADER, FORMER, 4)).isEqualTo(PartitionImage.NO_LEADER);
        assertThat(announced(PartitionView.Role.LEADER, NEW, 3)).isEqualTo(PartitionImage.NO_LEADER);
        assertThat(announced(PartitionView.Role.FOLLOWER, FORMER, 3)).isEqualTo(PartitionImage.NO_LEADER);
    }

    /** Whom metadata name when the controller has decided for this node, and its replica is {@code role} in epoch 3. */
    private static int announced(PartitionView.Role role, TopicId decidedTopic, int decidedEpoch) {
        PartitionImage decided = new PartitionImage(SELF, decidedEpoch, 1, List.of(SELF), List.of(SELF));
        TopicImage topic = new TopicImage(PARTITION.topic(), decidedTopic, false, Map.of(), List.of(decided));
        NodeImage self = new NodeImage(SELF, "first", "127.0.0.1", 1, 2, 3, null, "test", NodeStatus.UP);
        MetadataImage image =
                MetadataImage.of(1, "cluster", SELF, Map.of(SELF, self), Map.of(topic.name(), topic), Map.of());
        return new Leaders(context(new FormerReplica(role))).announced(image, topic, 0);
    }

    private static KafkaDoorContext context(LocalPartitions partitions) {
        return (KafkaDoorContext) Proxy.newProxyInstance(
                KafkaDoorContext.class.getClassLoader(),
                new Class<?>[] {KafkaDoorContext.class},
                (self, method, ignored) -> method.getName().equals("nodeId") ? (Object) SELF : partitions);
    }

    private record FormerReplica(PartitionView.Role role) implements LocalPartitions, LocalPartition {

        @Override
        public LocalPartition find(TopicPartition partition) {
            return this;
        }

        @Override
        public Collection<LocalPartition> all() {
            return List.of(this);
        }

        @Override
        public ActorRef<PartitionCommand> actor() {
            throw new AssertionError("nobody is asked");
        }

        @Override
        public PartitionView view() {
            return new PartitionView(PARTITION, FORMER, role, SELF, 3, null, 0, 0, 0, 0, LOG);
        }
    }

    /** Of all that {@code whole} has, only what gives a {@code part}. */
    private static <W> W only(Class<?> part, Class<W> whole, Object value) {
        return whole.cast(
                Proxy.newProxyInstance(whole.getClassLoader(), new Class<?>[] {whole}, (self, method, ignored) -> {
                    if (method.getReturnType() == part) return value;
                    throw new AssertionError("not asked for: " + method);
                }));
    }
}
