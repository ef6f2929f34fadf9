package akkord.protocol.door.grpc;

import akkord.protocol.codec.BatchReader;
import akkord.protocol.codec.BatchTooLargeException;
import akkord.protocol.codec.DamagedBatchException;
import akkord.protocol.codec.RecordHeader;
import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.Refusal;
import akkord.protocol.domain.RefusedException;
import akkord.protocol.domain.TopicPartition;
import akkord.protocol.grpc.v1.FetchedRecord;
import akkord.protocol.grpc.v1.PartitionFetch;
import akkord.protocol.grpc.v1.PartitionRecords;
import akkord.protocol.grpc.v1.Start;
import akkord.protocol.partition.DamagedLogException;
import akkord.protocol.partition.LocalPartition;
import akkord.protocol.partition.LogReader;
import akkord.protocol.partition.LogSlice;
import akkord.protocol.partition.OffsetOutOfRangeException;
import akkord.protocol.partition.PartitionCommand;
import akkord.protocol.partition.PartitionView;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads records of one partition out of its log, in the caller's thread: call it where blocking is allowed. */
final class PartitionReader {

    private static final Logger LOG = LoggerFactory.getLogger(PartitionReader.class);

    private final LedHere led;
    private final int decompressedBytesMax;

    PartitionReader(LedHere led, int decompressedBytesMax) {
        this.led = led;
        this.decompressedBytesMax = decompressedBytesMax;
    }

    /** Where {@code fetch} begins. @throws RefusedException the partition cannot be read, or not from there */
    FetchPosition start(PartitionFetch fetch, boolean untilEnd) {
        TopicPartition partition = new TopicPartition(fetch.getTopic(), fetch.getPartition());
        LocalPartition local = led.partition(partition);
        PartitionView view = local.view();
        try {
            long offset = offset(fetch.getStart(), view);
            checkRange(partition, offset, view);
            return new FetchPosition(
                    partition, view.topicId(), offset, untilEnd ? view.highWatermark() : Long.MAX_VALUE);
        } catch (IOException unreadable) {
            throw new RefusedException(refusal(local, partition, unreadable));
        }
    }

    /** Reads at most {@code bytesMax} of log, but one batch at least if {@code atLeastOneBatch}. Never throws refusals. */
    PartitionRead read(FetchPosition from, int bytesMax, boolean atLeastOneBatch) {
        try {
            LocalPartition local = led.partition(from.partition(), from.topicId());
            try {
                return read(from, local, bytesMax, atLeastOneBatch);
            } catch (IOException unreadable) {
                return refused(from, refusal(local, from.partition(), unreadable));
            }
        } catch (RefusedException refused) {
            return refused(from, refused.refusal());
        }
    }

    static PartitionRead refused(FetchPosition at, Refusal refusal) {
        PartitionRecords records = PartitionRecords.newBuilder()
                .setTopic(at.partition().topic())
                .setPartition(at.partition().partition())
                .setNextOffset(at.offset())
                .setError(GrpcStatuses.failure(refusal))
                .build();
        return new PartitionRead(at, records, 0, false, null, refusal);
    }

    private PartitionRead read(FetchPosition from, LocalPartition local, int bytesMax, boolean atLeastOneBatch)
            throws IOException {
        PartitionView view = local.view();
        checkRange(from.partition(), from.offset(), view);
        PartitionRead.WaitOn waitOn = new PartitionRead.WaitOn(local, view.highWatermark(), view.leaderEpoch());
        long below = Math.min(view.highWatermark(), from.end());
        PartitionRecords.Builder records = PartitionRecords.newBuilder()
                .setTopic(from.partition().topic())
                .setPartition(from.partition().partition())
                .setLogStartOffset(view.logStartOffset())
                .setHighWatermark(view.highWatermark());
        long next = from.offset();
        int bytes = 0;
        LogReader log = view.log();
        if (log != null && next < below && (bytesMax > 0 || atLeastOneBatch)) {
            try (LogSlice slice = log.read(next, below, bytesMax, atLeastOneBatch)) {
                Decoded decoded = decode(slice, next, below, records, bytesMax);
                bytes = Math.max(slice.length(), decoded.bytes);
                next = decoded.nextOffset;
            }
            // Compaction may leave nothing up to the end.
            if (bytes == 0 && atLeastOneBatch) next = below;
        }
        FetchPosition reached = from.at(next);
        boolean isFull = log != null && next < below;
        if (next == from.offset() && !reached.isAtEnd())
            return new PartitionRead(reached, null, bytes, isFull, waitOn, null);
        return new PartitionRead(
                reached, records.setNextOffset(next).setEnd(reached.isAtEnd()).build(), bytes, isFull, waitOn, null);
    }

