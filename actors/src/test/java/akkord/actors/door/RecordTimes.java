package akkord.actors.door;

import akkord.persistence.log.BatchTimes;
import akkord.protocol.partition.LogReader.TimestampedOffset;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MutableRecordBatch;
import org.apache.kafka.common.record.internal.Record;

/** Looks for times inside batches with the client library's own reader. */
final class RecordTimes implements BatchTimes {

    @Override
    public Optional<TimestampedOffset> firstAtOrAfter(ByteBuffer batch, long timestampMillis, long fromOffset) {
        for (MutableRecordBatch records :
                MemoryRecords.readableRecords(batch.slice()).batches())
            for (Record found : records)
                if (found.offset() >= fromOffset && found.timestamp() >= timestampMillis)
                    return Optional.of(
                            new TimestampedOffset(found.offset(), found.timestamp(), records.partitionLeaderEpoch()));
        return Optional.empty();
    }
}
