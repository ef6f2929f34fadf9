package akkord.actors.door;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.MessageUtil;
import org.apache.kafka.common.requests.ResponseHeader;
import org.jspecify.annotations.Nullable;

/** One connection to the door, spoken to byte by byte. */
final class Wire implements AutoCloseable {

    private final Socket socket;
    private @Nullable IOException goneSince;

    Wire(int port) throws IOException {
        socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout((int) KafkaNode.PATIENCE.toMillis());
    }

    Wire write(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        return this;
    }

    Wire send(ApiKeys key, int version, int correlationId, ApiMessage message) throws IOException {
        return write(request(key, version, correlationId, message));
    }

    /** The frame of one request. */
    static byte[] request(ApiKeys key, int version, int correlationId, ApiMessage message) {
        RequestHeaderData header = new RequestHeaderData()
                .setRequestApiKey(key.id)
                .setRequestApiVersion((short) version)
                .setCorrelationId(correlationId)
                .setClientId("wire");
        ByteBuffer head = MessageUtil.toByteBufferAccessor(header, key.requestHeaderVersion((short) version))
                .buffer();
        ByteBuffer body =
                MessageUtil.toByteBufferAccessor(message, (short) version).buffer();
        ByteBuffer frame = ByteBuffer.allocate(4 + head.remaining() + body.remaining());
        frame.putInt(head.remaining() + body.remaining()).put(head).put(body);
        return frame.array();
    }

    /** The next answer: its correlation id, and the body behind it. */
    Answer receive() throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        byte[] frame = new byte[in.readInt()];
        in.readFully(frame);
        return new Answer(ByteBuffer.wrap(frame));
    }

    record Answer(ByteBuffer frame) {

        int correlationId() {
            return frame.getInt(0);
        }

        /** What comes behind the header. */
        ByteBuffer body(ApiKeys key, int version) {
            ByteBuffer bytes = frame.duplicate();
            ResponseHeader.parse(bytes, key.responseHeaderVersion((short) version));
            return bytes;
        }

        <R extends ApiMessage> R read(ApiKeys key, int version, R into) {
            into.read(new ByteBufferAccessor(body(key, version)), (short) version);
            return into;
        }
    }

    /** Everything up to the end of the stream. */
    byte[] readToEnd() throws IOException {
        InputStream in = socket.getInputStream();
        return in.readAllBytes();
    }

    /** Whether the door hangs up, having said nothing. */
    boolean isHungUpOn() throws IOException {
        if (goneSince != null) return true;
        try {
            return socket.getInputStream().read() < 0;
        } catch (java.net.SocketException reset) {
            return true;
        }
    }

    /** Writes unless the door has hung up. */
    void tryWrite(byte[] bytes) {
        try {
            write(bytes);
        } catch (IOException hungUp) {
            goneSince = hungUp;
        }
    }

    /** Whether writing has failed. */
    boolean isGone() {
        return goneSince != null;
    }

    void trySend(ApiKeys key, int version, int correlationId, ApiMessage message) {
        tryWrite(request(key, version, correlationId, message));
    }

    void readSome(int bytes) throws IOException {
        socket.getInputStream().readNBytes(bytes);
    }

    /** The end of this connection is a reset, in the middle of whatever goes on. */
    void resetOnClose() throws IOException {
        socket.setSoLinger(true, 0);
    }

    void finishWriting() throws IOException {
        socket.shutdownOutput();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
