package akkord.protocol.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.zip.CRC32C;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each on the heap and off it, and with the batch not at the buffer's beginning. */
class RecordBatchTest {

    private static final int AT = 13;
    private static final int PAYLOAD = 40;
    private static final int SIZE = RecordBatch.HEADER_BYTES + PAYLOAD;
    private static final int COUNT_AT = 57;

    static List<IntFunction<ByteBuffer>> memories() {
        return List.of(ByteBuffer::allocate, ByteBuffer::allocateDirect);
    }

    /** A valid batch of three records at {@link #AT}, with other bytes before and behind it. */
    private static ByteBuffer batch(IntFunction<ByteBuffer> memory) {
        ByteBuffer buffer = memory.apply(AT + SIZE + 9);
        byte[] noise = new byte[buffer.capacity()];
        new Random(1).nextBytes(noise);
        buffer.put(noise).position(AT);
        buffer.putLong(1L << 40).putInt(SIZE - 12).putInt(7).put((byte) 2).putInt(0);
        buffer.putShort((short) 0x74).putInt(2).putLong(1111).putLong(2222).putLong(99);
        buffer.putShort((short) 5).putInt(77).putInt(3).position(0);
        return signed(buffer);
    }

    private static ByteBuffer signed(ByteBuffer buffer) {
        byte[] covered = new byte[SIZE - 21];
        buffer.get(AT + 21, covered);
        CRC32C crc = new CRC32C();
        crc.update(covered);
        return buffer.putInt(AT + 17, (int) crc.getValue());
    }

    private static BatchFault fault(ByteBuffer buffer) {
        return BatchCheck.fault(buffer, AT, AT + SIZE);
    }

    @ParameterizedTest
    @MethodSource("memories")
    void everyFieldIsReadAtItsPlace(IntFunction<ByteBuffer> memory) {
        ByteBuffer b = batch(memory);
        assertThat(RecordBatch.baseOffset(b, AT)).isEqualTo(1L << 40);
        assertThat(RecordBatch.sizeInBytes(b, AT)).isEqualTo(SIZE);
        assertThat(RecordBatch.partitionLeaderEpoch(b, AT)).isEqualTo(7);
        assertThat(RecordBatch.magic(b, AT)).isEqualTo((byte) 2);
        assertThat(RecordBatch.lastOffsetDelta(b, AT)).isEqualTo(2);
        assertThat(RecordBatch.lastOffset(b, AT)).isEqualTo((1L << 40) + 2);
        assertThat(RecordBatch.baseTimestamp(b, AT)).isEqualTo(1111);
        assertThat(RecordBatch.maxTimestamp(b, AT)).isEqualTo(2222);
        assertThat(RecordBatch.producerId(b, AT)).isEqualTo(99);
        assertThat(RecordBatch.producerEpoch(b, AT)).isEqualTo((short) 5);
        assertThat(RecordBatch.baseSequence(b, AT)).isEqualTo(77);
        assertThat(RecordBatch.recordCount(b, AT)).isEqualTo(3);
        assertThat(RecordBatch.compressionCodec(b, AT)).isEqualTo(4);
        assertThat(RecordBatch.isLogAppendTime(b, AT)).isFalse();
        assertThat(RecordBatch.isTransactional(b, AT)).isTrue();
        assertThat(RecordBatch.isControl(b, AT)).isTrue();
        assertThat(RecordBatch.hasDeleteHorizon(b, AT)).isTrue();
        assertThat(RecordBatch.isCrcValid(b, AT)).isTrue();
        assertThat(b.position()).isZero();
        assertThat(b.limit()).isEqualTo(b.capacity());
    }

