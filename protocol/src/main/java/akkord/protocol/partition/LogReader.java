package akkord.protocol.partition;

import java.io.IOException;
import java.util.Optional;

/** Reads of one replica's log from any thread, never blocked by its writer. */
public interface LogReader {

    /**
     * The batches from the one that contains {@code offset} on, up to but not including {@code below}.
     *
     * @param maxBytes bounds the slice; if {@code atLeastOneBatch}, the first batch is given whatever its size
     * @throws OffsetOutOfRangeException below the log start or above the log end
     * @throws IOException the file cannot be read, or is damaged: then a {@link DamagedLogException}
     */
    LogSlice read(long offset, long below, int maxBytes, boolean atLeastOneBatch) throws IOException;

    /** The first record at or after {@code timestampMillis} below {@code below}; reads the one batch that holds it. */
    Optional<TimestampedOffset> firstAtOrAfter(long timestampMillis, long below) throws IOException;

    /** The record with the largest timestamp below {@code below}. */
    Optional<TimestampedOffset> maxTimestamp(long below) throws IOException;

    /**
     * Where the largest leader epoch up to {@code leaderEpoch} that the log holds ends (KIP-101, KIP-279);
     * {@link EpochEnd#UNKNOWN} when it holds none.
     */
    default EpochEnd endOffsetForEpoch(int leaderEpoch) {
        return EpochEnd.UNKNOWN;
    }

    /** Bytes in all segments. */
    long sizeBytes();

    /** A record's place and time. @param leaderEpoch of its batch, -1 if unknown */
    record TimestampedOffset(long offset, long timestampMillis, int leaderEpoch) {}

    /** The end of a leader epoch in a log: the offset after its last record. */
    record EpochEnd(int leaderEpoch, long endOffset) {

        public static final EpochEnd UNKNOWN = new EpochEnd(-1, -1);
    }
}
