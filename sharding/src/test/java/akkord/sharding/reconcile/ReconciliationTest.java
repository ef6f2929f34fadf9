package akkord.sharding.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.cluster.sharding.typed.ShardingEnvelope;
import akkord.protocol.domain.TopicId;
import akkord.protocol.domain.TopicPartition;
import akkord.protocol.metadata.MetadataImage;
import akkord.protocol.metadata.PartitionImage;
import akkord.protocol.metadata.TopicImage;
import akkord.protocol.partition.LocalPartition;
import akkord.protocol.partition.LocalPartitions;
import akkord.protocol.partition.PartitionCommand;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReconciliationTest {

    private static final Duration DEADLINE = Duration.ofSeconds(20);

    private final ActorTestKit kit = ActorTestKit.create();

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
    }

    @Test
    void aFailureDoesNotEndIt() {
        TestProbe<ShardingEnvelope<PartitionCommand>> region = kit.createTestProbe();
        FailingOnce local = new FailingOnce();
        ActorRef<Reconciliation.Command> reconciliation =
                kit.spawn(Reconciliation.create(1, 10, region.getRef(), local, Duration.ofMillis(20)));
        TopicImage topic = new TopicImage(
                "orders",
                new TopicId(1, 1),
                false,
                Map.of(),
                List.of(new PartitionImage(1, 0, 0, List.of(1), List.of(1))));
        MetadataImage image = new MetadataImage(
                1, "cluster", 1, Map.of(), Map.of("orders", topic), Map.of(topic.id(), "orders"), Map.of());
        reconciliation.tell(new Reconciliation.ImageChanged(image));

        region.receiveMessage(DEADLINE);
        assertThat(region.receiveMessage(DEADLINE).message()).isInstanceOf(PartitionCommand.Assign.class);
        assertThat(local.asked.get()).as("it has failed before").isGreaterThan(1);
    }

    private static final class FailingOnce implements LocalPartitions {
        private final AtomicInteger asked = new AtomicInteger();

        @Override
        public @Nullable LocalPartition find(TopicPartition partition) {
            if (asked.getAndIncrement() == 0) throw new IllegalStateException("impossible");
            return null;
        }

        @Override
        public Collection<LocalPartition> all() {
            return List.of();
        }
    }
}
