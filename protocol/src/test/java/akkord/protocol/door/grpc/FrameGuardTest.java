package akkord.protocol.door.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.util.ByteString;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameGuardTest {

    @Test
    void aHugeLengthIsRefusedByItsFiveBytesAlone() {
        FrameGuard guard = new FrameGuard(1000, false);
        assertThatThrownBy(() -> guard.pass(ByteString.fromArray(new byte[] {0, 127, 0, 0, 0})))
                .hasMessageContaining("RESOURCE_EXHAUSTED")
                .hasMessageContaining("2130706432")
                .hasMessageContaining("1000");
        FrameGuard other = new FrameGuard(1000, false);
        assertThatThrownBy(() -> other.pass(ByteString.fromArray(new byte[] {0, -1, -1, -1, -1})))
                .hasMessageContaining("4294967295");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 1000})
    void framesPassHoweverTheyAreCutAndCompressedOnesComeOutPlain(int chunkBytes) throws IOException {
        byte[] first = "hello".getBytes();
        byte[] packed = gzip("world".repeat(20).getBytes());
        ByteString all = frame(0, first)
                .concat(frame(1, packed))
                .concat(frame(0, new byte[0]))
                .concat(frame(0, first));
        FrameGuard guard = new FrameGuard(1000, true);
        ByteString passed = ByteString.emptyByteString();
        for (int at = 0; at < all.size(); at += chunkBytes)
            passed = passed.concat(guard.pass(all.drop(at).take(chunkBytes)));
        assertThat(passed)
                .isEqualTo(frame(0, first)
                        .concat(frame(0, "world".repeat(20).getBytes()))
                        .concat(frame(0, new byte[0]))
                        .concat(frame(0, first)));
    }

    @Test
    void aBombIsNotInflated() throws IOException {
        byte[] bomb = gzip(new byte[50_000_000]);
        FrameGuard guard = new FrameGuard(100_000, true);
        assertThatThrownBy(() -> guard.pass(frame(1, bomb)))
                .hasMessageContaining("RESOURCE_EXHAUSTED")
                .hasMessageContaining("more than 100000");
    }

    @Test
    void whatIsNoFrameIsRefused() {
        assertThatThrownBy(() -> new FrameGuard(1000, true).pass(frame(7, new byte[1])))
                .hasMessageContaining("INVALID_ARGUMENT");
        assertThatThrownBy(() -> new FrameGuard(1000, true).pass(frame(1, new byte[20])))
                .hasMessageContaining("gzip");
        assertThatThrownBy(() -> new FrameGuard(1000, false).pass(frame(1, new byte[20])))
                .hasMessageContaining("grpc-encoding");
    }

    private static ByteString frame(int flag, byte[] message) {
        ByteBuffer frame = ByteBuffer.allocate(5 + message.length)
                .put((byte) flag)
                .putInt(message.length)
                .put(message);
        return ByteString.fromArray(frame.array());
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(plain);
        }
        return packed.toByteArray();
    }
}
