package akkord.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akkord.protocol.batch.BatchCheck;
import akkord.protocol.batch.RecordBatch;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.Record;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RecompressionTest {

    private static final int BOUND = 1 << 20;

    static Stream<Arguments> everyPair() {
        return Arrays.stream(BatchCompression.values())
                .flatMap(from -> Arrays.stream(BatchCompression.values()).map(to -> Arguments.of(from, to)));
    }

    @ParameterizedTest
    @MethodSource("everyPair")
    void kafkaReadsTheSameRecordsFromTheOtherCodec(BatchCompression from, BatchCompression to) throws Exception {
        ByteBuffer direct = direct(batch(from));
        Recompression recompression = new Recompression(to, level(to), BOUND);
        assertThat(recompression.changes(direct, 3)).isEqualTo(from != to);

        ByteBuffer rewritten = recompression.rewrite(direct, 3, Recompression.plainRecords(direct, 3, BOUND));

        assertThat(BatchCheck.fault(rewritten, 0, rewritten.limit())).isNull();
        assertThat(RecordBatch.compressionCodec(rewritten, 0)).isEqualTo(to.ordinal());
        assertThat(described(rewritten)).isEqualTo(described(batch(from)));
    }

    @Test
    void theLevelReachesTheCodec() throws Exception {
        ByteBuffer batch = batch(BatchCompression.NONE);
        ByteBuffer plain = Recompression.plainRecords(batch, 0, BOUND);
        int fast = new Recompression(BatchCompression.GZIP, 1, BOUND)
                .rewrite(batch, 0, plain)
                .limit();
        int small = new Recompression(BatchCompression.GZIP, 9, BOUND)
                .rewrite(batch, 0, plain)
                .limit();
        assertThat(small).isLessThan(fast);
    }

    @Test
    void moreThanTheBoundIsNotDecompressed() {
        ByteBuffer bomb = build(BatchCompression.ZSTD, List.of(ByteString.copyFrom(new byte[2 * BOUND])));
        assertThat(bomb.limit()).isLessThan(10_000);
        assertThatThrownBy(() -> Recompression.plainRecords(bomb, 0, BOUND))
                .isInstanceOf(BatchTooLargeException.class)
                .hasMessageContaining(Integer.toString(BOUND));
    }

    @Test
    void whatIsNoSuchCodecIsDamage() {
        ByteBuffer batch = batch(BatchCompression.NONE);
        RecordBatch.setCodecAndSize(batch, 0, BatchCompression.GZIP.ordinal(), batch.limit());
        assertThatThrownBy(() -> Recompression.plainRecords(batch, 0, BOUND)).isInstanceOf(DamagedBatchException.class);
    }

    /** Offsets, producer, sequence and time of appending stay too. */
    private static ByteBuffer batch(BatchCompression codec) {
        List<ByteString> values = new ArrayList<>();
        for (int i = 0; i < 300; i++) values.add(ByteString.copyFromUtf8("value number " + i * 7919 % 1009));
        ByteBuffer batch = build(codec, values);
        batch.putLong(43, 4711).putShort(51, (short) 3).putInt(53, 99);
        RecordBatch.setBaseOffset(batch, 0, 1234);
        RecordBatch.setPartitionLeaderEpoch(batch, 0, 5);
        RecordBatch.setLogAppendTime(batch, 0, 1_700_000_009_999L);
        return batch;
    }

    private static ByteBuffer build(BatchCompression codec, List<ByteString> values) {
        BatchBuilder builder = new BatchBuilder(codec, 100);
        List<RecordHeader> headers = List.of(new RecordHeader(ByteString.copyFromUtf8("h"), null));
        for (int i = 0; i < values.size(); i++)
            builder.add(
                    1_700_000_000_000L - i,
                    i % 3 == 0 ? null : ByteString.copyFromUtf8("key" + i),
                    i % 5 == 4 ? null : values.get(i),
                    i % 2 == 0 ? headers : List.of());
        return builder.build();
    }

    /** As they come from a socket; not at the beginning. */
    private static ByteBuffer direct(ByteBuffer batch) {
        return ByteBuffer.allocateDirect(batch.limit() + 3).position(3).put(batch.duplicate());
    }

    private static List<String> described(ByteBuffer batches) {
        List<String> all = new ArrayList<>();
        MemoryRecords.readableRecords(batches).batches().forEach(batch -> {
            batch.ensureValid();
            all.add(batch.baseOffset() + " " + batch.producerId() + " " + batch.producerEpoch() + " "
                    + batch.baseSequence() + " " + batch.partitionLeaderEpoch() + " " + batch.timestampType() + " "
                    + batch.maxTimestamp());
            for (Record record : batch) {
                List<String> headers = new ArrayList<>();
                for (Header header : record.headers()) headers.add(header.toString());
                all.add(record.offset() + " " + record.timestamp() + " " + text(record.key()) + " "
                        + text(record.value()) + " " + headers);
            }
        });
        return all;
    }

    private static String text(ByteBuffer bytes) {
        if (bytes == null) return "null";
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        return new String(copy, java.nio.charset.StandardCharsets.UTF_8);
    }

    private static int level(BatchCompression codec) {
        return codec == BatchCompression.GZIP ? -1 : 3;
    }
}
