package akkord.protocol.door.kafka.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.MessageUtil;

/**
 * A connection without a socket and without threads: the test is its client, its clock and its event loop, and says
 * when the system takes what was written. Answers hold no file regions.
 */
public final class EmbeddedConnection implements AutoCloseable {

    static final int UNDER_WAY_MAX = 4;
    static final int PARTIAL_REQUEST_BYTES_MAX = 200_000;
    static final int UNSENT_ANSWER_BYTES_MAX = 5000;
    private static final int REQUEST_BYTES_MAX = 1_000_000;
    private static final Duration NEVER = Duration.ofDays(1);
    private static final WriteBufferWaterMark UNSENT = new WriteBufferWaterMark(1000, 20_000);

    private final Reluctant channel = new Reluctant();
    private final Connection connection;

    /** The system below, which takes bytes or does not. */
    private static final class Reluctant extends EmbeddedChannel {

        private boolean takes = true;
        private boolean takesOnce;

        @Override
        protected void doWrite(ChannelOutboundBuffer written) throws Exception {
            if (takes || takesOnce) super.doWrite(written);
            takesOnce = false;
        }
    }

    /** One that shares nothing. */
    public EmbeddedConnection(RequestKinds kinds) {
        this(kinds, sharedMemory());
    }

    EmbeddedConnection(RequestKinds kinds, SharedMemory memory) {
        ConnectionSettings settings = new ConnectionSettings(
                REQUEST_BYTES_MAX, 1000, UNDER_WAY_MAX, REQUEST_BYTES_MAX, REQUEST_BYTES_MAX, 8192, NEVER, NEVER);
        Services services = new Services(kinds, Runnable::run, new NoPage(), new TransferCounters());
        channel.config().setWriteBufferWaterMark(UNSENT);
        connection = new Connection(settings, services, memory, channel, new FrameAllocator());
        channel.pipeline().addLast(connection);
    }

    static SharedMemory sharedMemory() {
        return new SharedMemory(
                new PartialRequests(PARTIAL_REQUEST_BYTES_MAX), new UnsentAnswers(UNSENT_ANSWER_BYTES_MAX));
    }

    /** A whole request. */
    public static ByteBuf request(ApiKeys key, int version, int correlationId, ApiMessage body) {
        RequestHeaderData header = new RequestHeaderData()
                .setRequestApiKey(key.id)
                .setRequestApiVersion((short) version)
                .setCorrelationId(correlationId)
                .setClientId("test");
        short headerVersion = key.requestHeaderVersion((short) version);
        ByteBuf head = Unpooled.wrappedBuffer(
                MessageUtil.toByteBufferAccessor(header, headerVersion).buffer());
        ByteBuf rest = Unpooled.wrappedBuffer(
                MessageUtil.toByteBufferAccessor(body, (short) version).buffer());
        int length = head.readableBytes() + rest.readableBytes();
        return Unpooled.buffer().writeInt(length).writeBytes(head).writeBytes(rest);
    }

    /** {@code bytes} come in one read, and then nothing for the moment. Takes over the reference. */
    public void receive(ByteBuf bytes) {
        read(bytes);
        endOfRead();
    }

    /** {@code bytes} come, and the channel would read on. */
    void read(ByteBuf bytes) {
        channel.pipeline().fireChannelRead(bytes);
    }

    void endOfRead() {
        channel.pipeline().fireChannelReadComplete();
        runTasks();
    }

    boolean isReadFrom() {
        return channel.config().isAutoRead();
    }

    /** All that is to be done now, and what follows from it. */
    public void runTasks() {
        for (int i = 0; i < 4; i++) channel.runPendingTasks();
    }

    /** So much time passes. */
    public void pass(long millis) {
        channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
        runTasks();
    }

    /** From now on the client takes nothing. */
    void stall() {
        channel.takes = false;
    }

    /** It takes what waits, once; nothing of what is written by that. */
    void takeOnce() {
        channel.takesOnce = true;
        channel.flush();
        runTasks();
    }

    /** Bytes that were written and not taken. */
    long bytesUnsent() {
        ChannelOutboundBuffer written = channel.unsafe().outboundBuffer();
        return written == null ? 0 : written.totalPendingWriteBytes();
    }

    /** The listener looks at it when nothing has happened for longer than it allows. */
    void sweepWhenIdle() {
        connection.sweep(System.nanoTime() + 2 * NEVER.toNanos());
        runTasks();
    }

    public boolean isOpen() {
        return channel.isOpen();
    }

    /** The client is gone. */
    @Override
    public void close() {
        channel.close();
        runTasks();
        for (Object left = channel.readOutbound(); left != null; left = channel.readOutbound())
            ReferenceCountUtil.release(left);
    }

    /** The correlation id of the next answer the client has; -1 when there is none. */
    int answered() {
        ByteBuf answer = channel.readOutbound();
        if (answer == null) return -1;
        int correlationId = answer.getInt(Integer.BYTES);
        answer.release();
        return correlationId;
    }

    /** Reads the next answer the client has into {@code message}; fails when there is none. */
    public <R extends ApiMessage> R answer(ApiKeys key, int version, R message) {
        ByteBuf answer = channel.readOutbound();
        if (answer == null) throw new AssertionError("there is no answer");
        ByteBuffer bytes = answer.nioBuffer();
        boolean flexible = key.responseHeaderVersion((short) version) > 0;
        bytes.position(2 * Integer.BYTES + (flexible ? 1 : 0));
        message.read(new ByteBufferAccessor(bytes), (short) version);
        answer.release();
        return message;
    }

    /** Bytes of memory around the next answer that the client has and does not need; -1 when there is none. */
    public int spareBytes() {
        ByteBuf answer = (ByteBuf) channel.outboundMessages().peek();
        if (answer == null) return -1;
        ByteBuf memory = answer.unwrap() == null ? answer : answer.unwrap();
        return memory.capacity() - answer.readableBytes();
    }

    /** Whether the client has another answer. */
    public boolean hasAnswer() {
        return !channel.outboundMessages().isEmpty();
    }

    /** Nobody comes with another protocol. */
    private record NoPage() implements Page {

        @Override
        public String html() {
            throw new AssertionError();
        }

        @Override
        public String sentence() {
            throw new AssertionError();
        }
    }
}
