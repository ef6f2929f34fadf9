package akkord.persistence.log;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** Batches of idempotent producers. */
final class ProducerBatches {

    private ProducerBatches() {}

    static ByteBuffer batch(long offset, int records, long producerId, int epoch, int sequence) {
        ByteBuffer batch = Batches.batch(offset, records, 50, 1000 + offset, 0);
        batch.putLong(43, producerId).putShort(51, (short) epoch).putInt(53, sequence);
        CRC32C crc = new CRC32C();
        crc.update(batch.duplicate().position(21));
        return batch.putInt(17, (int) crc.getValue());
    }
}
