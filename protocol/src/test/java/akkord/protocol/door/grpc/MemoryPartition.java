package akkord.protocol.door.grpc;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.Behaviors;
import akkord.protocol.batch.RecordBatch;
import akkord.protocol.codec.RecordTimes;
import akkord.protocol.domain.Refusal;
import akkord.protocol.domain.TopicId;
import akkord.protocol.domain.TopicPartition;
import akkord.protocol.partition.Acks;
import akkord.protocol.partition.AppendResult;
import akkord.protocol.partition.DamagedLogException;
import akkord.protocol.partition.LocalPartition;
import akkord.protocol.partition.LogReader;
import akkord.protocol.partition.LogSlice;
import akkord.protocol.partition.OffsetOutOfRangeException;
import akkord.protocol.partition.PartitionCommand;
import akkord.protocol.partition.PartitionView;
import akkord.protocol.partition.PartitionView.Role;
import akkord.protocol.partition.PendingFetch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A partition that keeps its batches in memory and otherwise does what a real one does, in one actor. */
final class MemoryPartition implements LocalPartition, LogReader {

    final AtomicInteger reads = new AtomicInteger();
    final AtomicLong bytesRead = new AtomicLong();
    final AtomicInteger waiters = new AtomicInteger();
    final List<String> damage = new CopyOnWriteArrayList<>();
    volatile @Nullable Refusal refuseAppends;
    volatile @Nullable IOException failReads;
    volatile boolean holdAnswers;
    /** Of what was written last. */
    volatile @Nullable Acks acks;

    final BlockingQueue<Runnable> heldAnswers = new LinkedBlockingQueue<>();
    private final TopicPartition name;
    private final TopicId id;
    private final List<ByteBuffer> batches = new CopyOnWriteArrayList<>();
    private final List<PendingFetch> waiting = new CopyOnWriteArrayList<>();
    private final ActorRef<PartitionCommand> actor;
    private volatile PartitionView view;

    MemoryPartition(ActorSystem<?> system, TopicPartition name, TopicId id) {
        this.name = name;
        this.id = id;
        this.view = view(Role.LEADER, null, 0, 0);
        this.actor = system.systemActorOf(behavior(), name + "-" + id, Props.empty());
    }

    @Override
    public ActorRef<PartitionCommand> actor() {
        return actor;
    }

    @Override
    public PartitionView view() {
        return view;
    }

    void goOffline(Refusal why) {
        view = view(Role.OFFLINE, why, view.logStartOffset(), view.highWatermark());
    }

    /** As a replica does that goes away: nobody waits for it any longer. */
    void wakeAll() {
        waiting.forEach(PendingFetch::complete);
    }

    /** Fetches that have asked to be told of records and still want to know. */
    long stillWaiting() {
        return waiting.stream().filter(fetch -> !fetch.isDone()).count();
    }

    void startAt(long logStartOffset) {
        view = view(Role.LEADER, null, logStartOffset, view.highWatermark());
    }

    /** As a leader that was just elected: all records are there, and fewer known to be committed. */
    void knowCommittedUpTo(long highWatermark) {
        PartitionView now = view;
        view = new PartitionView(
                name,
                id,
                Role.LEADER,
                1,
                1,
                null,
                now.logStartOffset(),
                highWatermark,
                highWatermark,
                now.logEndOffset(),
                this);
    }

    void flipBit(int batch, int bytePosition) {
        ByteBuffer bytes = batches.get(batch);
        bytes.put(bytePosition, (byte) (bytes.get(bytePosition) ^ 1));
    }

    int codecOf(int batch) {
        return RecordBatch.compressionCodec(batches.get(batch), 0);
    }

    int batchCount() {
        return batches.size();
    }

    private PartitionView view(Role role, @Nullable Refusal why, long start, long end) {
        return new PartitionView(name, id, role, 1, 0, why, start, end, end, end, this);
    }

