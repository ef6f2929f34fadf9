package akkord.actors.partition.core;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/** Builds a record batch byte by byte from the format's description, right or wrong as a test wants it. */
public final class TestBatch {

    public static final int HEADER_BYTES = 61;

    private final List<byte[]> records = new ArrayList<>();
    private byte magic = 2;
    private int attributes;
    private int lastOffsetDelta = Integer.MIN_VALUE;
    private int recordCount = Integer.MIN_VALUE;
    private long baseTimestamp = 1_000;
    private long maxTimestamp = 1_000;
    private long producerId = -1;
    private short producerEpoch = -1;
    private int baseSequence = -1;

    /** A batch of records with these values and a key each. */
    public static TestBatch of(String... values) {
        TestBatch batch = new TestBatch();
        for (String value : values) batch.record("key", value);
        return batch;
    }

    public TestBatch record(String key, String value) {
        records.add(record(records.size(), key, value));
        return this;
    }

    public TestBatch rawRecord(byte[] bytes) {
        records.add(bytes);
        return this;
    }

    public TestBatch magic(int value) {
        magic = (byte) value;
        return this;
    }

    public TestBatch attributes(int value) {
        attributes = value;
        return this;
    }

    public TestBatch lastOffsetDelta(int value) {
        lastOffsetDelta = value;
        return this;
    }

    public TestBatch recordCount(int value) {
        recordCount = value;
        return this;
    }

    public TestBatch timestamps(long base, long max) {
        baseTimestamp = base;
        maxTimestamp = max;
        return this;
    }

    public TestBatch producer(long id, int epoch, int sequence) {
        producerId = id;
        producerEpoch = (short) epoch;
        baseSequence = sequence;
        return this;
    }

    public ByteBuffer build() {
        int body = records.stream().mapToInt(record -> record.length).sum();
        ByteBuffer bytes = ByteBuffer.allocate(HEADER_BYTES + body);
        int count = recordCount == Integer.MIN_VALUE ? records.size() : recordCount;
        bytes.putLong(0).putInt(bytes.capacity() - 12).putInt(-1).put(magic).putInt(0);
        bytes.putShort((short) attributes).putInt(lastOffsetDelta == Integer.MIN_VALUE ? count - 1 : lastOffsetDelta);
        bytes.putLong(baseTimestamp).putLong(maxTimestamp);
        bytes.putLong(producerId).putShort(producerEpoch).putInt(baseSequence).putInt(count);
        records.forEach(bytes::put);
        bytes.flip();
        return withCrc(bytes);
    }

    /** Makes the checksum of a single batch right, whatever else is wrong with it. */
    public static ByteBuffer withCrc(ByteBuffer batch) {
        CRC32C crc = new CRC32C();
        crc.update(batch.duplicate().position(21));
        return batch.putInt(17, (int) crc.getValue());
    }

    public static ByteBuffer joined(ByteBuffer... batches) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (ByteBuffer batch : batches) all.writeBytes(batch.array());
        return ByteBuffer.wrap(all.toByteArray());
    }

    private static byte[] record(int offsetDelta, String key, String value) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.write(0);
        varint(body, 0);
        varint(body, offsetDelta);
        bytes(body, key);
        bytes(body, value);
        varint(body, 0);
        ByteArrayOutputStream record = new ByteArrayOutputStream();
        varint(record, body.size());
        record.writeBytes(body.toByteArray());
        return record.toByteArray();
    }

    private static void bytes(ByteArrayOutputStream out, String text) {
        if (text == null) {
            varint(out, -1);
            return;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        varint(out, bytes.length);
        out.writeBytes(bytes);
    }

    private static void varint(ByteArrayOutputStream out, int value) {
        int rest = (value << 1) ^ (value >> 31);
        while ((rest & ~0x7F) != 0) {
            out.write((rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        out.write(rest);
    }
}
