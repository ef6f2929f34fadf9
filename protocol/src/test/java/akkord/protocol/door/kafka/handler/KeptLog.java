package akkord.protocol.door.kafka.handler;

import akka.actor.testkit.typed.javadsl.TestInbox;
import akka.actor.typed.ActorRef;
import akkord.protocol.domain.TopicId;
import akkord.protocol.domain.TopicPartition;
import akkord.protocol.partition.DamagedLogException;
import akkord.protocol.partition.LocalPartition;
import akkord.protocol.partition.LogReader;
import akkord.protocol.partition.LogSlice;
import akkord.protocol.partition.PartitionCommand;
import akkord.protocol.partition.PartitionView;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.jspecify.annotations.Nullable;

/** A partition whose batches lie in one real file, one after another; counts the slices that are open. */
final class KeptLog implements LocalPartition, LogReader {

    static final int EPOCH = 3;

    private final TopicPartition name;
    private final TopicId id;
    private final Path file;
    private final FileChannel channel;
    private final List<Batch> batches = new ArrayList<>();
    final TestInbox<PartitionCommand> inbox = TestInbox.create();
    PartitionView.Role role = PartitionView.Role.LEADER;
    long logStart;
    long end;
    int slicesOpen;
    Runnable onRead = () -> {};

    @Nullable
    IOException unreadable;

    private record Batch(long base, long last, long position, int bytes) {}

    KeptLog(TopicPartition name, TopicId id, Path folder) throws IOException {
        this.name = name;
        this.id = id;
        this.file = folder.resolve(name.toString());
        this.channel = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    /** One batch; bytes it takes in the file. */
    int add(int records) {
        SimpleRecord[] made = new SimpleRecord[records];
        for (int i = 0; i < records; i++) made[i] = new SimpleRecord(1, ("value " + (end + i)).getBytes());
        ByteBuffer bytes =
                MemoryRecords.withRecords(end, Compression.NONE, made).buffer();
        int size = bytes.remaining();
        try {
            batches.add(new Batch(end, end + records - 1, channel.size(), size));
            channel.write(bytes, channel.size());
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
        end += records;
        return size;
    }

    /** Compaction has left nothing of so many offsets. */
    void skip(int offsets) {
        end += offsets;
    }

    void damage() throws IOException {
        channel.write(ByteBuffer.allocate(64), 0);
    }

    @Override
    public ActorRef<PartitionCommand> actor() {
        return inbox.getRef();
    }

    @Override
    public PartitionView view() {
        return new PartitionView(name, id, role, FaultyNode.SELF, EPOCH, null, logStart, end, end, end, this);
    }

    @Override
    public LogSlice read(long offset, long below, int maxBytes, boolean atLeastOneBatch) throws IOException {
        onRead.run();
        if (unreadable != null) throw unreadable;
        slicesOpen++;
        long position = 0;
        int length = 0;
        long first = -1;
        for (Batch batch : batches) {
            if (batch.last() < offset || batch.last() >= below) continue;
            if (length + batch.bytes() > maxBytes && !(length == 0 && atLeastOneBatch)) break;
            if (first < 0) {
                position = batch.position();
                first = batch.base();
            }
            length += batch.bytes();
        }
        return new Slice(position, length, first);
    }

    @Override
    public Optional<TimestampedOffset> firstAtOrAfter(long timestampMillis, long below) {
        return Optional.empty();
    }

    @Override
    public Optional<TimestampedOffset> maxTimestamp(long below) {
        return Optional.empty();
    }

    @Override
    public long sizeBytes() {
        return 0;
    }

    private final class Slice implements LogSlice {

        private final long position;
        private final int length;
        private final long first;

        Slice(long position, int length, long first) {
            this.position = position;
            this.length = length;
            this.first = first;
        }

        @Override
        public FileChannel channel() {
            return channel;
        }

        @Override
        public long position() {
            return position;
        }

        @Override
        public int length() {
            return length;
        }

        @Override
        public long firstBatchOffset() {
            return first;
        }

        @Override
        public void copyTo(ByteBuffer target) throws IOException {
            ByteBuffer part = target.slice(target.position(), length);
            while (part.hasRemaining()) channel.read(part, position + part.position());
            target.position(target.position() + length);
        }

        @Override
        public DamagedLogException damaged(int at, String what) {
            return new DamagedLogException(file, position + at, what);
        }

        @Override
        public void close() {
            slicesOpen--;
        }
    }
}
