package akkord.persistence.log.producers;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A table as it was at one offset, in bytes, big-endian: magic, version, offset, number of producers; of each producer id,
 * epoch, time, coordinator epoch, first offset of the open transaction, number of batches and these; a CRC32C of
 * all that.
 */
public final class ProducerSnapshot {

    private static final int MAGIC = 0x414B5053;
    private static final short VERSION = 1;
    private static final int HEAD_BYTES = 4 + 2 + 8 + 4;
    private static final int PRODUCER_BYTES = 8 + 2 + 8 + 4 + 8 + 1;
    private static final int BATCH_BYTES = 4 + 4 + 8 + 8 + 8;
    private static final int CRC_BYTES = 4;

    private ProducerSnapshot() {}

    public static ByteBuffer encode(long offset, List<ProducerEntry> entries) {
        int size = HEAD_BYTES + CRC_BYTES;
        for (ProducerEntry entry : entries)
            size += PRODUCER_BYTES + BATCH_BYTES * entry.batches().size();
        ByteBuffer out = ByteBuffer.allocate(size);
        out.putInt(MAGIC).putShort(VERSION).putLong(offset).putInt(entries.size());
        for (ProducerEntry entry : entries) put(out, entry);
        return out.putInt(crc(out.array(), size - CRC_BYTES)).flip();
    }

    private static void put(ByteBuffer out, ProducerEntry entry) {
        out.putLong(entry.producerId()).putShort(entry.epoch()).putLong(entry.seenMillis());
        out.putInt(entry.coordinatorEpoch()).putLong(entry.transactionFirstOffset());
        out.put((byte) entry.batches().size());
        for (BatchMark mark : entry.batches()) {
            out.putInt(mark.baseSequence()).putInt(mark.lastSequence());
            out.putLong(mark.baseOffset()).putLong(mark.lastOffset()).putLong(mark.timestampMillis());
        }
    }

    /** Null if the bytes are not a whole snapshot of that offset. */
    public static @Nullable List<ProducerEntry> decode(byte[] bytes, long offset) {
        if (bytes.length < HEAD_BYTES + CRC_BYTES) return null;
        ByteBuffer in = ByteBuffer.wrap(bytes);
        if (in.getInt(bytes.length - CRC_BYTES) != crc(bytes, bytes.length - CRC_BYTES)) return null;
        if (in.getInt() != MAGIC || in.getShort() != VERSION || in.getLong() != offset) return null;
        int count = in.getInt();
        List<ProducerEntry> entries = new ArrayList<>();
        for (int i = 0; i < count; i++) entries.add(entry(in));
        return entries;
    }

    private static ProducerEntry entry(ByteBuffer in) {
        long producerId = in.getLong();
        short epoch = in.getShort();
        long seenMillis = in.getLong();
        int coordinatorEpoch = in.getInt();
        long transactionFirstOffset = in.getLong();
        int count = in.get();
        List<BatchMark> batches = new ArrayList<>(count);
        for (int i = 0; i < count; i++)
            batches.add(new BatchMark(in.getInt(), in.getInt(), in.getLong(), in.getLong(), in.getLong()));
        return new ProducerEntry(producerId, epoch, batches, seenMillis, coordinatorEpoch, transactionFirstOffset);
    }

    private static int crc(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}
