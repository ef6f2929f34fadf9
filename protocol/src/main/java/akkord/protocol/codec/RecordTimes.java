package akkord.protocol.codec;

import akkord.protocol.batch.BatchCheck;
import akkord.protocol.batch.BatchFault;
import akkord.protocol.batch.RecordBatch;
import akkord.protocol.partition.LogReader.TimestampedOffset;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.Optional;
import org.apache.kafka.common.record.internal.DefaultRecordBatch;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MutableRecordBatch;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.utils.internals.BufferSupplier;
import org.apache.kafka.common.utils.internals.CloseableIterator;

/**
 * Looks into a batch for a record by its time. What is compressed passes by piece by piece, keys and values are left
 * out: however much a batch decompresses to, it costs little memory.
 */
public final class RecordTimes {

    private RecordTimes() {}

    /**
     * The first record at or after both the time and the offset; empty if the batch has none.
     *
     * @param batch one whole batch from position to limit
     * @throws DamagedBatchException it is none
     */
    public static Optional<TimestampedOffset> firstAtOrAfter(ByteBuffer batch, long timestampMillis, long fromOffset)
            throws IOException {
        BatchFault fault = BatchCheck.fault(batch, batch.position(), batch.limit());
        if (fault != null) throw new DamagedBatchException("a batch is damaged: " + fault.sentence());
        if (RecordBatch.isControl(batch, batch.position())) return Optional.empty();
        int epoch = RecordBatch.partitionLeaderEpoch(batch, batch.position());
        try (CloseableIterator<Record> records = records(batch)) {
            while (records.hasNext()) {
                Record record = records.next();
                if (record.offset() < fromOffset || record.timestamp() < timestampMillis) continue;
                return Optional.of(new TimestampedOffset(record.offset(), record.timestamp(), epoch));
            }
            return Optional.empty();
        } catch (RuntimeException unreadable) {
            throw new DamagedBatchException("the records of a batch cannot be read", unreadable);
        }
    }

    private static CloseableIterator<Record> records(ByteBuffer batch) {
        Iterator<MutableRecordBatch> one =
                MemoryRecords.readableRecords(batch.slice()).batches().iterator();
        return ((DefaultRecordBatch) one.next()).skipKeyValueIterator(BufferSupplier.NO_CACHING);
    }
}
