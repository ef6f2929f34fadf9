package akkord.actors.partition.core;

import akkord.protocol.batch.RecordBatch;
import akkord.protocol.config.TimestampType;
import akkord.protocol.config.TopicSettings;
import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.Refusal;
import akkord.protocol.domain.TopicPartition;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Judges what a client wants to have appended, by the headers and checksums of its batches: nothing is
 * decompressed, and records are looked at only for a reason (see {@link RecordRules}). What passes can be stored
 * as it is; {@link #assign} then writes what only the leader knows into the same bytes. What the topic wants in
 * another codec, and compressed batches whose records have to be looked at, go through {@link Preparation} first.
 */
public final class BatchAdmission {

    private static final int CODEC_MAX = 4;

    private final TopicPartition partition;
    private final TopicSettings settings;
    private final RecordRules rules;
    private final Preparation preparation;

    /** @param decompressedBytesMax of one batch that has to be decompressed */
    public BatchAdmission(TopicPartition partition, TopicSettings settings, int decompressedBytesMax) {
        this.partition = partition;
        this.settings = settings;
        this.rules = new RecordRules(settings);
        this.preparation = new Preparation(partition, settings, decompressedBytesMax);
    }

    /** What must be done with what is {@link Admission.ToPrepare}. */
    public Preparation preparation() {
        return preparation;
    }

    /** One produce, from position to limit; neither is moved and no byte is changed. */
    public Admission check(ByteBuffer bytes, long nowMillis) {
        Admission verdict = checkPrepared(bytes, nowMillis);
        if (!(verdict instanceof Admission.Admitted)) return verdict;
        for (int at = bytes.position(); at < bytes.limit(); at += RecordBatch.sizeInBytes(bytes, at))
            if (preparation.isNeeded(bytes, at, nowMillis)) return new Admission.ToPrepare();
        return verdict;
    }

    /** As {@link #check}, of what {@link Preparation} has made. */
    public Admission checkPrepared(ByteBuffer bytes, long nowMillis) {
        if (!bytes.hasRemaining()) return refused(ErrorCode.INVALID_RECORD, "there is no record batch in it");
        long records = 0;
        int at = bytes.position();
        while (at < bytes.limit()) {
            Refusal flaw = checkFrame(bytes, at);
            if (flaw == null) flaw = checkContent(bytes, at);
            if (flaw != null) return new Admission.Refused(flaw);
            Admission.Refused culprits = checkRecords(bytes, at, nowMillis);
            if (culprits != null) return culprits;
            records += RecordBatch.recordCount(bytes, at);
            at += RecordBatch.sizeInBytes(bytes, at);
        }
        // last, because a single batch that is too large has a better answer
        if (bytes.remaining() > settings.segmentBytes()) return refusedList(bytes.remaining());
        return new Admission.Admitted(records);
    }

    /**
     * Gives admitted batches their offsets, densely from {@code baseOffset}, the epoch they are written in and,
     * where the topic says so, their time. Returns the offset after the last record.
     */
    public long assign(ByteBuffer bytes, long baseOffset, int leaderEpoch, long nowMillis) {
        long offset = baseOffset;
        int at = bytes.position();
        while (at < bytes.limit()) {
            RecordBatch.setBaseOffset(bytes, at, offset);
            RecordBatch.setPartitionLeaderEpoch(bytes, at, leaderEpoch);
            if (stampsAppendTime()) RecordBatch.setLogAppendTime(bytes, at, nowMillis);
            offset += RecordBatch.lastOffsetDelta(bytes, at) + 1L;
            at += RecordBatch.sizeInBytes(bytes, at);
        }
        return offset;
    }

    /** The time {@link #assign} writes at {@code nowMillis}, or -1 where records keep their own. */
    public long logAppendTimeMillis(long nowMillis) {
        return stampsAppendTime() ? nowMillis : -1;
    }

    /** What must hold before any other field may be believed. */
    private @Nullable Refusal checkFrame(ByteBuffer bytes, int at) {
        int left = bytes.limit() - at;
        if (left < RecordBatch.HEADER_BYTES) return corrupt("a record batch is cut off after " + left + " bytes");
        int magic = RecordBatch.magic(bytes, at);
        if (magic != RecordBatch.MAGIC)
            return refusal(ErrorCode.INVALID_RECORD, "record batches must be of format 2, not " + magic);
        int size = RecordBatch.sizeInBytes(bytes, at);
        if (size < RecordBatch.HEADER_BYTES || size > left)
            return corrupt("a record batch says it has " + size + " bytes where there are " + left);
        if (size > settings.maxMessageBytes())
            return refusal(
                    ErrorCode.MESSAGE_TOO_LARGE,
                    "a record batch of " + size + " bytes is larger than max.message.bytes, which is "
                            + settings.maxMessageBytes());
        if (!RecordBatch.isCrcValid(bytes, at)) return corrupt("a record batch's checksum does not match its bytes");
        return null;
    }

    private @Nullable Refusal checkContent(ByteBuffer bytes, int at) {
        Refusal flaw = checkCount(bytes, at);
        if (flaw == null) flaw = checkAttributes(bytes, at);
        if (flaw == null) flaw = checkProducer(bytes, at);
        if (flaw == null) flaw = checkTimestampType(bytes, at);
        return flaw;
    }

    private @Nullable Refusal checkCount(ByteBuffer bytes, int at) {
        int count = RecordBatch.recordCount(bytes, at);
        int delta = RecordBatch.lastOffsetDelta(bytes, at);
        if (count > 0 && delta == count - 1) return null;
        return refusal(
                ErrorCode.INVALID_RECORD,
                "a record batch of " + count + " records has a last offset delta of " + delta);
    }

    private @Nullable Refusal checkAttributes(ByteBuffer bytes, int at) {
        int codec = RecordBatch.compressionCodec(bytes, at);
        if (codec > CODEC_MAX)
            return refusal(
                    ErrorCode.UNSUPPORTED_COMPRESSION_TYPE,
                    "compression codec " + codec + " is unknown; there are none, gzip, snappy, lz4 and zstd (0 to 4)");
        if (RecordBatch.isControl(bytes, at))
            return refusal(ErrorCode.INVALID_RECORD, "clients may not write control records");
        if (RecordBatch.isTransactional(bytes, at))
            return refusal(
                    ErrorCode.INVALID_RECORD, "the batch belongs to a transaction, and no transaction is open here");
        return null;
    }

    private @Nullable Refusal checkProducer(ByteBuffer bytes, int at) {
        if (RecordBatch.producerId(bytes, at) < 0) return null;
        if (RecordBatch.producerEpoch(bytes, at) >= 0 && RecordBatch.baseSequence(bytes, at) >= 0) return null;
        return refusal(ErrorCode.INVALID_RECORD, "a batch with a producer id needs a producer epoch and a sequence");
    }

    private @Nullable Refusal checkTimestampType(ByteBuffer bytes, int at) {
        if (stampsAppendTime() || !RecordBatch.isLogAppendTime(bytes, at)) return null;
        return refusal(
                ErrorCode.INVALID_TIMESTAMP,
                "the batch claims the broker's time of appending; only the broker may set that");
    }

    /** Those of a compressed batch are looked at when they are decompressed, if they have to be. */
    private Admission.@Nullable Refused checkRecords(ByteBuffer bytes, int at, long nowMillis) {
        if (RecordBatch.compressionCodec(bytes, at) != 0 || !rules.lookAtRecords(bytes, at, nowMillis)) return null;
        int end = at + RecordBatch.sizeInBytes(bytes, at);
        RecordRules.Verdict flaw = rules.check(bytes, at, bytes, at + RecordBatch.HEADER_BYTES, end, nowMillis);
        return flaw == null ? null : new Admission.Refused(refusal(flaw.code(), flaw.sentence()), flaw.records());
    }

    private boolean stampsAppendTime() {
        return settings.timestampType() == TimestampType.LOG_APPEND_TIME;
    }

    private Admission refusedList(int size) {
        return refused(
                ErrorCode.RECORD_LIST_TOO_LARGE,
                size + " bytes of record batches do not fit into one segment (segment.bytes is "
                        + settings.segmentBytes() + ")");
    }

    private Admission refused(ErrorCode code, String what) {
        return new Admission.Refused(refusal(code, what));
    }

    private Refusal corrupt(String what) {
        return refusal(ErrorCode.CORRUPT_MESSAGE, what);
    }

    private Refusal refusal(ErrorCode code, String what) {
        return new Refusal(code, "not appended to " + partition + ": " + what);
    }
}
