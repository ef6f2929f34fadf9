package akkord.actors.partition;

import akkord.persistence.log.producers.ProducerTable;
import akkord.protocol.config.TopicSettings;
import akkord.protocol.partition.LogReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.CompletionStage;

/**
 * What a replica needs of its segment log. Only the replica's actor calls it, but for {@link #reader()}, which
 * any thread may use. Every method may block.
 */
public interface ReplicaLog {

    /** Where its files are. */
    Path folder();

    LogReader reader();

    /** The idempotent producers of this log. What is staged in it is kept or taken back by {@link #append}. */
    ProducerTable producers();

    /** Writes down what is known of the producers, if that is news; trouble with it costs a later start time only. */
    void checkpointProducers();

    long logStartOffset();

    long logEndOffset();

    /** Everything below is known to be on the disk. */
    long flushedOffset();

    /**
     * One gathered write of admitted batches, whose offsets follow on from {@link #logEndOffset()}. Returns the
     * new end. After an exception nothing of it is in the log, which can be used as before.
     */
    long append(ByteBuffer[] batches, int leaderEpoch) throws IOException;

    /** The leader epoch of the last batch, -1 if there never was one. */
    int lastEpoch();

    /** Cuts everything at and behind {@code offset}, with the batch that holds it. Returns the new end. */
    long truncateTo(long offset) throws IOException;

    /** Empties the log; the next record gets {@code offset}. */
    void restartAt(long offset) throws IOException;

    /** Forces everything below {@code upToOffset} to the disk, together with whatever else waits for that. */
    CompletionStage<Long> flush(long upToOffset);

    /** Completes when a flush has failed, also one that nobody waits for: the log takes no more writes then. */
    CompletionStage<IOException> flushFailure();

    /** Drops what lies below {@code offset}. Returns the new start. */
    long advanceLogStart(long offset) throws IOException;

    /** Retention and rolling by age. Nothing at or above {@code highWatermark} goes. Returns segments deleted. */
    int clean(long nowMillis, long highWatermark) throws IOException;

    void updateSettings(TopicSettings settings);

    /** Flushes, and keeps the files. */
    void close() throws IOException;

    /** Closes, and removes the files. */
    void delete() throws IOException;
}
