package akkord.protocol.door.kafka.replica;

import akkord.protocol.door.kafka.connection.ForeignProtocol;
import akkord.protocol.door.kafka.connection.FrameAllocator;
import akkord.protocol.door.kafka.connection.FrameReader;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.ByteBuffer;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.message.ResponseHeaderData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.MessageSizeAccumulator;
import org.apache.kafka.common.protocol.ObjectSerializationCache;

/** One connection to a leader's Kafka port: fetches go out, answers come in, in their order. Event loop only. */
final class LeaderChannel extends ChannelInboundHandlerAdapter implements FrameReader.Frames {

    private static final short VERSION = 18;
    private static final int LENGTH_BYTES = 4;

    private final Channel channel;
    private final FrameReader frames;
    private final String clientId;
    private final Listener listener;
    private int sentCount;
    private int answeredCount;
    private String closedBecause = "the connection was closed";

    /** Who is told what comes. */
    interface Listener {

        /** Records in it are slices of {@code frame}, which is to be retained for each that is kept. */
        void answered(FetchResponseData answer, ByteBuf frame);

        /** Once; nothing comes after it. */
        void closed(LeaderChannel channel, String why);
    }

    LeaderChannel(Channel channel, int frameBytesMax, String clientId, Listener listener) {
        FrameAllocator allocator = new FrameAllocator();
        channel.config().setRecvByteBufAllocator(allocator);
        this.channel = channel;
        this.frames = new FrameReader(allocator, channel.alloc(), frameBytesMax, this);
        this.clientId = clientId;
        this.listener = listener;
    }

    void send(FetchRequestData request) {
        RequestHeaderData header = new RequestHeaderData()
                .setRequestApiKey(ApiKeys.FETCH.id)
                .setRequestApiVersion(VERSION)
                .setCorrelationId(sentCount++)
                .setClientId(clientId);
        short headerVersion = ApiKeys.FETCH.requestHeaderVersion(VERSION);
        ObjectSerializationCache cache = new ObjectSerializationCache();
        MessageSizeAccumulator size = new MessageSizeAccumulator();
        header.addSize(size, cache, headerVersion);
        request.addSize(size, cache, VERSION);
        int length = size.totalSize();
        ByteBuf bytes = channel.alloc().directBuffer(LENGTH_BYTES + length);
        bytes.writeInt(length);
        ByteBufferAccessor out = new ByteBufferAccessor(bytes.nioBuffer(LENGTH_BYTES, length));
        header.write(out, cache, headerVersion);
        request.write(out, cache, VERSION);
        bytes.writerIndex(LENGTH_BYTES + length);
        channel.writeAndFlush(bytes);
    }

    void close(String why) {
        closedBecause = why;
        channel.close();
    }

    @Override
    public void channelRead(ChannelHandlerContext ignored, Object message) {
        frames.read((ByteBuf) message);
    }

    @Override
    public boolean isReady() {
        return true;
    }

    @Override
    public void frame(ByteBuf frame) {
        try {
            ByteBuffer bytes = frame.nioBuffer();
            ByteBufferAccessor in = new ByteBufferAccessor(bytes);
            ResponseHeaderData header = new ResponseHeaderData(in, ApiKeys.FETCH.responseHeaderVersion(VERSION));
            if (answeredCount == sentCount || header.correlationId() != answeredCount) {
                close("it answered request " + header.correlationId() + " where " + answeredCount + " was next");
                return;
            }
            answeredCount++;
            listener.answered(new FetchResponseData(in, VERSION), frame);
        } catch (RuntimeException malformed) {
            close("an answer could not be understood: " + malformed);
        } finally {
            frame.release();
        }
    }

    @Override
    public void foreign(ForeignProtocol protocol) {
        close("it speaks " + protocol);
    }

    @Override
    public void hangUp(String why) {
        close(why);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ignored, Throwable cause) {
        close(cause.toString());
    }

    @Override
    public void channelInactive(ChannelHandlerContext ignored) {
        frames.close();
        listener.closed(this, closedBecause);
    }
}
