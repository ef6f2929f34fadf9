package akkord.actors.partition;

import akkord.protocol.config.TopicSettings;
import akkord.protocol.domain.TopicId;
import akkord.protocol.domain.TopicPartition;
import java.io.IOException;

/** The segment logs of this node. */
public interface ReplicaLogs {

    /**
     * Opens or creates a log, recovering what a crash has left.
     *
     * @throws akkord.protocol.partition.DamagedLogException bytes that were durable once are not what was written
     */
    ReplicaLog open(TopicPartition partition, TopicId topicId, TopicSettings settings) throws IOException;

    /** Removes the files of a log that is not open, whatever their state; none is fine. */
    void deleteFiles(TopicPartition partition) throws IOException;

    /** Remembers of every log how far it is safe, so that a restart need not look below that. */
    void checkpoint() throws IOException;

    /** How far its log was known to be committed when that was last written down; 0 if never. */
    long highWatermark(TopicPartition partition);

    /** To be written down with the next {@link #writeHighWatermarks}. */
    void noteHighWatermark(TopicPartition partition, long offset);

    void writeHighWatermarks() throws IOException;
}
