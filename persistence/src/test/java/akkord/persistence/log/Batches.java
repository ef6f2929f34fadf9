package akkord.persistence.log;

import akkord.protocol.batch.RecordBatch;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** Batches with a valid header and checksum around bytes of no meaning: the log never looks inside. */
final class Batches {

    private Batches() {}

    static ByteBuffer batch(long baseOffset, int records, int payloadBytes, long maxTimestamp, int epoch) {
        int size = RecordBatch.HEADER_BYTES + payloadBytes;
        ByteBuffer batch = ByteBuffer.allocateDirect(size);
        batch.putLong(baseOffset)
                .putInt(size - RecordBatch.LENGTH_PREFIX_BYTES)
                .putInt(epoch)
                .put(RecordBatch.MAGIC)
                .putInt(0)
                .putShort((short) 0)
                .putInt(records - 1)
                .putLong(maxTimestamp)
                .putLong(maxTimestamp)
                .putLong(-1)
                .putShort((short) -1)
                .putInt(-1)
                .putInt(records);
        for (int i = 0; i < payloadBytes; i++) batch.put((byte) (baseOffset + i));
        CRC32C crc = new CRC32C();
        crc.update(batch.duplicate().limit(size).position(21));
        batch.putInt(17, (int) crc.getValue());
        return batch.position(0);
    }
}
