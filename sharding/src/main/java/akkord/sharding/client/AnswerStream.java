package akkord.sharding.client;

import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answers, pulled: the node may be at most a few answers ahead of the reader, so that a
 * slow reader holds it back. Read by one thread; {@link #close} may be called by any.
 *
 * @param <Q> the request @param <R> an answer
 */
public final class AnswerStream<Q, R> implements AutoCloseable {

    private final ClientCall<Q, R> call;
    private final ServerAddress server;
    private final Deque<R> answers = new ArrayDeque<>();
    private @Nullable Status ended;
    private boolean closed;

    /** A request with its answers. @param ahead answers asked for before the first is taken */
    AnswerStream(ClientCall<Q, R> call, Q request, int ahead, ServerAddress server) {
        this.call = call;
        this.server = server;
        call.start(new Listener(), new Metadata());
        call.request(ahead);
        call.sendMessage(request);
        call.halfClose();
    }

    /** A talk, in which the client says more than its first request. */
    static <Q, R> AnswerStream<Q, R> talk(ClientCall<Q, R> call, Q first, int ahead, ServerAddress server) {
        return new AnswerStream<>(call, server, first, ahead);
    }

    private AnswerStream(ClientCall<Q, R> call, ServerAddress server, Q first, int ahead) {
        this.call = call;
        this.server = server;
        call.start(new Listener(), new Metadata());
        call.request(ahead);
        call.sendMessage(first);
    }

    /** In a talk only; lost if the stream has ended. */
    public synchronized void say(Q request) {
        if (ended == null && !closed) call.sendMessage(request);
    }

    /** In a talk only: the server may end it. */
    public synchronized void sayNoMore() {
        if (ended == null && !closed) call.halfClose();
    }

    /**
     * The next answer, waiting for it; null at the end, also after {@link #close}.
     *
     * @throws ServerRefusedException the call failed; everything that came before has been given
     */
    public @Nullable R next() throws InterruptedException {
        R answer;
        synchronized (this) {
            while (answers.isEmpty() && ended == null && !closed) wait();
            answer = closed ? null : answers.poll();
            if (answer == null) {
                if (closed || ended == null || ended.isOk()) return null;
                throw ServerRefusedException.of(ended, server);
            }
        }
        call.request(1);
        return answer;
    }

    /** Whether {@link #next} would answer without waiting. */
    public synchronized boolean hasNext() {
        return !answers.isEmpty() || ended != null || closed;
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        call.cancel("no longer wanted", null);
    }

    private final class Listener extends ClientCall.Listener<R> {
        @Override
        public void onMessage(R answer) {
            synchronized (AnswerStream.this) {
                answers.add(answer);
                AnswerStream.this.notifyAll();
            }
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            synchronized (AnswerStream.this) {
                ended = status;
                AnswerStream.this.notifyAll();
            }
        }
    }
}
