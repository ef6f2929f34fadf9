package akkord.actors.partition.core;

import akkord.actors.partition.core.RecordWalk.MalformedRecord;
import akkord.protocol.batch.RecordBatch;
import akkord.protocol.config.TimestampType;
import akkord.protocol.config.TopicSettings;
import akkord.protocol.domain.ErrorCode;
import akkord.protocol.partition.AppendResult.RecordFault;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a topic asks of every single record: a key where it is compacted, a time within its bounds, a size.
 * Records are looked at only if the topic's settings or the batch's header give a reason to.
 */
record RecordRules(TopicSettings settings) {

    /** A batch may hold more records that are wrong; so many are named in its refusal. */
    private static final int FAULTS_MAX = 1000;

    private static final int FAULTS_IN_SENTENCE = 3;

    /** Why a batch cannot be taken, and which of its records are to blame. */
    record Verdict(ErrorCode code, String sentence, List<RecordFault> records) {}

    /** Whether the header of the batch at {@code at} alone cannot tell that its records are in order. */
    boolean lookAtRecords(ByteBuffer batches, int at, long nowMillis) {
        if (settings.cleanupPolicy().compacts()) return true;
        if (RecordBatch.compressionCodec(batches, at) != 0 && settings.maxDecompressedRecordBytes() < Integer.MAX_VALUE)
            return true;
        if (stampsAppendTime()) return false;
        return settings.timestampBeforeMaxMillis() != Long.MAX_VALUE
                || isOutOfRange(RecordBatch.baseTimestamp(batches, at), nowMillis)
                || isOutOfRange(RecordBatch.maxTimestamp(batches, at), nowMillis);
    }

    /**
     * Judges the records of the batch at {@code at}; null if there is nothing wrong.
     *
     * @param records uncompressed, between {@code from} and {@code end}
     */
    @Nullable
    Verdict check(ByteBuffer batches, int at, ByteBuffer records, int from, int end, long nowMillis) {
        RecordWalk walk = new RecordWalk(records, from, end);
        Faults faults = new Faults();
        long base = RecordBatch.baseTimestamp(batches, at);
        boolean compressed = RecordBatch.compressionCodec(batches, at) != 0;
        int count = RecordBatch.recordCount(batches, at);
        try {
            for (int index = 0; index < count; index++) {
                walk.next();
                checkRecord(walk, index, base, compressed, nowMillis, faults);
            }
        } catch (MalformedRecord malformed) {
            return cannotBeToldApart();
        }
        if (!walk.isAtEnd()) return cannotBeToldApart();
        return faults.isEmpty() ? checkHeader(batches, at, nowMillis) : faults.verdict();
    }

    /** If its header lies about times, no record is to blame. */
    private @Nullable Verdict checkHeader(ByteBuffer batches, int at, long nowMillis) {
        long latest = RecordBatch.maxTimestamp(batches, at);
        if (!isOutOfRange(latest, nowMillis)) return null;
        return new Verdict(
                ErrorCode.INVALID_TIMESTAMP, "of the batch, the largest " + outOfRange(latest, nowMillis), List.of());
    }

    private void checkRecord(
            RecordWalk walk, int index, long baseTimestamp, boolean compressed, long nowMillis, Faults faults) {
        if (settings.cleanupPolicy().compacts() && !walk.hasKey())
            faults.add(index, "the topic is compacted: every record needs a key, and this one has none");
        if (compressed && walk.sizeInBytes() > settings.maxDecompressedRecordBytes())
            faults.add(
                    index,
                    "the record has " + walk.sizeInBytes() + " bytes; max.decompressed.message.bytes is "
                            + settings.maxDecompressedRecordBytes());
        long timestamp = baseTimestamp + walk.timestampDelta();
        if (isOutOfRange(timestamp, nowMillis)) faults.addTime(index, outOfRange(timestamp, nowMillis));
    }

    boolean isOutOfRange(long timestamp, long nowMillis) {
        if (stampsAppendTime() || timestamp == RecordBatch.NO_TIMESTAMP) return false;
        return timestamp < 0
                || nowMillis - timestamp > settings.timestampBeforeMaxMillis()
                || timestamp - nowMillis > settings.timestampAfterMaxMillis();
    }

    private String outOfRange(long timestamp, long nowMillis) {
        return "timestamp " + timestamp + " is out of range: from " + settings.timestampBeforeMaxMillis()
                + " ms before (message.timestamp.before.max.ms) to " + settings.timestampAfterMaxMillis()
                + " ms after (message.timestamp.after.max.ms) the broker's time, which is " + nowMillis;
    }

    private boolean stampsAppendTime() {
        return settings.timestampType() == TimestampType.LOG_APPEND_TIME;
    }

    private static Verdict cannotBeToldApart() {
        return new Verdict(ErrorCode.INVALID_RECORD, "the records in a batch cannot be told apart", List.of());
    }

    /** Collected in one walk; a wrong time decides the error, as in Kafka. */
    private static final class Faults {

        private final List<RecordFault> faults = new ArrayList<>();
        private boolean wrongTime;

        void add(int index, String what) {
            if (faults.size() < FAULTS_MAX) faults.add(new RecordFault(index, what));
        }

        void addTime(int index, String what) {
            wrongTime = true;
            add(index, what);
        }

        boolean isEmpty() {
            return faults.isEmpty();
        }

        Verdict verdict() {
            StringBuilder sentence = new StringBuilder();
            for (RecordFault fault : faults.subList(0, Math.min(FAULTS_IN_SENTENCE, faults.size())))
                sentence.append(sentence.isEmpty() ? "record " : "; record ")
                        .append(fault.index())
                        .append(": ")
                        .append(fault.what());
            if (faults.size() > FAULTS_IN_SENTENCE) sentence.append("; and others");
            ErrorCode code = wrongTime ? ErrorCode.INVALID_TIMESTAMP : ErrorCode.INVALID_RECORD;
            return new Verdict(code, sentence.toString(), List.copyOf(faults));
        }
    }
}
