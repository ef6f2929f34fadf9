package akkord.protocol.door.kafka.connection;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import java.io.IOException;
import java.util.function.LongConsumer;
import org.apache.kafka.common.message.ResponseHeaderData;
import org.apache.kafka.common.protocol.MessageSizeAccumulator;
import org.apache.kafka.common.protocol.ObjectSerializationCache;

/** Writes answers to the channel: bytes in one buffer, records of files between its parts as regions. */
final class ResponseEncoder {

    private static final int LENGTH_BYTES = 4;

    private final int regionBytesMin;
    private final TransferCounters counters;
    private final LongConsumer onRegionSent;
    private final ChannelFutureListener onSent;

    ResponseEncoder(int regionBytesMin, TransferCounters counters, LongConsumer onRegionSent, Runnable onSent) {
        this.regionBytesMin = regionBytesMin;
        this.counters = counters;
        this.onRegionSent = onRegionSent;
        this.onSent = sent -> onSent.run();
    }

    /**
     * Writes without flushing; the bytes of regions among it. On an exception nothing was written, and slices
     * that are still open are the caller's to close.
     *
     * @param mayCopy whether few bytes of records may be copied into the answer
     */
    long write(Channel channel, Call call, Call.Outcome.Answer answer, boolean mayCopy) throws IOException {
        ObjectSerializationCache cache = new ObjectSerializationCache();
        MessageSizeAccumulator size = new MessageSizeAccumulator();
        ResponseHeaderData header = new ResponseHeaderData().setCorrelationId(call.correlationId());
        short headerVersion = call.responseHeaderVersion(answer.version());
        header.addSize(size, cache, headerVersion);
        answer.message().addSize(size, cache, answer.version());
        ByteBuf bytes = channel.alloc().directBuffer(LENGTH_BYTES + bufferBytes(size, mayCopy));
        try {
            AnswerWriter out = new AnswerWriter(bytes, mayCopy ? regionBytesMin : 1);
            out.writeInt(size.totalSize());
            header.write(out, cache, headerVersion);
            answer.message().write(out, cache, answer.version());
            out.rethrow();
            counters.copiedBytes().add(out.copiedBytes());
            return send(channel, bytes, out);
        } finally {
            bytes.release();
        }
    }

    /** Of an answer with few records, the whole: a buffer that grows is allocated and filled twice. */
    private int bufferBytes(MessageSizeAccumulator size, boolean mayCopy) {
        int recordBytes = size.totalSize() - size.sizeExcludingZeroCopy();
        return mayCopy && recordBytes < regionBytesMin ? size.totalSize() : size.sizeExcludingZeroCopy();
    }

    private long send(Channel channel, ByteBuf bytes, AnswerWriter out) {
        long regionBytes = 0;
        int from = 0;
        for (AnswerWriter.Cut cut : out.cuts()) {
            if (cut.at() > from) channel.write(bytes.retainedSlice(from, cut.at() - from));
            from = cut.at();
            channel.write(new SliceRegion(cut.records(), onRegionSent));
            counters.regions().increment();
            regionBytes += cut.records().sizeInBytes();
        }
        // An answer that ends with a region tells its end by that.
        if (bytes.writerIndex() > from)
            channel.write(bytes.retainedSlice(from, bytes.writerIndex() - from)).addListener(onSent);
        counters.regionBytes().add(regionBytes);
        return regionBytes;
    }
}
