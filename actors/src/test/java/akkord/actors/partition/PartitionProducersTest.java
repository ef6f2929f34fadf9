package akkord.actors.partition;

import static akkord.actors.partition.PartitionFixture.appended;
import static akkord.actors.partition.PartitionFixture.refused;
import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.typed.ActorRef;
import akkord.actors.partition.core.Durability;
import akkord.actors.partition.core.TestBatch;
import akkord.protocol.config.LiveSettings;
import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.TopicId;
import akkord.protocol.partition.Acks;
import akkord.protocol.partition.AppendResult;
import akkord.protocol.partition.PartitionCommand.DescribeProducers;
import akkord.protocol.partition.PartitionCommand.KnownProducer;
import akkord.protocol.partition.PartitionCommand.ProducersResult;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartitionProducersTest {

    @TempDir
    Path data;

    private static ByteBuffer batch(int sequence) {
        return TestBatch.of("a", "b").producer(7, 0, sequence).build();
    }

    @Test
    void repeatsAreAnsweredWithTheFirstOffsetHoweverTheyAreWrittenTogether() {
        for (Durability durability : Durability.values()) {
            try (PartitionFixture node = new PartitionFixture(data.resolve(durability.name()), durability)) {
                node.leading();
                List<CompletableFuture<AppendResult>> answers = new ArrayList<>();
                for (int i = 0; i < 50; i++) {
                    answers.add(node.append(batch(i * 2), i % 2 == 0 ? Acks.ALL : Acks.LEADER));
                    answers.add(node.append(batch(i * 2), i % 3 == 0 ? Acks.ALL : Acks.LEADER));
                    answers.add(node.append(batch(i * 2), Acks.NONE));
                }
                for (int i = 0; i < answers.size(); i++)
                    assertThat(appended(answers.get(i)).baseOffset()).isEqualTo(i / 3 * 2L);
                refused(node.append(batch(200), Acks.ALL), ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER);
                node.settle();
                assertThat(node.view().logEndOffset()).isEqualTo(100);
                node.assertEveryBufferReleasedOnce();
            }
        }
    }

    @Test
    void aRepeatIsKnownAfterARestart() {
        TopicId topic = TopicId.random();
        try (PartitionFixture node = new PartitionFixture(data, Durability.PAGE_CACHE, topic)) {
            node.leading();
            appended(node.append(batch(0), Acks.ALL));
            appended(node.append(batch(2), Acks.ALL));
        }
        try (PartitionFixture node = new PartitionFixture(data, Durability.PAGE_CACHE, topic)) {
            node.leading();
            assertThat(appended(node.append(batch(2), Acks.ALL)).baseOffset()).isEqualTo(2);
            assertThat(appended(node.append(batch(4), Acks.ALL)).baseOffset()).isEqualTo(4);
        }
    }

    @Test
    void aProducerIsForgottenWhenItsTimeIsOverAndNotBefore() {
        try (PartitionFixture node = new PartitionFixture(data, Durability.PAGE_CACHE)) {
            node.leading();
            ActorRef<LogHousekeeping.Tick> housekeeping =
                    node.kit.spawn(LogHousekeeping.create(node.context), Partition.dispatcher());
            appended(node.append(batch(0), Acks.ALL));
            housekeeping.tell(LogHousekeeping.Tick.PRODUCERS);
            housekeeping.tell(LogHousekeeping.Tick.CHECKPOINT);
            node.awaitThat(() -> assertThat(node.logs.checkpoints).hasValue(1));
            node.settle();
            assertThat(producers(node)).hasSize(1);

            node.context
                    .brokerSettings()
                    .update(Map.of(LiveSettings.ALL_NODES, Map.of("producer.id.expiration.ms", "1")));
            node.awaitThat(() -> {
                housekeeping.tell(LogHousekeeping.Tick.PRODUCERS);
                assertThat(producers(node)).isEmpty();
            });
        }
    }

    private static List<KnownProducer> producers(PartitionFixture node) {
        CompletableFuture<ProducersResult> answer = new CompletableFuture<>();
        node.partition.tell(new DescribeProducers(answer::complete));
        return PartitionFixture.await(answer).producers();
    }
}
