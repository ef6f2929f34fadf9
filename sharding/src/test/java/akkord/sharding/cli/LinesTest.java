package akkord.sharding.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LinesTest {

    @Test
    void linesAreTheBytesBetweenNewlinesHoweverTheyArrive() throws IOException {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 2_000; round++) {
            byte[] input = new byte[random.nextInt(200)];
            for (int i = 0; i < input.length; i++)
                input[i] = (byte) (random.nextInt(6) == 0 ? '\n' : random.nextInt(256));

            assertThat(read(new Trickle(input, random), 2 + random.nextInt(40)))
                    .as("seed %d round %d", seed, round)
                    .isEqualTo(split(input));
        }
    }

    @Test
    void beforeItWaitsForInputWhatWasReadIsHandedOver() throws IOException {
        AtomicInteger handedOver = new AtomicInteger();
        InputStream slow = new InputStream() {
            private final byte[] text = {'a', '\n', 'b', '\n'};
            private int at;

            @Override
            public int available() {
                return 0;
            }

            @Override
            public int read() {
                return at < text.length ? text[at++] : -1;
            }

            @Override
            public int read(byte[] target, int from, int length) {
                int b = read();
                if (b >= 0) target[from] = (byte) b;
                return b >= 0 ? 1 : -1;
            }
        };
        Lines lines = new Lines(slow, 16, handedOver::incrementAndGet);

        assertThat(lines.next()).isEqualTo(ByteString.copyFromUtf8("a"));
        assertThat(handedOver).hasValue(2);
        assertThat(lines.next()).isEqualTo(ByteString.copyFromUtf8("b"));
        assertThat(handedOver).hasValue(4);
    }

    private static List<ByteString> read(InputStream in, int chunkBytes) throws IOException {
        List<ByteString> read = new ArrayList<>();
        Lines lines = new Lines(in, chunkBytes, () -> {});
        for (ByteString line = lines.next(); line != null; line = lines.next()) read.add(line);
        return read;
    }

    private static List<ByteString> split(byte[] input) {
        List<ByteString> lines = new ArrayList<>();
        int from = 0;
        for (int i = 0; i < input.length; i++) {
            if (input[i] != '\n') continue;
            lines.add(ByteString.copyFrom(input, from, i - from));
            from = i + 1;
        }
        if (from < input.length) lines.add(ByteString.copyFrom(input, from, input.length - from));
        return lines;
    }

    /** Gives as much at a time as chance wants. */
    private static final class Trickle extends ByteArrayInputStream {
        private final Random random;

        Trickle(byte[] bytes, Random random) {
            super(bytes);
            this.random = random;
        }

        @Override
        public synchronized int read(byte[] target, int from, int length) {
            return super.read(target, from, length == 0 ? 0 : 1 + random.nextInt(length));
        }
    }
}