    private Behavior<PartitionCommand> behavior() {
        return Behaviors.receive(PartitionCommand.class)
                .onMessage(PartitionCommand.Append.class, append -> {
                    append(append);
                    return Behaviors.same();
                })
                .onMessage(PartitionCommand.AwaitRecords.class, await -> {
                    if (await.seenHighWatermark() < view.highWatermark())
                        await.fetch().complete();
                    else waiting.add(await.fetch());
                    waiters.incrementAndGet();
                    return Behaviors.same();
                })
                .onMessage(PartitionCommand.ReportDamage.class, report -> {
                    damage.add(report.message());
                    return Behaviors.same();
                })
                .build();
    }

    private void append(PartitionCommand.Append append) {
        acks = append.acks();
        Refusal refuse = refuseAppends;
        if (refuse != null) {
            append.replyTo().send(new AppendResult.NotAppended(refuse));
            return;
        }
        long base = view.logEndOffset();
        long end = base;
        int bytes = 0;
        ByteBuffer buffer = append.batches().buffer();
        for (int at = buffer.position(); at < buffer.limit(); at += RecordBatch.sizeInBytes(buffer, at)) {
            int size = RecordBatch.sizeInBytes(buffer, at);
            ByteBuffer batch =
                    ByteBuffer.allocate(size).put(buffer.slice(at, size)).flip();
            RecordBatch.setBaseOffset(batch, 0, end);
            end += RecordBatch.recordCount(batch, 0);
            batches.add(batch);
            bytes += size;
        }
        append.batches().release().run();
        view = view(Role.LEADER, null, view.logStartOffset(), end);
        AppendResult appended = new AppendResult.Appended(base, -1, view.logStartOffset());
        if (holdAnswers) heldAnswers.add(() -> append.replyTo().send(appended));
        else append.replyTo().send(appended);
        int came = bytes;
        waiting.forEach(fetch -> fetch.offer(came));
        waiting.removeIf(PendingFetch::isDone);
    }

    @Override
    public LogSlice read(long offset, long below, int maxBytes, boolean atLeastOneBatch) throws IOException {
        reads.incrementAndGet();
        IOException fail = failReads;
        if (fail != null) throw fail;
        if (offset < view.logStartOffset() || offset > view.logEndOffset())
            throw new OffsetOutOfRangeException(offset, view.logStartOffset(), view.logEndOffset());
        List<ByteBuffer> run = new ArrayList<>();
        int bytes = 0;
        for (ByteBuffer batch : batches) {
            if (RecordBatch.lastOffset(batch, 0) < offset) continue;
            if (RecordBatch.baseOffset(batch, 0) >= below) break;
            if (bytes + batch.limit() > maxBytes && !(run.isEmpty() && atLeastOneBatch)) break;
            run.add(batch);
            bytes += batch.limit();
        }
        bytesRead.addAndGet(bytes);
        return new MemorySlice(run, bytes);
    }

    @Override
    public Optional<TimestampedOffset> firstAtOrAfter(long timestampMillis, long below) throws IOException {
        for (ByteBuffer batch : batches) {
            if (RecordBatch.maxTimestamp(batch, 0) < timestampMillis) continue;
            return RecordTimes.firstAtOrAfter(batch.duplicate(), timestampMillis, 0);
        }
        return Optional.empty();
    }

    @Override
    public Optional<TimestampedOffset> maxTimestamp(long below) {
        throw new UnsupportedOperationException("no door asks for it");
    }

    @Override
    public long sizeBytes() {
        return batches.stream().mapToLong(ByteBuffer::limit).sum();
    }

    private record MemorySlice(List<ByteBuffer> run, int length) implements LogSlice {
        @Override
        public DamagedLogException damaged(int at, String what) {
            return new DamagedLogException(Path.of("memory"), at, what);
        }

        @Override
        public FileChannel channel() {
            throw new UnsupportedOperationException("there is no file");
        }

        @Override
        public long position() {
            return 0;
        }

        @Override
        public long firstBatchOffset() {
            return run.isEmpty() ? -1 : RecordBatch.baseOffset(run.get(0), 0);
        }

        @Override
        public void copyTo(ByteBuffer target) {
            run.forEach(batch -> target.put(batch.duplicate()));
        }

        @Override
        public void close() {}
    }
}
