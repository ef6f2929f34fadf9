package akkord.protocol.codec;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.utils.internals.BufferSupplier;
import org.apache.kafka.common.utils.internals.ByteBufferOutputStream;

/** How the records of a batch are compressed. The ordinal is the number in the batch's attributes. */
public enum BatchCompression {
    NONE,
    GZIP,
    SNAPPY,
    LZ4,
    ZSTD;

    private static final byte MAGIC = 2;
    private static final int CHUNK_BYTES = 16 << 10;

    /** @throws DamagedBatchException no codec has this number */
    static BatchCompression of(int number) throws DamagedBatchException {
        if (number < 0 || number >= values().length)
            throw new DamagedBatchException("a batch names the compression codec " + number + ", which does not exist");
        return values()[number];
    }

    /** The first {@code length} of {@code bytes}, compressed, after {@code headroom} bytes left free. */
    ByteBuffer compress(byte[] bytes, int length, int headroom) {
        return compress(codec(), bytes, length, headroom);
    }

    /** The same at a level of the codec's own scale; codecs without levels ignore it. */
    ByteBuffer compress(byte[] bytes, int length, int headroom, int level) {
        return compress(codec(level), bytes, length, headroom);
    }

    private static ByteBuffer compress(Compression compression, byte[] bytes, int length, int headroom) {
        ByteBufferOutputStream target = new ByteBufferOutputStream(headroom + Math.max(512, length / 2));
        target.position(headroom);
        try (OutputStream codec = compression.wrapForOutput(target, MAGIC)) {
            codec.write(bytes, 0, length);
        } catch (IOException impossible) {
            throw new IllegalStateException("writing to memory failed", impossible);
        }
        return target.buffer().flip();
    }

    /**
     * What {@code compressed} holds.
     *
     * @throws BatchTooLargeException it is more than {@code bytesMax}; no more than that is ever held
     * @throws DamagedBatchException the codec cannot make sense of it
     */
    byte[] decompress(ByteBuffer compressed, int bytesMax) throws IOException {
        ByteArrayOutputStream plain =
                new ByteArrayOutputStream(Math.min(bytesMax, Math.max(CHUNK_BYTES, 3 * compressed.remaining())));
        try (InputStream codec = codec().wrapForInput(compressed, MAGIC, BufferSupplier.NO_CACHING)) {
            byte[] chunk = new byte[CHUNK_BYTES];
            for (int read = codec.read(chunk); read >= 0; read = codec.read(chunk)) {
                if (plain.size() + read > bytesMax) throw new BatchTooLargeException(bytesMax);
                plain.write(chunk, 0, read);
            }
        } catch (BatchTooLargeException tooLarge) {
            throw tooLarge;
        } catch (IOException | RuntimeException unreadable) {
            throw new DamagedBatchException("a batch cannot be decompressed as " + name(), unreadable);
        }
        return plain.toByteArray();
    }

    private Compression codec() {
        return Compression.of(CompressionType.forId(ordinal())).build();
    }

    private Compression codec(int level) {
        return switch (this) {
            case GZIP -> Compression.gzip().level(level).build();
            case LZ4 -> Compression.lz4().level(level).build();
            case ZSTD -> Compression.zstd().level(level).build();
            case NONE, SNAPPY -> codec();
        };
    }
}
