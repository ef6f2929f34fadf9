package akkord.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akkord.protocol.batch.RecordBatch;
import akkord.protocol.partition.LogReader.TimestampedOffset;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.utils.internals.ByteBufferOutputStream;
import org.apache.kafka.common.utils.internals.ByteUtils;
import org.junit.jupiter.api.Test;

class RecordTimesTest {

    private static final int RECORDS = 100;
    private static final byte[] VALUE = new byte[8 << 20];

    /** Some hundred kilobytes, which hold 800 MiB of zeros: record i has the time 1000 + i and the offset 50 + i. */
    private static ByteBuffer small() throws IOException {
        ByteBufferOutputStream bytes = new ByteBufferOutputStream(1 << 20);
        bytes.position(RecordBatch.HEADER_BYTES);
        try (DataOutputStream out =
                new DataOutputStream(Compression.zstd().build().wrapForOutput(bytes, RecordBatch.MAGIC))) {
            for (int i = 0; i < RECORDS; i++) record(out, i);
        }
        ByteBuffer batch = bytes.buffer().flip();
        batch.putLong(0, 50)
                .putInt(12, 3)
                .put(16, RecordBatch.MAGIC)
                .putInt(23, RECORDS - 1)
                .putLong(27, 1000)
                .putLong(35, 1000 + RECORDS - 1)
                .putLong(43, -1)
                .putShort(51, (short) -1)
                .putInt(53, -1)
                .putInt(57, RECORDS);
        RecordBatch.setCodecAndSize(batch, 0, BatchCompression.ZSTD.ordinal(), batch.limit());
        return batch;
    }

    private static void record(DataOutputStream out, int i) throws IOException {
        int bytes = 1
                + ByteUtils.sizeOfVarlong(i)
                + ByteUtils.sizeOfVarint(i)
                + ByteUtils.sizeOfVarint(-1)
                + ByteUtils.sizeOfVarint(VALUE.length)
                + VALUE.length
                + ByteUtils.sizeOfVarint(0);
        ByteUtils.writeVarint(bytes, out);
        out.writeByte(0);
        ByteUtils.writeVarlong(i, out);
        ByteUtils.writeVarint(i, out);
        ByteUtils.writeVarint(-1, out);
        ByteUtils.writeVarint(VALUE.length, out);
        out.write(VALUE);
        ByteUtils.writeVarint(0, out);
    }

    @Test
    void aBatchThatDecompressesToMoreThanTheMemoryIsSearchedToo() throws IOException {
        ByteBuffer batch = small();
        assertThat(batch.remaining()).isLessThan(1 << 20);
        assertThat(RecordTimes.firstAtOrAfter(batch, 1099, 0)).contains(new TimestampedOffset(149, 1099, 3));
        assertThat(RecordTimes.firstAtOrAfter(batch, 0, 51)).contains(new TimestampedOffset(51, 1001, 3));
        assertThat(RecordTimes.firstAtOrAfter(batch, 1100, 0)).isEqualTo(Optional.empty());
    }

    @Test
    void recordsThatAreNoneAreDamage() {
        ByteBuffer batch = ByteBuffer.allocate(RecordBatch.HEADER_BYTES + 20);
        batch.put(16, RecordBatch.MAGIC).putInt(23, 0).putInt(57, 1);
        RecordBatch.setCodecAndSize(batch, 0, BatchCompression.ZSTD.ordinal(), batch.limit());
        assertThatThrownBy(() -> RecordTimes.firstAtOrAfter(batch, 0, 0)).isInstanceOf(DamagedBatchException.class);
        batch.put(70, (byte) 1);
        assertThatThrownBy(() -> RecordTimes.firstAtOrAfter(batch, 0, 0))
                .isInstanceOf(DamagedBatchException.class)
                .hasMessageContaining("damaged");
    }
}
