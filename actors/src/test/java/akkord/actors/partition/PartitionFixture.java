package akkord.actors.partition;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorRef;
import akkord.actors.partition.core.Durability;
import akkord.persistence.log.LogBounds;
import akkord.persistence.log.LogEnvironment;
import akkord.protocol.config.BrokerSettings;
import akkord.protocol.config.LiveSettings;
import akkord.protocol.controller.ControllerCommand.IsrChange;
import akkord.protocol.controller.ControllerCommand.IsrChanged;
import akkord.protocol.controller.ControllerCommand.ReplicaNews;
import akkord.protocol.controller.ControllerCommand.ReplicaReport;
import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.TopicId;
import akkord.protocol.domain.TopicPartition;
import akkord.protocol.metadata.PartitionImage;
import akkord.protocol.partition.Acks;
import akkord.protocol.partition.AppendResult;
import akkord.protocol.partition.AppendResult.Appended;
import akkord.protocol.partition.AppendResult.NotAppended;
import akkord.protocol.partition.BatchBytes;
import akkord.protocol.partition.LocalPartition;
import akkord.protocol.partition.PartitionCommand;
import akkord.protocol.partition.PartitionView;
import akkord.protocol.partition.PendingFetch;
import akkord.protocol.replica.ReplicaFetchers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** One node's replicas around logs that can be made to fail, spoken to as the doors and the controller do. */
final class PartitionFixture implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(30);
    static final int NODE = 1;
    static final int OTHER_NODE = 2;
    static final TopicPartition PARTITION = new TopicPartition("orders", 0);

    final ActorTestKit kit = ActorTestKit.create();
    final PartitionRegistry registry = new PartitionRegistry();
    final RecordedEvents events = new RecordedEvents();
    final FaultyLogs logs;
    final PartitionContext context;
    final TopicId topicId;

    /** How many buffers were handed out and how many times one was given back. */
    final AtomicInteger taken = new AtomicInteger();

    final AtomicInteger released = new AtomicInteger();

    /** What the replica has told of itself. */
    final List<ReplicaReport> reports = new CopyOnWriteArrayList<>();

    /** What has become of the losses that were noted; the number is that of the loss. */
    final List<String> losses = new CopyOnWriteArrayList<>();

    /** Reports are not answered until it is complete. */
    volatile CompletableFuture<Void> reportGate = CompletableFuture.completedFuture(null);

    private final AtomicInteger answeredTwice = new AtomicInteger();
    final ActorRef<PartitionCommand> partition;

    final FailingForce disk = new FailingForce();
    private final LogEnvironment environment;

    PartitionFixture(Path dataFolder, Durability durability) {
        this(dataFolder, durability, TopicId.random());
    }

    /** A node started again on the files of a topic. */
    PartitionFixture(Path dataFolder, Durability durability, TopicId topicId) {
        this(dataFolder, durability, topicId, Duration.ofMillis(200));
    }

    PartitionFixture(Path dataFolder, Durability durability, TopicId topicId, Duration closingLinger) {
        this.topicId = topicId;
        environment = open(dataFolder);
        logs = new FaultyLogs(new SegmentLogs(environment));
        PartitionSettings settings = new PartitionSettings(
                durability,
                64,
                1 << 20,
                10,
                1 << 20,
                1_000,
                1_000,
                Duration.ofMillis(50),
                closingLinger,
                Duration.ofMillis(100),
                Duration.ofMillis(10),
                Duration.ofMillis(2),
                Duration.ofMillis(20));
        context = new PartitionContext(
                NODE,
                logs,
                new LiveSettings(NODE, BrokerSettings.DEFAULTS),
                settings,
                registry,
                events,
                Clock.systemUTC(),
                new Replication(ReplicaFetchers.NONE, new Granting()),
                new Ledger());
        partition = kit.spawn(Partition.create(context, PARTITION), Partition.dispatcher());
    }

    /** A controller that gives a replica which comes back its next leader epoch. */
    private final class Granting implements ControllerChannel {
        @Override
        public CompletionStage<IsrChanged> propose(IsrChange change) {
            return CompletableFuture.failedFuture(new UnsupportedOperationException("there is one replica"));
        }

        @Override
        public CompletionStage<IsrChanged> report(ReplicaReport report) {
            reports.add(report);
            int epoch = report.leaderEpoch() + 1;
            PartitionImage decided = image(NODE, epoch, epoch);
            return reportGate.thenApply(open -> {
                if (report.news() == ReplicaNews.REOPENED || report.news() == ReplicaNews.REOPENED_WITH_LOSSES)
                    assign(decided, Map.of());
                return new IsrChanged(topicId, 0, decided, null);
            });
        }
    }

    private final class Ledger implements RecordsKept {
        private final AtomicInteger count = new AtomicInteger();

        @Override
        public long lost(TopicPartition partition) {
            int loss = count.incrementAndGet();
            losses.add("lost " + loss);
            return loss;
        }

        @Override
        public void lossIsRecorded(TopicPartition partition, long loss) {
            losses.add("recorded " + loss);
        }

        @Override
        public void countsNoMore(TopicPartition partition) {
            losses.add("counts no more");
        }
    }

    PartitionFixture leading() {
        assign(image(NODE, 1, 1), Map.of());
        awaitView(view -> view.role() == PartitionView.Role.LEADER);
        return this;
    }

    void assign(PartitionImage image, Map<String, String> config) {
        partition.tell(new PartitionCommand.Assign(PARTITION, topicId, image, config));
    }

    static PartitionImage image(int leader, int leaderEpoch, int partitionEpoch) {
        return new PartitionImage(leader, leaderEpoch, partitionEpoch, List.of(NODE), List.of(leader));
    }

    CompletableFuture<AppendResult> append(ByteBuffer batches, Acks acks) {
        return append(batches, acks, Duration.ofMinutes(1));
    }

    CompletableFuture<AppendResult> append(ByteBuffer batches, Acks acks, Duration within) {
        CompletableFuture<AppendResult> answer = new CompletableFuture<>();
        taken.incrementAndGet();
        BatchBytes bytes = new BatchBytes(batches, released::incrementAndGet);
        long deadlineMillis = System.currentTimeMillis() + within.toMillis();
        partition.tell(new PartitionCommand.Append(bytes, acks, deadlineMillis, result -> {
            if (!answer.complete(result)) answeredTwice.incrementAndGet();
        }));
        return answer;
    }

    CompletableFuture<Boolean> awaitRecords(long minBytes, long seenHighWatermark, int leaderEpoch) {
        CompletableFuture<Boolean> ready = new CompletableFuture<>();
        PendingFetch fetch = new PendingFetch(minBytes, () -> assertThat(ready.complete(true))
                .as("a fetch is completed once")
                .isTrue());
        partition.tell(new PartitionCommand.AwaitRecords(fetch, seenHighWatermark, leaderEpoch));
        return ready;
    }

    CompletableFuture<PartitionCommand.DeleteRecordsResult> deleteRecords(long beforeOffset) {
        CompletableFuture<PartitionCommand.DeleteRecordsResult> answer = new CompletableFuture<>();
        partition.tell(new PartitionCommand.DeleteRecords(
                beforeOffset, System.currentTimeMillis() + PATIENCE.toMillis(), answer::complete));
        return answer;
    }

    CompletableFuture<PartitionCommand.Closed> closePartition(boolean deleteFiles) {
        CompletableFuture<PartitionCommand.Closed> answer = new CompletableFuture<>();
        partition.tell(new PartitionCommand.Close(deleteFiles, answer::complete));
        return answer;
    }

    /** Comes back when everything sent before was handled: a fetch of a wrong epoch is answered at once. */
    void settle() {
        await(awaitRecords(1, 0, -99));
    }

    static <T> T await(CompletableFuture<T> answer) {
        return answer.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }

    static Appended appended(CompletableFuture<AppendResult> answer) {
        AppendResult result = await(answer);
        assertThat(result).isInstanceOf(Appended.class);
        return (Appended) result;
    }

    static NotAppended refused(CompletableFuture<AppendResult> answer, ErrorCode code) {
        AppendResult result = await(answer);
        assertThat(result).isInstanceOf(NotAppended.class);
        assertThat(((NotAppended) result).why().code()).as(result.toString()).isEqualTo(code);
        return (NotAppended) result;
    }

    PartitionView awaitView(Predicate<PartitionView> condition) {
        return kit.createTestProbe().awaitAssert(PATIENCE, () -> {
            LocalPartition found = registry.find(PARTITION);
            assertThat(found).isNotNull();
            assertThat(found.view()).matches(condition);
            return found.view();
        });
    }

    void awaitThat(Runnable assertion) {
        kit.createTestProbe().awaitAssert(PATIENCE, () -> {
            assertion.run();
            return null;
        });
    }

    PartitionView view() {
        return registry.find(PARTITION).view();
    }

    /** Nothing is kept and nothing was given back twice. */
    void assertEveryBufferReleasedOnce() {
        awaitThat(() -> assertThat(released).hasValue(taken.get()));
        assertThat(answeredTwice).hasValue(0);
    }

    @Override
    public void close() {
        kit.shutdownTestKit();
        try {
            environment.close();
        } catch (IOException trouble) {
            if (!disk.hasFailed) throw new UncheckedIOException(trouble);
        }
    }

    /** Nobody here asks by time. */
    private LogEnvironment open(Path dataFolder) {
        try {
            return LogEnvironment.open(
                    dataFolder,
                    new LogBounds(100, 100),
                    (batch, time, from) -> Optional.empty(),
                    Clock.systemUTC(),
                    disk);
        } catch (IOException trouble) {
            throw new UncheckedIOException(trouble);
        }
    }
}
