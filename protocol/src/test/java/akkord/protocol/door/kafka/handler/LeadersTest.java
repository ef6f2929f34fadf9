package akkord.protocol.door.kafka.handler;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.typed.ActorRef;
import akkord.protocol.domain.TopicId;
import akkord.protocol.domain.TopicPartition;
import akkord.protocol.door.kafka.handler.Leaders.Found;
import akkord.protocol.partition.LocalPartition;
import akkord.protocol.partition.LocalPartitions;
import akkord.protocol.partition.LogReader;
import akkord.protocol.partition.PartitionCommand;
import akkord.protocol.partition.PartitionView;
import java.lang.reflect.Proxy;
import java.util.Collection;
import java.util.List;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;

/** A leader that is still of the topic that was deleted, while the cluster has made another of its name. */
final class LeadersTest {

    private static final TopicPartition PARTITION = new TopicPartition("made-again", 0);
    private static final TopicId FORMER = new TopicId(1, 1);
    private static final TopicId NEW = new TopicId(2, 2);

    private static final LogReader LOG = only(Void.class, LogReader.class, PARTITION);

    private final Leaders leaders =
            new Leaders(only(LocalPartitions.class, KafkaDoorContext.class, new FormerReplica()));

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

    private record FormerReplica() implements LocalPartitions, LocalPartition {

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
            return new PartitionView(PARTITION, FORMER, PartitionView.Role.LEADER, 1, 3, null, 0, 0, 0, 0, LOG);
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
