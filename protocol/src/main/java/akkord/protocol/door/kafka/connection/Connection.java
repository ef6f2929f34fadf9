package akkord.protocol.door.kafka.connection;

import akkord.protocol.door.kafka.connection.Call.Outcome;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.DuplexChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.common.protocol.ApiKeys;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client: takes its frames, has them handled while earlier ones are still under way, and sends the answers
 * in the order of the requests. Reads nothing more while too much is under way or unsent, so that a client
 * that does not read costs a bounded amount. Event loop only, except {@link #ended} and {@link #sweep}.
 */
final class Connection extends ChannelInboundHandlerAdapter implements FrameReader.Frames {

    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

    /** How long a client that was told goodbye may take to hang up itself. */
    private static final long LINGER_MILLIS = 1000;

    private final ConnectionSettings settings;
    private final Services services;
    private final Liveness liveness;
    private final FrameReader frames;
    private final Channel channel;
    private final ResponseEncoder encoder;
    private final PartialRequests.Share room;
    private final UnsentAnswers unsentOfAll;
    /** Of answers, without regions. */
    private final UnsentAnswers.Share unsent;

    private final ArrayDeque<Call> underWay = new ArrayDeque<>();
    private final AtomicBoolean drainScheduled = new AtomicBoolean();
    private long requestBytesUnderWay;
    private long requestElementsUnderWay;
    private long regionBytesUnsent;

    private boolean reading;
    /** The client is gone; what it has sent whole is still taken. */
    private boolean inputEnded;
    /** An answer is ready, but the client has not taken enough of the earlier ones. */
    private boolean stalled;

    /** Another protocol was answered: what comes until the client has hung up is thrown away. */
    private boolean saidGoodbye;

    Connection(
            ConnectionSettings settings,
            Services services,
            SharedMemory memory,
            Channel channel,
            FrameAllocator allocator) {
        this.settings = settings;
        this.liveness = new Liveness(settings);
        this.room = memory.partialRequests().share(this::scheduleDrain);
        this.unsentOfAll = memory.unsentAnswers();
        this.unsent = unsentOfAll.share();
        this.services = services;
        this.channel = channel;
        this.frames = new FrameReader(allocator, channel.alloc(), settings.requestBytesMax(), this);
        this.encoder =
                new ResponseEncoder(settings.regionBytesMin(), services.counters(), this::regionSent, this::answerSent);
    }

    /** Whether another request may be taken now. */
    @Override
    public boolean isReady() {
        return !liveness.isEnding() && !frames.awaitsRoom() && (inputEnded || isWithinBounds());
    }

    private boolean isWithinBounds() {
        return underWay.size() < settings.requestsUnderWayMax()
                && requestBytesUnderWay < settings.requestBytesUnderWayMax()
                && requestElementsUnderWay < settings.requestElementsMax()
                && maySend();
    }

    /** Answers beyond these bounds wait as messages, which hold no copies and no memory of the network. */
    private boolean maySend() {
        return channel.isWritable() && regionBytesUnsent < settings.regionBytesUnsentMax() && unsent.hasRoom();
    }

    @Override
    public void channelRead(ChannelHandlerContext ignored, Object message) {
        reading = true;
        liveness.active();
        frames.read((ByteBuf) message);
        // The channel would read on until its end of the read otherwise.
        if (!isReady() && !saidGoodbye) channel.config().setAutoRead(false);
    }

    @Override
    public boolean takeRoom(int bytes) {
        return room.take(bytes);
    }

    @Override
    public void giveRoomBack() {
        room.giveBack();
    }

    @Override
    public void frame(ByteBuf frame) {
        liveness.frameEnded();
        Served kind = services.kinds().find(RequestDecoder.apiKey(frame));
        short version = RequestDecoder.apiVersion(frame);
        if (kind == null || (!kind.honours(version) && kind.key() != ApiKeys.API_VERSIONS)) {
            String what = kind == null ? "request kind " + RequestDecoder.apiKey(frame) : kind.key().name;
            frame.release();
            hangUp("it sent " + what + " version " + version + ", which is not offered");
            return;
        }
        RequestDecoder.Decoded decoded;
        try {
            decoded = RequestDecoder.decode(frame, kind, settings.requestElementsMax());
        } catch (RuntimeException malformed) {
            frame.release();
            hangUp("its " + kind.key().name + " request is malformed: " + malformed.getMessage());
            return;
        }
        Call call = new Call(this, kind, frame, decoded);
        underWay.add(call);
        requestBytesUnderWay += call.frameBytes();
        requestElementsUnderWay += call.elements();
        services.counters().requests().increment();
        dispatch(kind, call, decoded);
    }

    private void dispatch(Served kind, Call call, RequestDecoder.Decoded decoded) {
        if (kind.where() == Served.Where.EVENT_LOOP) {
            handle(kind, call, decoded);
            return;
        }
        try {
            services.workers().execute(() -> handle(kind, call, decoded));
        } catch (RejectedExecutionException tooBusy) {
            call.fail(tooBusy);
        }
    }

    private static void handle(Served kind, Call call, RequestDecoder.Decoded decoded) {
        try {
            kind.handle(call, decoded.body());
        } catch (RuntimeException | OutOfMemoryError fault) {
            LOG.error("a {} request could not be handled", kind.key().name, fault);
            call.fail(fault);
        }
    }

    void hurryBefore(Call later) {
        List.copyOf(underWay).stream().takeWhile(call -> call != later).forEach(Call::hurry);
    }

    /** {@code call} has its outcome. Any thread. */
    void ended(Call call, Outcome how) {
        if (call.isAbandoned()) {
            call.freeAnswer();
            return;
        }
        // While reading, the end of the read sends whatever is ready in one flush.
        if (channel.eventLoop().inEventLoop() && reading) return;
        if (!scheduleDrain()) call.freeAnswer();
    }

    /** False when the event loop has stopped. Any thread. */
    private boolean scheduleDrain() {
        if (!drainScheduled.compareAndSet(false, true)) return true;
        try {
            channel.eventLoop().execute(this::drain);
            return true;
        } catch (RejectedExecutionException stopped) {
            return false;
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ignored) {
        reading = false;
        drain();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ignored) {
        if (channel.isWritable()) scheduleDrain();
        else readOnOrOff();
    }

    private void drain() {
        try {
            sendReady();
            readOnOrOff();
        } catch (RuntimeException | OutOfMemoryError fault) {
            fail(fault);
        }
        if (liveness.isEnding() && underWay.isEmpty() && !saidGoodbye) closeAfterFlush();
    }

    private void sendReady() {
        drainScheduled.set(false);
        stalled = false;
        countUnsent();
        while (writeReady()) {
            liveness.active();
            channel.flush();
            countUnsent();
        }
        stalled = isHeadReady();
    }

    private boolean isHeadReady() {
        Call head = underWay.peek();
        return head != null && head.outcome() != null;
    }

    private boolean writeReady() {
        boolean written = false;
        // When all together have too much, what was written is counted before the next one.
        while (isHeadReady() && maySend() && !(written && unsentOfAll.isFull())) {
            Call head = underWay.remove();
            requestBytesUnderWay -= head.frameBytes();
            requestElementsUnderWay -= head.elements();
            written |= conclude(head);
        }
        return written;
    }

    private boolean conclude(Call call) {
        Outcome outcome = call.outcome();
        call.releaseBytes();
        if (outcome instanceof Outcome.HangUp hangUp) {
            hangUp(hangUp.why());
            abandonUnderWay();
        }
        if (!(outcome instanceof Outcome.Answer answer)) return false;
        try {
            regionBytesUnsent += encoder.write(channel, call, answer, !unsentOfAll.isFull());
            return true;
        } catch (IOException | RuntimeException | OutOfMemoryError fault) {
            call.freeAnswer();
            LOG.error("the answer to a {} request could not be written", call.key().name, fault);
            hangUp("the answer to its " + call.key().name + " request could not be written");
            abandonUnderWay();
            return false;
        }
    }

    private void regionSent(long bytes) {
        regionBytesUnsent -= bytes;
        liveness.active();
        if (stalled || !unsent.isEmpty() || !channel.config().isAutoRead()) scheduleDrain();
    }

    /** The last bytes of an answer are with the system, or lost; the channel counts them off right after this. */
    private void answerSent() {
        if (!unsent.isEmpty()) scheduleDrain();
    }

    private void countUnsent() {
        ChannelOutboundBuffer written = channel.unsafe().outboundBuffer();
        unsent.count(written == null ? 0 : written.totalPendingWriteBytes());
    }

    private void readOnOrOff() {
        if (frames.awaitsRoom() && !room.isWaiting()) frames.roomAgain();
        if (isReady()) frames.deliver();
        boolean ready = isReady();
        channel.config().setAutoRead(ready || saidGoodbye);
        // A client that is not read from cannot be blamed for being slow.
        liveness.insideFrame(ready && frames.isInsideFrame());
    }

    /** Ends the connection once what was asked before is answered. */
    @Override
    public void hangUp(String why) {
        if (liveness.isEnding()) return;
        liveness.end();
        LOG.info("closing the Kafka connection of {}: {}", channel.remoteAddress(), why);
        if (underWay.isEmpty()) closeAfterFlush();
        else List.copyOf(underWay).forEach(Call::hurry);
    }

    private void closeAfterFlush() {
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    /** Another protocol was spoken: says so in that protocol, then hangs up when the client has. */
    @Override
    public void foreign(ForeignProtocol protocol) {
        liveness.end();
        saidGoodbye = true;
        LOG.info("{} spoke {} to the Kafka port", channel.remoteAddress(), protocol);
        channel.writeAndFlush(ForeignAnswer.to(protocol, services.page()))
                .addListener(done -> ((DuplexChannel) channel).shutdownOutput());
        channel.eventLoop().schedule(() -> channel.close(), LINGER_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** The node stops: nothing more is read, what is under way is answered, then the connection ends. Any thread. */
    void drainAndClose() {
        channel.eventLoop().execute(() -> {
            liveness.end();
            List.copyOf(underWay).forEach(Call::hurry);
            drain();
        });
    }

    /** Closes what is idle, does not take its last answers, or sends one request too slowly. Any thread. */
    void sweep(long nowNanos) {
        if (liveness.isOver(nowNanos)) channel.eventLoop().execute(this::giveUp);
        else if (liveness.isTooSlow(nowNanos, frames.bytesSoFar()))
            channel.eventLoop().execute(() -> hangUp("it took too long to send a request"));
    }

    /** Ends it now; what is under way or has come and was not taken is forgotten. */
    private void giveUp() {
        liveness.end();
        channel.close();
    }

    /** Memory that its half request holds. A glimpse, from any thread. */
    long partialRequestBytes() {
        return room.held();
    }

    long lastActivityNanos() {
        return liveness.lastActivityNanos();
    }

    /** Lets go of a half request that others wait for the memory of. Any thread. */
    void dropPartialRequest() {
        channel.eventLoop().execute(() -> {
            hangUp("half a request of it had stopped coming in, and others waited for that memory");
            frames.close();
        });
    }

    @Override
    public void channelInactive(ChannelHandlerContext ignored) {
        // Records sent without acks: nobody else would send them again.
        inputEnded = true;
        try {
            frames.deliver();
        } finally {
            liveness.end();
            abandonUnderWay();
            frames.close();
            countUnsent();
        }
    }

    private void abandonUnderWay() {
        List<Call> abandoned = List.copyOf(underWay);
        underWay.clear();
        abandoned.forEach(Call::abandon);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ignored, Throwable cause) {
        fail(cause);
    }

    private void fail(Throwable cause) {
        if (cause instanceof IOException) {
            LOG.debug("{} went away", channel.remoteAddress(), cause);
            channel.close();
        } else {
            LOG.error("closing the Kafka connection of {}", channel.remoteAddress(), cause);
            giveUp();
        }
    }

    /** Whether this node has said that the connection is to end. Any thread. */
    boolean isEnding() {
        return liveness.isEnding();
    }

    InetAddress address() {
        return ((InetSocketAddress) channel.remoteAddress()).getAddress();
    }

    Channel channel() {
        return channel;
    }
}