    @ParameterizedTest
    @MethodSource("memories")
    void offsetAndEpochAreSetWithoutTouchingTheChecksum(IntFunction<ByteBuffer> memory) {
        ByteBuffer b = batch(memory);
        int crc = RecordBatch.crc(b, AT);
        RecordBatch.setBaseOffset(b, AT, 5);
        RecordBatch.setPartitionLeaderEpoch(b, AT, 8);
        assertThat(RecordBatch.baseOffset(b, AT)).isEqualTo(5);
        assertThat(RecordBatch.partitionLeaderEpoch(b, AT)).isEqualTo(8);
        assertThat(RecordBatch.crc(b, AT)).isEqualTo(crc);
        assertThat(fault(b)).isNull();
    }

    @ParameterizedTest
    @MethodSource("memories")
    void logAppendTimeChangesTheLatestTimeAndTheChecksumAndNothingElse(IntFunction<ByteBuffer> memory) {
        ByteBuffer b = batch(memory);
        RecordBatch.setLogAppendTime(b, AT, 3333);
        assertThat(RecordBatch.isLogAppendTime(b, AT)).isTrue();
        assertThat(RecordBatch.compressionCodec(b, AT)).isEqualTo(4);
        assertThat(RecordBatch.maxTimestamp(b, AT)).isEqualTo(3333);
        assertThat(fault(b)).isNull();
        ByteBuffer expected = batch(memory).putShort(AT + 21, (short) 0x7c).putLong(AT + 35, 3333);
        assertThat(b).isEqualTo(signed(expected));
    }

    @ParameterizedTest
    @MethodSource("memories")
    void aFlippedBitAnywhereUnderTheChecksumIsFound(IntFunction<ByteBuffer> memory) {
        for (int bit = 17 * 8; bit < SIZE * 8; bit++) {
            ByteBuffer b = batch(memory);
            b.put(AT + bit / 8, (byte) (b.get(AT + bit / 8) ^ 1 << bit % 8));
            assertThat(fault(b)).as("bit " + bit).isNotNull();
            assertThat(RecordBatch.isCrcValid(b, AT)).as("bit " + bit).isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource("memories")
    void everyFaultHasItsName(IntFunction<ByteBuffer> memory) {
        assertThat(fault(batch(memory))).isNull();
        for (int bytes = 0; bytes < SIZE; bytes++)
            assertThat(BatchCheck.fault(batch(memory), AT, AT + bytes)).isEqualTo(BatchFault.TRUNCATED);
        assertThat(fault(batch(memory).putInt(AT + 8, -1))).isEqualTo(BatchFault.LENGTH);
        assertThat(fault(batch(memory).putInt(AT + 8, 48))).isEqualTo(BatchFault.LENGTH);
        assertThat(fault(batch(memory).putInt(AT + 8, Integer.MAX_VALUE))).isEqualTo(BatchFault.LENGTH);
        assertThat(fault(batch(memory).putInt(AT + 8, SIZE))).isEqualTo(BatchFault.TRUNCATED);
        assertThat(fault(batch(memory).put(AT + 16, (byte) 1))).isEqualTo(BatchFault.MAGIC);
        assertThat(fault(batch(memory).putInt(AT + 23, -1))).isEqualTo(BatchFault.RECORD_COUNT);
        assertThat(fault(batch(memory).putInt(AT + COUNT_AT, 4))).isEqualTo(BatchFault.RECORD_COUNT);
        assertThat(fault(batch(memory).putInt(AT + COUNT_AT, -1))).isEqualTo(BatchFault.RECORD_COUNT);
        assertThat(fault(signed(batch(memory).putInt(AT + COUNT_AT, 2))))
                .as("compacted")
                .isNull();
        assertThat(fault(batch(memory).put(AT + 70, (byte) 1))).isEqualTo(BatchFault.CRC);
    }

    @ParameterizedTest
    @MethodSource("memories")
    void noBytesMakeTheCheckThrow(IntFunction<ByteBuffer> memory) {
        Random random = new Random(2);
        for (int i = 0; i < 20_000; i++) {
            ByteBuffer b = batch(memory);
            for (int n = random.nextInt(4); n >= 0; n--) b.put(AT + random.nextInt(SIZE), (byte) random.nextInt());
            BatchCheck.fault(b, AT, AT + random.nextInt(SIZE + 1));
        }
    }
}
