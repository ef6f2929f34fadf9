package akkord.sharding.client;

import akkord.protocol.grpc.v1.ProduceRequest;
import akkord.protocol.grpc.v1.ProduceResponse;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Writes pipelined: requests go out without waiting for answers, up to a bound of unanswered bytes. Sent
 * to by one thread. A refused request does not end the stream; the listener sees it.
 */
public final class ProduceStream implements AutoCloseable {

    /** Told of answers on the connection's thread, in the order of the requests; must not block. */
    @FunctionalInterface
    public interface Listener {
        void answered(ProduceRequest request, ProduceResponse response);
    }

    private final ClientCall<ProduceRequest, ProduceResponse> call;
    private final Listener listener;
    private final long inFlightBytesMax;
    private final ServerAddress server;
    private final Deque<ProduceRequest> unanswered = new ArrayDeque<>();
    private long inFlightBytes;
    private long unansweredRecords;
    private @Nullable Status ended;

    ProduceStream(
            ClientCall<ProduceRequest, ProduceResponse> call,
            Listener listener,
            long inFlightBytesMax,
            ServerAddress server) {
        this.call = call;
        this.listener = listener;
        this.inFlightBytesMax = inFlightBytesMax;
        this.server = server;
        call.start(new Answers(), new Metadata());
        call.request(Integer.MAX_VALUE);
    }

    /**
     * Sends a request, first waiting while too much is unanswered or the connection is full.
     *
     * @throws ServerRefusedException the stream has ended; what was sent and not answered may have been written
     */
    public void send(ProduceRequest request) throws InterruptedException {
        synchronized (this) {
            while (ended == null && (inFlightBytes >= inFlightBytesMax || !call.isReady())) wait();
            if (ended != null) throw endedEarly(ended);
            unanswered.add(request);
            inFlightBytes += request.getSerializedSize();
            unansweredRecords += request.getRecordsCount();
        }
        call.sendMessage(request);
    }

    /**
     * Says that no more will be sent and waits for every answer.
     *
     * @throws ServerRefusedException some answers never came: see {@link #unansweredRecords}
     */
    public void finish(Duration atMost) throws InterruptedException {
        call.halfClose();
        long end = System.nanoTime() + atMost.toNanos();
        synchronized (this) {
            while (ended == null) {
                long millis = (end - System.nanoTime()) / 1_000_000;
                if (millis <= 0) throw endedEarly(Status.DEADLINE_EXCEEDED.withDescription(atMost.toSeconds() + " s"));
                wait(millis);
            }
            if (!ended.isOk() || !unanswered.isEmpty()) throw endedEarly(ended);
        }
    }

    /** Records sent whose fate is unknown. */
    public synchronized long unansweredRecords() {
        return unansweredRecords;
    }

    @Override
    public void close() {
        call.cancel("no longer wanted", null);
    }

    private ServerRefusedException endedEarly(Status status) {
        if (!status.isOk()) return ServerRefusedException.of(status, server);
        return new ServerRefusedException(Status.Code.UNAVAILABLE, server + " ended the stream before it answered.");
    }

    private final class Answers extends ClientCall.Listener<ProduceResponse> {
        @Override
        public void onMessage(ProduceResponse response) {
            ProduceRequest request;
            synchronized (ProduceStream.this) {
                request = unanswered.poll();
                if (request == null) {
                    call.cancel("an answer to nothing", null);
                    return;
                }
            }
            listener.answered(request, response);
            // Only now does the request stop counting: whoever waits for the end sees every answer delivered.
            synchronized (ProduceStream.this) {
                inFlightBytes -= request.getSerializedSize();
                unansweredRecords -= request.getRecordsCount();
                ProduceStream.this.notifyAll();
            }
        }

        @Override
        public void onReady() {
            synchronized (ProduceStream.this) {
                ProduceStream.this.notifyAll();
            }
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            synchronized (ProduceStream.this) {
                ended = status;
                ProduceStream.this.notifyAll();
            }
        }
    }
}
