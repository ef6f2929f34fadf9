package akkord.protocol.codec;

import akkord.protocol.batch.RecordBatch;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Takes the records of a batch out of one codec and puts them into another. The records themselves, and all of
 * the header but length, codec and checksum, stay what they were: offsets, times, producer and sequence.
 *
 * @param target the codec batches are to have
 * @param level on the target codec's own scale; codecs without levels ignore it
 * @param decompressedBytesMax of one batch; no more than that is ever held
 */
public record Recompression(BatchCompression target, int level, int decompressedBytesMax) {

    /** Whether the whole batch at {@code at} is in another codec. */
    public boolean changes(ByteBuffer batches, int at) {
        return RecordBatch.compressionCodec(batches, at) != target.ordinal();
    }

    /**
     * The records of the whole batch at {@code at}, out of their codec; backed by an array from its beginning.
     *
     * @throws BatchTooLargeException they are more than {@link #decompressedBytesMax}
     * @throws DamagedBatchException the codec named in the header cannot read them
     */
    public static ByteBuffer plainRecords(ByteBuffer batches, int at, int decompressedBytesMax) throws IOException {
        int length = RecordBatch.sizeInBytes(batches, at) - RecordBatch.HEADER_BYTES;
        byte[] records = new byte[length];
        batches.get(at + RecordBatch.HEADER_BYTES, records);
        BatchCompression codec = BatchCompression.of(RecordBatch.compressionCodec(batches, at));
        if (codec == BatchCompression.NONE) return ByteBuffer.wrap(records);
        return ByteBuffer.wrap(codec.decompress(ByteBuffer.wrap(records), decompressedBytesMax));
    }

    /** The batch at {@code at} with {@code plainRecords} in the target codec; from position 0, backed by an array. */
    public ByteBuffer rewrite(ByteBuffer batches, int at, ByteBuffer plainRecords) {
        ByteBuffer batch = target.compress(plainRecords.array(), plainRecords.limit(), RecordBatch.HEADER_BYTES, level);
        byte[] header = new byte[RecordBatch.HEADER_BYTES];
        batches.get(at, header);
        batch.put(0, header);
        RecordBatch.setCodecAndSize(batch, 0, target.ordinal(), batch.limit());
        return batch;
    }
}
