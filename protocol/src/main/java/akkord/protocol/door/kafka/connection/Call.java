package akkord.protocol.door.kafka.connection;

import io.netty.buffer.ByteBuf;
import io.netty.util.AttributeMap;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetAddress;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.ProduceRequest;
import org.jspecify.annotations.Nullable;

/** One request under way, and the place its answer goes to. Any thread may answer; the first answer counts. */
public final class Call {

    private static final Runnable NOTHING = () -> {};

    /** How a call ended. */
    sealed interface Outcome {
        /** @param ifUnsent frees what the message holds when it cannot be sent */
        record Answer(ApiMessage message, short version, Runnable ifUnsent) implements Outcome {}

        /** The protocol wants no answer (acks=0). */
        record Silence() implements Outcome {}

        /** The connection must end. */
        record HangUp(String why) implements Outcome {}
    }

    private final Connection connection;
    private final Served kind;
    private final ByteBuf frame;
    private final short version;
    private final int correlationId;
    private final int frameBytes;
    private final @Nullable String clientId;
    private final int bodyAt;
    private final int elements;
    private final AtomicReference<@Nullable Outcome> outcome = new AtomicReference<>();
    private final AtomicBoolean freed = new AtomicBoolean();
    private volatile boolean abandoned;
    private boolean bytesReleased;
    private @Nullable Runnable onHurry;

    Call(Connection connection, Served kind, ByteBuf frame, RequestDecoder.Decoded decoded) {
        this.connection = connection;
        this.kind = kind;
        this.frame = frame;
        this.version = RequestDecoder.apiVersion(frame);
        this.correlationId = RequestDecoder.correlationId(frame);
        this.frameBytes = frame.readableBytes();
        this.clientId = decoded.header().clientId();
        this.bodyAt = decoded.bodyAt();
        this.elements = decoded.elements();
    }

    public ApiKeys key() {
        return kind.key();
    }

    public short version() {
        return version;
    }

    public @Nullable String clientId() {
        return clientId;
    }

    public InetAddress clientAddress() {
        return connection.address();
    }

    /** The connection's event loop, for timers and to come back to it. */
    public EventExecutor eventLoop() {
        return connection.channel().eventLoop();
    }

    /** What handlers remember of the connection. */
    public AttributeMap ofConnection() {
        return connection.channel();
    }

    /** {@code action} runs, on the event loop, once the connection is closed, however long after this call's end. */
    public void onConnectionClosed(Runnable action) {
        connection.channel().closeFuture().addListener(closed -> action.run());
    }

    /**
     * The same, but only if the client has closed it, or its end of it has broken; not if this node has, because nothing
     * came for long, what came was wrong, or the node stops.
     */
    public void onClientClosed(Runnable action) {
        onConnectionClosed(() -> {
            if (!connection.isEnding()) action.run();
        });
    }

    /**
     * Keeps the request's bytes, of which records in it are slices, until the returned action has run, from any
     * thread, once. To be called before the call has ended.
     */
    public Runnable holdBytes() {
        frame.retain();
        return frame::release;
    }

    public void answer(ApiMessage response) {
        answer(response, NOTHING);
    }

    /** @param ifUnsent run instead of sending, when the client is gone: frees what {@code response} holds */
    public void answer(ApiMessage response, Runnable ifUnsent) {
        end(new Outcome.Answer(response, version, ifUnsent));
    }

    /** An answer in another version than was asked for; only ApiVersions has this. */
    public void answerAs(short otherVersion, ApiMessage response) {
        end(new Outcome.Answer(response, otherVersion, NOTHING));
    }

    public void answerNothing() {
        end(new Outcome.Silence());
    }

    /** Closes the connection once what was asked before is answered. */
    public void hangUp(String why) {
        end(new Outcome.HangUp(why));
    }

    /** The error answer this kind has in this version; {@code cause} is an ApiException of the protocol or a fault. */
    public void fail(Throwable cause) {
        if (outcome.get() != null) return;
        AbstractResponse response;
        try {
            AbstractRequest request = RequestDecoder.parseAgain(frame, bodyAt, kind);
            boolean silent = request instanceof ProduceRequest produce && produce.acks() == 0;
            response = silent ? null : request.getErrorResponse(cause);
        } catch (RuntimeException malformed) {
            hangUp("its " + kind.key().name + " request is malformed: " + malformed.getMessage());
            return;
        }
        if (response == null) hangUp("its " + kind.key().name + " request failed and wants no answer");
        else answer(response.data());
    }

    /** Nobody waits for the answer any more. */
    public boolean isAbandoned() {
        return abandoned;
    }

    /** {@code action} runs, on the event loop, when the client is gone or the node stops. Event loop only. */
    public void onHurry(Runnable action) {
        if (abandoned) action.run();
        else onHurry = action;
    }

    /** What was asked before on this connection and waits need not wait any longer. Event loop only. */
    public void hurryEarlier() {
        connection.hurryBefore(this);
    }

    void hurry() {
        Runnable action = onHurry;
        onHurry = null;
        if (action != null) action.run();
    }

    /** The client is gone: frees what an answer given holds; so does {@link #end} with one still to come. */
    void abandon() {
        abandoned = true;
        freeAnswer();
        hurry();
        releaseBytes();
    }

    /** The answer will not be sent. */
    void freeAnswer() {
        if (outcome.get() instanceof Outcome.Answer answer && freed.compareAndSet(false, true))
            answer.ifUnsent().run();
    }

    /**
     * Gives the request's bytes back before the answer, since a small request keeps a whole read buffer alive.
     * {@link #fail} has no error answer after that. Event loop only.
     */
    public void releaseBytes() {
        if (bytesReleased) return;
        bytesReleased = true;
        frame.release();
    }

    @Nullable
    Outcome outcome() {
        return outcome.get();
    }

    int correlationId() {
        return correlationId;
    }

    int elements() {
        return elements;
    }

    int frameBytes() {
        return frameBytes;
    }

    short responseHeaderVersion(short ofVersion) {
        return kind.key().responseHeaderVersion(ofVersion);
    }

    private void end(Outcome how) {
        if (!outcome.compareAndSet(null, how)) {
            if (how instanceof Outcome.Answer late) late.ifUnsent().run();
            return;
        }
        connection.ended(this, how);
    }
}
