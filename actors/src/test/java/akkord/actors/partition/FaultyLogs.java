package akkord.actors.partition;

import akkord.persistence.log.producers.ProducerTable;
import akkord.protocol.config.TopicSettings;
import akkord.protocol.domain.TopicId;
import akkord.protocol.domain.TopicPartition;
import akkord.protocol.partition.LogReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Real logs that can be made to fail, wait and count. */
final class FaultyLogs implements ReplicaLogs {

    /** How many batches each gathered write had. */
    final List<Integer> writes = new CopyOnWriteArrayList<>();

    final AtomicInteger opened = new AtomicInteger();
    final AtomicInteger cleaned = new AtomicInteger();
    final AtomicInteger checkpoints = new AtomicInteger();
    final AtomicInteger producerCheckpoints = new AtomicInteger();

    /** Thrown by what they are named after, until set to null. */
    volatile IOException onOpen;

    volatile IOException onAppend;
    volatile RuntimeException onAppendUnexpected;
    volatile Error onAppendFatal;
    volatile Throwable onFlush;

    /** Every write waits for it, so that the mailbox can fill; every flush likewise. */
    volatile CompletableFuture<Void> appendGate = CompletableFuture.completedFuture(null);

    volatile CompletableFuture<Void> flushGate = CompletableFuture.completedFuture(null);

    private final ReplicaLogs real;

    FaultyLogs(ReplicaLogs real) {
        this.real = real;
    }

    @Override
    public ReplicaLog open(TopicPartition partition, TopicId topicId, TopicSettings settings) throws IOException {
        opened.incrementAndGet();
        if (onOpen != null) throw onOpen;
        return new FaultyLog(real.open(partition, topicId, settings));
    }

    @Override
    public void deleteFiles(TopicPartition partition) throws IOException {
        real.deleteFiles(partition);
    }

    @Override
    public void checkpoint() throws IOException {
        real.checkpoint();
        checkpoints.incrementAndGet();
    }

    @Override
    public long highWatermark(TopicPartition partition) {
        return real.highWatermark(partition);
    }

    @Override
    public void noteHighWatermark(TopicPartition partition, long offset) {
        real.noteHighWatermark(partition, offset);
    }

    @Override
    public void writeHighWatermarks() throws IOException {
        real.writeHighWatermarks();
    }

    private final class FaultyLog implements ReplicaLog {

        private final ReplicaLog log;

        FaultyLog(ReplicaLog log) {
            this.log = log;
        }

        @Override
        public long append(ByteBuffer[] batches, int leaderEpoch) throws IOException {
            appendGate.join();
            if (onAppendUnexpected != null) throw onAppendUnexpected;
            if (onAppendFatal != null) throw onAppendFatal;
            if (onAppend != null) throw onAppend;
            writes.add(batches.length);
            return log.append(batches, leaderEpoch);
        }

        @Override
        public CompletionStage<Long> flush(long upToOffset) {
            Throwable failure = onFlush;
            if (failure != null) return CompletableFuture.failedFuture(failure);
            return flushGate.thenCompose(open -> log.flush(upToOffset));
        }

        @Override
        public CompletionStage<IOException> flushFailure() {
            return log.flushFailure();
        }

        @Override
        public int clean(long nowMillis, long highWatermark) throws IOException {
            cleaned.incrementAndGet();
            return log.clean(nowMillis, highWatermark);
        }

        @Override
        public int lastEpoch() {
            return log.lastEpoch();
        }

        @Override
        public long truncateTo(long offset) throws IOException {
            return log.truncateTo(offset);
        }

        @Override
        public void restartAt(long offset) throws IOException {
            log.restartAt(offset);
        }

        @Override
        public Path folder() {
            return log.folder();
        }

        @Override
        public LogReader reader() {
            return log.reader();
        }

        @Override
        public ProducerTable producers() {
            return log.producers();
        }

        @Override
        public void checkpointProducers() {
            producerCheckpoints.incrementAndGet();
            log.checkpointProducers();
        }

        @Override
        public long logStartOffset() {
            return log.logStartOffset();
        }

        @Override
        public long logEndOffset() {
            return log.logEndOffset();
        }

        @Override
        public long flushedOffset() {
            return log.flushedOffset();
        }

        @Override
        public long advanceLogStart(long offset) throws IOException {
            return log.advanceLogStart(offset);
        }

        @Override
        public void updateSettings(TopicSettings settings) {
            log.updateSettings(settings);
        }

        @Override
        public void close() throws IOException {
            log.close();
        }

        @Override
        public void delete() throws IOException {
            log.delete();
        }
    }
}
