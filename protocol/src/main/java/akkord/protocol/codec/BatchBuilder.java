package akkord.protocol.codec;

import akkord.protocol.batch.RecordBatch;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Makes one batch of format v2 out of records: base offset 0, no producer id, times as the records have them.
 * Used by one thread, once.
 */
public final class BatchBuilder {

    private static final int ATTRIBUTES_AT = 21;
    private static final int CRC_AT = 17;

    private final BatchCompression compression;
    // Header and records, the former filled in at the end.
    private byte[] bytes;
    private int end = RecordBatch.HEADER_BYTES;
    private int records;
    private long baseTimestamp;
    private long maxTimestamp = Long.MIN_VALUE;

    /** @param capacityBytes how large the batch is likely to become before compression */
    public BatchBuilder(BatchCompression compression, int capacityBytes) {
        this.compression = compression;
        this.bytes = new byte[Math.max(RecordBatch.HEADER_BYTES, capacityBytes)];
    }

    /** At most this many bytes of a batch go to such a record. */
    public static long sizeInBytesMax(
            @Nullable ByteString key, @Nullable ByteString value, List<RecordHeader> headers) {
        return bodyBytes(10, 5, key, value, headers) + 5;
    }

    public void add(
            long timestampMillis, @Nullable ByteString key, @Nullable ByteString value, List<RecordHeader> headers) {
        if (records == 0) baseTimestamp = timestampMillis;
        maxTimestamp = Math.max(maxTimestamp, timestampMillis);
        long delta = timestampMillis - baseTimestamp;
        long body = bodyBytes(Varint.size(delta), Varint.size(records), key, value, headers);
        reserve(body + Varint.size(body));
        end = Varint.write(bytes, end, body);
        bytes[end++] = 0; // attributes of the record: none are defined
        end = Varint.write(bytes, end, delta);
        end = Varint.write(bytes, end, records);
        write(key);
        write(value);
        end = Varint.write(bytes, end, headers.size());
        for (RecordHeader header : headers) {
            write(header.name());
            write(header.value());
        }
        records++;
    }

    public int records() {
        return records;
    }

    /** The batch so far, uncompressed. Bytes. */
    public int sizeInBytes() {
        return end;
    }

    /**
     * The finished batch; big-endian, writable, backed by an array. Left uncompressed where the codec would make
     * it larger, so that it never exceeds {@link #sizeInBytes}. At least one record must have been added.
     */
    public ByteBuffer build() {
        if (records == 0) throw new IllegalStateException("a batch has at least one record");
        ByteBuffer plain = ByteBuffer.wrap(bytes, 0, end);
        if (compression != BatchCompression.NONE) {
            ByteBuffer smaller = compressed();
            if (smaller.limit() < end) return withHeader(smaller, compression);
        }
        return withHeader(plain, BatchCompression.NONE);
    }

    private ByteBuffer compressed() {
        byte[] plain = Arrays.copyOfRange(bytes, RecordBatch.HEADER_BYTES, end);
        return compression.compress(plain, plain.length, RecordBatch.HEADER_BYTES);
    }

    private ByteBuffer withHeader(ByteBuffer batch, BatchCompression codec) {
        batch.putLong(0, 0)
                .putInt(8, batch.limit() - RecordBatch.LENGTH_PREFIX_BYTES)
                .putInt(12, -1) // leader epoch: the partition's to fill in
                .put(16, RecordBatch.MAGIC)
                .putShort(ATTRIBUTES_AT, (short) codec.ordinal())
                .putInt(23, records - 1)
                .putLong(27, baseTimestamp)
                .putLong(35, maxTimestamp)
                .putLong(43, RecordBatch.NO_PRODUCER_ID)
                .putShort(51, (short) -1)
                .putInt(53, -1)
                .putInt(57, records);
        CRC32C crc = new CRC32C();
        crc.update(batch.duplicate().position(ATTRIBUTES_AT));
        batch.putInt(CRC_AT, (int) crc.getValue());
        return batch;
    }

    private void reserve(long more) {
        long needed = end + more;
        if (needed > Integer.MAX_VALUE - 8)
            throw new IllegalArgumentException("a batch cannot have " + needed + " bytes");
        if (needed > bytes.length)
            bytes = Arrays.copyOf(bytes, (int) Math.min(Integer.MAX_VALUE - 8, Math.max(needed, 2L * bytes.length)));
    }

    private void write(@Nullable ByteString part) {
        if (part == null) {
            end = Varint.write(bytes, end, -1);
            return;
        }
        end = Varint.write(bytes, end, part.size());
        part.copyTo(bytes, end);
        end += part.size();
    }

    private static long bodyBytes(
            int timestampBytes,
            int offsetBytes,
            @Nullable ByteString key,
            @Nullable ByteString value,
            List<RecordHeader> headers) {
        long body = 1 + timestampBytes + offsetBytes + bytes(key) + bytes(value) + Varint.size(headers.size());
        for (RecordHeader header : headers) body += bytes(header.name()) + bytes(header.value());
        return body;
    }

    private static long bytes(@Nullable ByteString part) {
        return part == null ? 1 : (long) Varint.size(part.size()) + part.size();
    }
}
