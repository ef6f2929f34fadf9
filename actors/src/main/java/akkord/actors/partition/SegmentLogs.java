package akkord.actors.partition;

import akkord.persistence.log.LogEnvironment;
import akkord.persistence.log.PartitionLog;
import akkord.persistence.log.producers.ProducerTable;
import akkord.protocol.config.TopicSettings;
import akkord.protocol.domain.TopicId;
import akkord.protocol.domain.TopicPartition;
import akkord.protocol.partition.LogReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.CompletionStage;

/** The logs in a node's data folder. */
public record SegmentLogs(LogEnvironment environment) implements ReplicaLogs {

    @Override
    public ReplicaLog open(TopicPartition partition, TopicId topicId, TopicSettings settings) throws IOException {
        return new SegmentLog(environment.openLog(partition, topicId, settings));
    }

    @Override
    public void deleteFiles(TopicPartition partition) throws IOException {
        environment.deleteFiles(partition);
    }

    @Override
    public void checkpoint() throws IOException {
        environment.checkpoint();
    }

    @Override
    public long highWatermark(TopicPartition partition) {
        return environment.highWatermark(partition);
    }

    @Override
    public void noteHighWatermark(TopicPartition partition, long offset) {
        environment.noteHighWatermark(partition, offset);
    }

    @Override
    public void writeHighWatermarks() throws IOException {
        environment.writeHighWatermarks();
    }

    private record SegmentLog(PartitionLog log) implements ReplicaLog {

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
        public long append(ByteBuffer[] batches, int leaderEpoch) throws IOException {
            return log.append(batches, leaderEpoch);
        }

        @Override
        public int lastEpoch() {
            return log.latestEpoch();
        }

        @Override
        public long truncateTo(long offset) throws IOException {
            return log.truncateTo(offset);
        }

        @Override
        public void restartAt(long offset) throws IOException {
            log.truncateFullyAndStartAt(offset);
        }

        @Override
        public CompletionStage<Long> flush(long upToOffset) {
            return log.flush(upToOffset);
        }

        @Override
        public CompletionStage<IOException> flushFailure() {
            return log.flushFailure();
        }

        @Override
        public long advanceLogStart(long offset) throws IOException {
            return log.advanceLogStart(offset);
        }

        @Override
        public int clean(long nowMillis, long highWatermark) throws IOException {
            return log.clean(nowMillis, highWatermark);
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
