package akkord.actors.partition.core;

import akkord.protocol.batch.RecordBatch;
import akkord.protocol.codec.BatchCompression;
import akkord.protocol.codec.BatchTooLargeException;
import akkord.protocol.codec.Recompression;
import akkord.protocol.config.TopicCompression;
import akkord.protocol.config.TopicSettings;
import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.Refusal;
import akkord.protocol.domain.TopicPartition;
import akkord.protocol.partition.AppendResult.RecordFault;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What must be done to batches that cannot be stored as they came: the records of compressed ones are judged,
 * and batches of another codec than the topic's {@code compression.type} are rewritten in that one. It costs
 * processor time, so it is run beside the partition's thread; any thread may run it, it changes no byte it is
 * given.
 */
public final class Preparation {

    private final TopicPartition partition;
    private final RecordRules rules;
    private final int decompressedBytesMax;
    private final @Nullable Recompression recompression;

    Preparation(TopicPartition partition, TopicSettings settings, int decompressedBytesMax) {
        this.partition = partition;
        this.rules = new RecordRules(settings);
        this.decompressedBytesMax = decompressedBytesMax;
        BatchCompression target = codec(settings.compressionType());
        this.recompression =
                target == null ? null : new Recompression(target, settings.compressionLevel(), decompressedBytesMax);
    }

    /** How it ended. */
    public sealed interface Outcome {

        /** The same records, from position to limit. */
        record Prepared(ByteBuffer batches) implements Outcome {}

        /** @param records the ones to blame, where it is single records */
        record Refused(Refusal why, List<RecordFault> records) implements Outcome {}
    }

    /** Whether the whole, checked batch at {@code at} has to go through {@link #run}. */
    boolean isNeeded(ByteBuffer batches, int at, long nowMillis) {
        if (recompression != null && recompression.changes(batches, at)) return true;
        return RecordBatch.compressionCodec(batches, at) != 0 && rules.lookAtRecords(batches, at, nowMillis);
    }

    /** Whole, checked batches from position to limit. */
    public Outcome run(ByteBuffer batches, long nowMillis) {
        List<ByteBuffer> prepared = new ArrayList<>();
        try {
            for (int at = batches.position(); at < batches.limit(); at += RecordBatch.sizeInBytes(batches, at)) {
                if (!isNeeded(batches, at, nowMillis)) {
                    prepared.add(copy(batches.slice(at, RecordBatch.sizeInBytes(batches, at))));
                    continue;
                }
                ByteBuffer plain = Recompression.plainRecords(batches, at, decompressedBytesMax);
                RecordRules.Verdict flaw = rules.check(batches, at, plain, 0, plain.limit(), nowMillis);
                if (flaw != null) return refused(flaw.code(), flaw.sentence(), flaw.records());
                prepared.add(rewritten(batches, at, plain));
            }
        } catch (BatchTooLargeException tooLarge) {
            return refused(
                    ErrorCode.MESSAGE_TOO_LARGE,
                    tooLarge.getMessage() + " (akkord.partition.decompressed-batch-bytes-max)",
                    List.of());
        } catch (IOException unreadable) {
            return refused(ErrorCode.INVALID_RECORD, String.valueOf(unreadable.getMessage()), List.of());
        }
        return new Outcome.Prepared(joined(prepared));
    }

    private ByteBuffer rewritten(ByteBuffer batches, int at, ByteBuffer plain) {
        return recompression != null && recompression.changes(batches, at)
                ? recompression.rewrite(batches, at, plain)
                : copy(batches.slice(at, RecordBatch.sizeInBytes(batches, at)));
    }

    /** The bytes that came are given back when this is over. */
    private static ByteBuffer copy(ByteBuffer batch) {
        return ByteBuffer.allocate(batch.remaining()).put(batch).flip();
    }

    private static ByteBuffer joined(List<ByteBuffer> batches) {
        if (batches.size() == 1) return batches.get(0);
        ByteBuffer all = ByteBuffer.allocate(
                batches.stream().mapToInt(ByteBuffer::remaining).sum());
        batches.forEach(all::put);
        return all.flip();
    }

    private Outcome refused(ErrorCode code, String what, List<RecordFault> records) {
        return new Outcome.Refused(new Refusal(code, "not appended to " + partition + ": " + what), records);
    }

    private static @Nullable BatchCompression codec(TopicCompression type) {
        return switch (type) {
            case PRODUCER -> null;
            case UNCOMPRESSED -> BatchCompression.NONE;
            case GZIP -> BatchCompression.GZIP;
            case SNAPPY -> BatchCompression.SNAPPY;
            case LZ4 -> BatchCompression.LZ4;
            case ZSTD -> BatchCompression.ZSTD;
        };
    }
}
