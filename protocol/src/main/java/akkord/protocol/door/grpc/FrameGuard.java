package akkord.protocol.door.grpc;

import akka.util.ByteString;
import akka.util.ByteStringBuilder;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.GZIPInputStream;

/**
 * Watches over the bytes of one request: refuses a message by its announced length before any of it is kept, and
 * decompresses compressed ones itself, with the same bound, so that nothing behind it has to. Used by one stream.
 */
final class FrameGuard implements FrameGuardStage.Guard {

    private static final int PREFIX_BYTES = 5;

    private final int messageBytesMax;
    private final boolean isGzip;
    private final ByteBuffer prefix = ByteBuffer.allocate(PREFIX_BYTES);
    private final ByteArrayOutputStream compressed = new ByteArrayOutputStream(0);
    private boolean isCompressed;
    private int messageBytesLeft;

    FrameGuard(int messageBytesMax, boolean isGzip) {
        this.messageBytesMax = messageBytesMax;
        this.isGzip = isGzip;
    }

    /**
     * What may pass of {@code chunk} and of what was kept before it: uncompressed frames.
     *
     * @throws StatusRuntimeException the request is refused
     */
    @Override
    public ByteString pass(ByteString chunk) {
        ByteStringBuilder out = new ByteStringBuilder();
        ByteString rest = chunk;
        while (!rest.isEmpty()) {
            if (messageBytesLeft == 0) {
                int taken = Math.min(prefix.remaining(), rest.size());
                prefix.put(rest.take(taken).toArray());
                rest = rest.drop(taken);
                if (!prefix.hasRemaining()) enterMessage(out);
            } else {
                int taken = Math.min(messageBytesLeft, rest.size());
                messageBytesLeft -= taken;
                take(rest.take(taken), out);
                rest = rest.drop(taken);
            }
        }
        return out.result();
    }

    /** @throws StatusRuntimeException the request ends in the middle of a message */
    @Override
    public void end() {
        if (messageBytesLeft > 0)
            throw refused(
                    Status.INVALID_ARGUMENT,
                    "the request ends inside a message, " + messageBytesLeft + " bytes before its announced end");
        if (prefix.position() > 0)
            throw refused(
                    Status.INVALID_ARGUMENT,
                    "the request ends after " + prefix.position() + " of the " + PREFIX_BYTES
                            + " bytes that come before a message");
    }

    private void enterMessage(ByteStringBuilder out) {
        byte flag = prefix.get(0);
        long length = Integer.toUnsignedLong(prefix.getInt(1));
        if (length > messageBytesMax) throw tooLarge("the message has " + length + " bytes");
        if (flag != 0 && flag != 1) throw refused(Status.INVALID_ARGUMENT, "these bytes are no gRPC message");
        isCompressed = flag == 1;
        if (isCompressed && !isGzip)
            throw refused(Status.INVALID_ARGUMENT, "a compressed message without the header grpc-encoding");
        messageBytesLeft = (int) length;
        if (!isCompressed) out.append(ByteString.fromArray(prefix.array()));
        else if (length == 0) throw refused(Status.INVALID_ARGUMENT, "an empty message cannot be compressed");
        prefix.clear();
    }

    private void take(ByteString bytes, ByteStringBuilder out) {
        if (!isCompressed) {
            out.append(bytes);
            return;
        }
        compressed.writeBytes(bytes.toArray());
        if (messageBytesLeft > 0) return;
        out.append(frame(decompressed()));
        compressed.reset();
    }

    private byte[] decompressed() {
        try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(compressed.toByteArray()))) {
            byte[] plain = gzip.readNBytes(messageBytesMax);
            if (gzip.read() >= 0) throw tooLarge("decompressed, the message has more than " + plain.length + " bytes");
            return plain;
        } catch (IOException unreadable) {
            throw refused(Status.INVALID_ARGUMENT, "the message cannot be decompressed as gzip");
        }
    }

    private static ByteString frame(byte[] message) {
        ByteBuffer head = ByteBuffer.allocate(PREFIX_BYTES)
                .put((byte) 0)
                .putInt(message.length)
                .flip();
        return new ByteStringBuilder()
                .append(ByteString.fromByteBuffer(head))
                .append(ByteString.fromArrayUnsafe(message))
                .result();
    }

    private StatusRuntimeException tooLarge(String what) {
        return refused(
                Status.RESOURCE_EXHAUSTED,
                what + ", at most " + messageBytesMax + " are taken (akkord.grpc.max-message-size)");
    }

    private static StatusRuntimeException refused(Status status, String why) {
        return status.withDescription(why).asRuntimeException();
    }
}
