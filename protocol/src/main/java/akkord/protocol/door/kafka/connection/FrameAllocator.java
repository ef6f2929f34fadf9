package akkord.protocol.door.kafka.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Gives the channel the buffer of the frame that is coming in to read into, so that a large request is written
 * once, by the socket. One per channel.
 */
public final class FrameAllocator implements RecvByteBufAllocator {

    /** A read that belongs to no large frame: enough for many small requests. */
    private static final int READ_BYTES_MIN = 512;

    private static final int READ_BYTES_MAX = 64 * 1024;

    private final RecvByteBufAllocator usual =
            new AdaptiveRecvByteBufAllocator(READ_BYTES_MIN, 2 * 1024, READ_BYTES_MAX);
    private @Nullable ByteBuf frame;

    /** Reads go there until {@link #readElsewhere}; event loop only. */
    void readInto(ByteBuf growing) {
        frame = growing;
    }

    void readElsewhere() {
        frame = null;
    }

    @Override
    public Handle newHandle() {
        return new FrameHandle((ExtendedHandle) usual.newHandle());
    }

    @SuppressWarnings("deprecation") // the channel casts to ExtendedHandle and nothing newer replaces it
    private final class FrameHandle extends DelegatingHandle implements ExtendedHandle {

        private final ExtendedHandle usualHandle;

        FrameHandle(ExtendedHandle usualHandle) {
            super(usualHandle);
            this.usualHandle = usualHandle;
        }

        @Override
        public ByteBuf allocate(ByteBufAllocator memory) {
            ByteBuf target = frame;
            return target != null && target.isWritable() ? target.retain() : super.allocate(memory);
        }

        @Override
        public boolean continueReading(io.netty.util.UncheckedBooleanSupplier maybeMore) {
            return usualHandle.continueReading(maybeMore);
        }
    }
}
