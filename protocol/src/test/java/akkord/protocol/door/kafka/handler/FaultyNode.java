package akkord.protocol.door.kafka.handler;

import akka.actor.testkit.typed.javadsl.TestInbox;
import akka.actor.typed.ActorRef;
import akkord.protocol.config.BrokerSettings;
import akkord.protocol.domain.Refusal;
import akkord.protocol.domain.TopicId;
import akkord.protocol.domain.TopicPartition;
import akkord.protocol.metadata.MetadataCache;
import akkord.protocol.metadata.MetadataImage;
import akkord.protocol.metadata.NodeImage;
import akkord.protocol.metadata.NodeStatus;
import akkord.protocol.metadata.PartitionImage;
import akkord.protocol.metadata.TopicImage;
import akkord.protocol.partition.DamagedLogException;
import akkord.protocol.partition.LocalPartition;
import akkord.protocol.partition.LocalPartitions;
import akkord.protocol.partition.LogReader;
import akkord.protocol.partition.LogSlice;
import akkord.protocol.partition.PartitionCommand;
import akkord.protocol.partition.PartitionView;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** A node with one topic, whose partitions do and throw what the test says. */
final class FaultyNode {

    static final String TOPIC = "t";
    static final TopicId ID = new TopicId(1, 1);
    static final int SELF = 1;
    static final int EPOCH = 3;
    static final int NODE_EPOCH = 7;

    final List<FaultyPartition> partitions = new ArrayList<>();

    FaultyNode(int count) {
        for (int i = 0; i < count; i++) partitions.add(new FaultyPartition(new TopicPartition(TOPIC, i)));
    }

    RequestTable table() {
        return new RequestTable(context(), Duration.ofSeconds(1));
    }

    KafkaDoorContext context() {
        MetadataImage image = image(partitions.size());
        MetadataCache metadata =
                as(MetadataCache.class, Map.of("image", image, "await", CompletableFuture.completedFuture(image)));
        LocalPartitions here = new LocalPartitions() {
            @Override
            public LocalPartition find(TopicPartition name) {
                return partitions.get(name.partition());
            }

            @Override
            public Collection<LocalPartition> all() {
                return List.copyOf(partitions);
            }
        };
        return as(
                KafkaDoorContext.class,
                Map.of(
                        "nodeId", SELF,
                        "partitions", here,
                        "metadata", metadata,
                        "settings", BrokerSettings.DEFAULTS));
    }

    /** This node leads all but the last partition, which nobody leads. */
    static MetadataImage image(int partitions) {
        PartitionImage led = new PartitionImage(SELF, EPOCH, 1, List.of(SELF), List.of(SELF));
        PartitionImage lost = new PartitionImage(
                PartitionImage.NO_LEADER,
                EPOCH,
                1,
                List.of(1, 2, 3),
                List.of(),
                List.of(2),
                List.of(3),
                List.of(),
                List.of());
        List<PartitionImage> decided = new ArrayList<>();
        for (int i = 0; i + 1 < partitions; i++) decided.add(led);
        decided.add(lost);
        TopicImage topic = new TopicImage(TOPIC, ID, false, Map.of(), decided);
        NodeImage self =
                new NodeImage(SELF, "first", "127.0.0.1", 1, 2, 3, null, "test", NodeStatus.UP).withEpoch(NODE_EPOCH);
        return MetadataImage.of(1, "cluster", SELF, Map.of(SELF, self), Map.of(TOPIC, topic), Map.of());
    }

    /** Answers by the names of the methods. */
    static <T> T as(Class<T> type, Map<String, Object> answers) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (self, method, ignored) -> answers.get(method.getName())));
    }

    /** One partition; leads an empty log unless told otherwise. */
    static final class FaultyPartition implements LocalPartition, LogReader {

        private final TopicPartition name;
        final TestInbox<PartitionCommand> inbox = TestInbox.create();
        PartitionView.Role role = PartitionView.Role.LEADER;
        long epochStartOffset;
        long highWatermark;
        int recordBytes;
        int slicesOpen;
        Supplier<IOException> unreadable = () -> null;
        Runnable onLook = () -> {};
        Runnable onAsk = () -> {};
        Runnable onRead = () -> {};

        private FaultyPartition(TopicPartition name) {
            this.name = name;
        }

        @Override
        public ActorRef<PartitionCommand> actor() {
            onAsk.run();
            return inbox.getRef();
        }

        @Override
        public PartitionView view() {
            onLook.run();
            return new PartitionView(
                    name,
                    ID,
                    role,
                    SELF,
                    EPOCH,
                    -1,
                    epochStartOffset,
                    (Refusal) null,
                    0,
                    highWatermark,
                    highWatermark,
                    Math.max(epochStartOffset, highWatermark),
                    this);
        }

        @Override
        public LogSlice read(long offset, long below, int maxBytes, boolean atLeastOneBatch) throws IOException {
            onRead.run();
            fail();
            slicesOpen++;
            return new OpenSlice();
        }

        @Override
        public Optional<TimestampedOffset> firstAtOrAfter(long timestampMillis, long below) throws IOException {
            fail();
            return timestampMillis < below
                    ? Optional.of(new TimestampedOffset(timestampMillis, 0, 1))
                    : Optional.empty();
        }

        @Override
        public Optional<TimestampedOffset> maxTimestamp(long below) throws IOException {
            fail();
            return Optional.empty();
        }

        private void fail() throws IOException {
            IOException failure = unreadable.get();
            if (failure != null) throw failure;
        }

        @Override
        public long sizeBytes() {
            return 0;
        }

        /** Of zeros. */
        private final class OpenSlice implements LogSlice {

            @Override
            public FileChannel channel() {
                throw new AssertionError("so few bytes are copied");
            }

            @Override
            public long position() {
                return 0;
            }

            @Override
            public int length() {
                return recordBytes;
            }

            @Override
            public long firstBatchOffset() {
                return 0;
            }

            @Override
            public void copyTo(ByteBuffer target) {
                target.position(target.position() + recordBytes);
            }

            @Override
            public DamagedLogException damaged(int at, String what) {
                throw new AssertionError(what);
            }

            @Override
            public void close() {
                slicesOpen--;
            }
        }
    }
}
