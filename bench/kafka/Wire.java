import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.RequestHeader;

/** One connection that sends whole requests and reads their answers in order: a client that costs next to nothing. */
final class Wire implements AutoCloseable {

    private static final int ANSWER_TIMEOUT_MILLIS = 60_000;

    private final Socket socket;
    private final DataOutputStream out;
    private final DataInputStream in;
    private final Queue<RequestHeader> unanswered = new ArrayDeque<>();
    private int correlation;

    /** @param server {@code host:port} */
    Wire(String server) throws IOException {
        int colon = server.lastIndexOf(':');
        socket = new Socket(server.substring(0, colon), Integer.parseInt(server.substring(colon + 1)));
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(ANSWER_TIMEOUT_MILLIS);
        out = new DataOutputStream(socket.getOutputStream());
        in = new DataInputStream(socket.getInputStream());
    }

    void send(AbstractRequest request) throws IOException {
        RequestHeader header = new RequestHeader(request.apiKey(), request.version(), "bench", ++correlation);
        ByteBuffer bytes = request.serializeWithHeader(header);
        byte[] frame = new byte[4 + bytes.remaining()];
        ByteBuffer.wrap(frame).putInt(bytes.remaining()).put(bytes.duplicate());
        out.write(frame);
        unanswered.add(header);
    }

    /** Whether some of an answer is there. */
    boolean hasAnswer() throws IOException {
        return in.available() > 0;
    }

    AbstractResponse receive() throws IOException {
        byte[] frame = new byte[in.readInt()];
        in.readFully(frame);
        return AbstractResponse.parseResponse(ByteBuffer.wrap(frame), unanswered.remove());
    }

    AbstractResponse ask(AbstractRequest request) throws IOException {
        send(request);
        return receive();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
