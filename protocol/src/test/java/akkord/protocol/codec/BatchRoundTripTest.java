package akkord.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akkord.protocol.batch.RecordBatch;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MutableRecordBatch;
import org.apache.kafka.common.record.internal.Record;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BatchRoundTripTest {

    private record Message(
            long offset,
            long timestamp,
            @Nullable ByteString key,
            @Nullable ByteString value,
            List<RecordHeader> headers) {}

    @ParameterizedTest
    @EnumSource(BatchCompression.class)
    void whatWasBuiltIsReadBack(BatchCompression compression) throws IOException {
        List<Message> messages = messages(7);
        assertThat(read(build(compression, messages), 1 << 20)).isEqualTo(messages);
    }

    @ParameterizedTest
    @EnumSource(BatchCompression.class)
    void kafkasOwnCodeReadsTheSame(BatchCompression compression) {
        List<Message> messages = messages(11);
        MutableRecordBatch batch = MemoryRecords.readableRecords(build(compression, messages))
                .batches()
                .iterator()
                .next();
        batch.ensureValid();
        List<Message> read = new ArrayList<>();
        for (Record record : batch) read.add(message(record));
        assertThat(read).isEqualTo(messages);
        assertThat(batch.maxTimestamp())
                .isEqualTo(messages.stream().mapToLong(Message::timestamp).max().orElseThrow());
        assertThat(batch.producerId()).isEqualTo(-1);
    }

    @ParameterizedTest
    @EnumSource(BatchCompression.class)
    void everyFlippedBitIsNoticed(BatchCompression compression) {
        ByteBuffer batch = build(compression, messages(3).subList(0, 4));
        for (int bit = 21 * 8; bit < batch.limit() * 8; bit += 5) {
            ByteBuffer damaged = ByteBuffer.wrap(batch.array().clone(), 0, batch.limit());
            damaged.put(bit / 8, (byte) (damaged.get(bit / 8) ^ (1 << (bit % 8))));
            assertThatThrownBy(() -> read(damaged, 1 << 20)).isInstanceOf(DamagedBatchException.class);
        }
    }

    @ParameterizedTest
    @EnumSource(value = BatchCompression.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void aBombIsNotInflated(BatchCompression compression) {
        BatchBuilder builder = new BatchBuilder(compression, 1 << 20);
        builder.add(1, null, ByteString.copyFrom(new byte[8 << 20]), List.of());
        ByteBuffer bomb = builder.build();
        assertThat(bomb.limit()).isLessThan(1 << 20);
        assertThatThrownBy(() -> read(bomb, 1 << 20))
                .isInstanceOf(BatchTooLargeException.class)
                .hasMessageContaining("1048576");
    }

    @Test
    void randomRecordsWithARightChecksumDoNoWorseThanBeRefused() {
        long seed = 20261121;
        Random random = new Random(seed);
        for (int round = 0; round < 2_000; round++) {
            ByteBuffer batch = build(BatchCompression.NONE, messages(round).subList(0, 3));
            for (int i = 0; i < 4; i++) batch.put(61 + random.nextInt(batch.limit() - 61), (byte) random.nextInt());
            RecordBatch.setLogAppendTime(batch, 0, 5); // makes the checksum right
            try {
                read(batch, 1 << 20);
            } catch (IOException refused) {
                assertThat(refused).as("seed %d, round %d", seed, round).isInstanceOf(DamagedBatchException.class);
            }
        }
    }

    @Test
    void severalBatchesAreOneRunAndControlBatchesArePassedOver() throws IOException {
        ByteBuffer first = build(BatchCompression.ZSTD, messages(1));
        ByteBuffer second = build(BatchCompression.NONE, messages(2));
        RecordBatch.setBaseOffset(second, 0, 100);
        second.putShort(21, (short) (second.getShort(21) | 0x20));
        RecordBatch.setLogAppendTime(second, 0, 9); // makes the checksum right
        ByteBuffer run = ByteBuffer.allocateDirect(first.limit() + second.limit())
                .put(first.duplicate())
                .put(second.duplicate())
                .flip();
        BatchReader reader = new BatchReader(run, 1 << 20);
        int records = 0;
        while (reader.next()) records++;
        assertThat(records).isEqualTo(40);
        assertThat(reader.nextOffset()).isEqualTo(140);
    }

    @Test
    void theTimeOfWritingStandsForAllRecords() throws IOException {
        ByteBuffer batch = build(BatchCompression.LZ4, messages(2));
        RecordBatch.setLogAppendTime(batch, 0, 777);
        assertThat(read(batch, 1 << 20)).extracting(Message::timestamp).containsOnly(777L);
    }

    @Test
    void aRecordIsFoundByItsTimeFromAnOffsetOn() throws IOException {
        BatchBuilder builder = new BatchBuilder(BatchCompression.GZIP, 100);
        for (long time : new long[] {10, 30, 20, 30}) builder.add(time, null, ByteString.EMPTY, List.of());
        ByteBuffer batch = builder.build();
        RecordBatch.setBaseOffset(batch, 0, 50);
        assertThat(RecordTimes.firstAtOrAfter(batch, 15, 50).orElseThrow().offset())
                .isEqualTo(51);
        assertThat(RecordTimes.firstAtOrAfter(batch, 25, 52).orElseThrow().offset())
                .isEqualTo(53);
        assertThat(RecordTimes.firstAtOrAfter(batch, 31, 50)).isEmpty();
    }

    @Test
    void aKeyGoesWhereKafkasClientsSendIt() {
        // From the tests of Kafka's clients: murmur2("21") and murmur2("foobar").
        assertThat(PartitionHash.partition("21".getBytes(), 1 << 30)).isEqualTo((-973932308 & 0x7fffffff) % (1 << 30));
        assertThat(PartitionHash.partition("foobar".getBytes(), 7)).isEqualTo((-790332482 & 0x7fffffff) % 7);
    }

    private static ByteBuffer build(BatchCompression compression, List<Message> messages) {
        BatchBuilder builder = new BatchBuilder(compression, 10);
        for (Message message : messages) {
            long before = builder.sizeInBytes();
            builder.add(message.timestamp, message.key, message.value, message.headers);
            assertThat(builder.sizeInBytes() - before)
                    .isLessThanOrEqualTo(BatchBuilder.sizeInBytesMax(message.key, message.value, message.headers));
        }
        return builder.build();
    }

    private static List<Message> read(ByteBuffer batches, int bytesMax) throws IOException {
        BatchReader reader = new BatchReader(batches, bytesMax);
        List<Message> read = new ArrayList<>();
        while (reader.next())
            read.add(new Message(
                    reader.offset(), reader.timestampMillis(), reader.key(), reader.value(), reader.headers()));
        return read;
    }

    private static List<Message> messages(long seed) {
        Random random = new Random(seed);
        List<Message> messages = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            List<RecordHeader> headers = new ArrayList<>();
            for (int h = random.nextInt(3); h > 0; h--)
                headers.add(new RecordHeader(ByteString.copyFromUtf8("h" + h), part(random)));
            messages.add(new Message(i, random.nextLong(1L << 41), part(random), part(random), headers));
        }
        return messages;
    }

    private static @Nullable ByteString part(Random random) {
        if (random.nextInt(5) == 0) return null;
        byte[] bytes = new byte[random.nextInt(3) == 0 ? 0 : random.nextInt(300)];
        random.nextBytes(bytes);
        return ByteString.copyFrom(bytes);
    }

    private static Message message(Record record) {
        List<RecordHeader> headers = new ArrayList<>();
        for (var header : record.headers())
            headers.add(new RecordHeader(ByteString.copyFromUtf8(header.key()), bytes(header.value())));
        return new Message(
                record.offset(),
                record.timestamp(),
                record.hasKey() ? ByteString.copyFrom(record.key()) : null,
                record.hasValue() ? ByteString.copyFrom(record.value()) : null,
                headers);
    }

    private static @Nullable ByteString bytes(byte @Nullable [] value) {
        return value == null ? null : ByteString.copyFrom(value);
    }
}
