package akkord.protocol.codec;

import akkord.protocol.batch.RecordBatch;
import akkord.protocol.partition.LogReader.TimestampedOffset;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Looks into a batch for a record by its time. */
public final class RecordTimes {

    /** A batch that decompresses to more is not searched. */
    private static final int DECOMPRESSED_BYTES_MAX = 256 << 20;

    private RecordTimes() {}

    /**
     * The first record at or after both the time and the offset; empty if the batch has none.
     *
     * @param batch one whole batch from position to limit
     * @throws DamagedBatchException it is none
     */
    public static Optional<TimestampedOffset> firstAtOrAfter(ByteBuffer batch, long timestampMillis, long fromOffset)
            throws IOException {
        BatchReader reader = new BatchReader(batch, DECOMPRESSED_BYTES_MAX);
        while (reader.next()) {
            if (reader.offset() < fromOffset || reader.timestampMillis() < timestampMillis) continue;
            int epoch = RecordBatch.partitionLeaderEpoch(batch, batch.position());
            return Optional.of(new TimestampedOffset(reader.offset(), reader.timestampMillis(), epoch));
        }
        return Optional.empty();
    }
}