    /** @param bytes of records in the answer @param nextOffset where to go on */
    private record Decoded(int bytes, long nextOffset) {}

    /**
     * The first batch may begin below the offset asked for, and the last one end above {@code below}. What was
     * compressed may be far larger than its place in the log: the answer ends in the middle of a batch, behind at
     * least one record, when it has twice the size asked for.
     */
    private Decoded decode(LogSlice slice, long offset, long below, PartitionRecords.Builder records, int bytesMax)
            throws IOException {
        if (slice.length() == 0) return new Decoded(0, offset);
        ByteBuffer batches = ByteBuffer.allocate(slice.length());
        slice.copyTo(batches);
        BatchReader reader = new BatchReader(batches.flip(), decompressedBytesMax);
        long answerMax = 2L * Math.max(1, bytesMax);
        int bytes = 0;
        try {
            while (reader.next()) {
                if (reader.offset() < offset || reader.offset() >= below) continue;
                FetchedRecord record = record(reader);
                int size = record.getSerializedSize();
                if (bytes > 0 && bytes + (long) size > answerMax) return new Decoded(bytes, record.getOffset());
                records.addRecords(record);
                bytes += size;
            }
        } catch (DamagedBatchException damaged) {
            throw slice.damaged(reader.batchStart(), String.valueOf(damaged.getMessage()));
        }
        return new Decoded(bytes, Math.max(offset, Math.min(below, reader.nextOffset())));
    }

    private static FetchedRecord record(BatchReader reader) throws DamagedBatchException {
        FetchedRecord.Builder record =
                FetchedRecord.newBuilder().setOffset(reader.offset()).setTimestampMs(reader.timestampMillis());
        ByteString key = reader.key();
        if (key != null) record.setKey(key);
        ByteString value = reader.value();
        if (value != null) record.setValue(value);
        for (RecordHeader header : reader.headers()) {
            var copy = record.addHeadersBuilder().setName(header.name().toStringUtf8());
            if (header.value() != null) copy.setValue(header.value());
        }
        return record.build();
    }

    private static long offset(Start start, PartitionView view) throws IOException {
        return switch (start.getAtCase()) {
            case OFFSET -> start.getOffset();
            case EARLIEST -> view.logStartOffset();
            case LATEST -> view.highWatermark();
            case TIMESTAMP_MS -> byTime(start.getTimestampMs(), view);
            case AT_NOT_SET ->
                throw new RefusedException(
                        ErrorCode.INVALID_REQUEST,
                        "the request does not say where to start: offset, timestamp_ms, earliest or latest");
        };
    }

    private static long byTime(long timestampMillis, PartitionView view) throws IOException {
        LogReader log = view.log();
        if (log == null) return view.highWatermark();
        return log.firstAtOrAfter(timestampMillis, view.highWatermark())
                .map(LogReader.TimestampedOffset::offset)
                .orElse(view.highWatermark());
    }

    /**
     * Up to the log's end: a leader that has just been elected may learn later than its readers how far it is
     * committed, and whoever is ahead of it has only to wait.
     */
    private static void checkRange(TopicPartition partition, long offset, PartitionView view) {
        if (offset >= view.logStartOffset() && offset <= view.logEndOffset()) return;
        throw new RefusedException(
                ErrorCode.OFFSET_OUT_OF_RANGE,
                "offset " + offset + " is out of range: partition " + partition + " holds " + view.logStartOffset()
                        + " up to " + view.highWatermark());
    }

    private static Refusal refusal(LocalPartition local, TopicPartition partition, IOException unreadable) {
        if (unreadable instanceof OffsetOutOfRangeException)
            return new Refusal(ErrorCode.OFFSET_OUT_OF_RANGE, String.valueOf(unreadable.getMessage()));
        if (unreadable instanceof BatchTooLargeException)
            return new Refusal(ErrorCode.RECORD_LIST_TOO_LARGE, partition + ": " + unreadable.getMessage());
        LOG.error("partition {} cannot be read", partition, unreadable);
        if (unreadable instanceof DamagedLogException) {
            local.actor().tell(new PartitionCommand.ReportDamage(String.valueOf(unreadable.getMessage())));
            return new Refusal(ErrorCode.CORRUPT_MESSAGE, partition + ": " + unreadable.getMessage());
        }
        return new Refusal(
                ErrorCode.KAFKA_STORAGE_ERROR, partition + " cannot be read now: " + unreadable.getMessage());
    }
}
