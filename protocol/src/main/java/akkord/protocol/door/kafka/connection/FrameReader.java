package akkord.protocol.door.kafka.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Cuts what comes in into frames: four bytes of length, then that many bytes. Small frames are slices of what
 * was read; a frame that did not come whole gets a buffer of its own, which the socket then writes into
 * ({@link FrameAllocator}). That buffer grows with what has come, so that a length alone costs nothing.
 */
public final class FrameReader {

    private static final int LENGTH_BYTES = 4;

    /** A frame's buffer begins with this, or {@link #GROWTH} times what came with the length, and grows as it fills. */
    private static final int FIRST_BYTES = 8 * 1024;

    private static final int GROWTH = 8;

    /** From here on it doubles only: memory that nothing has come for must not be much more than what has. */
    private static final int DOUBLES_FROM_BYTES = 1024 * 1024;

    /** Frames up to this size never wait for room: those of ordinary clients in quiet times. */
    private static final int NO_ROOM_NEEDED_BYTES = 64 * 1024;

    private final FrameAllocator allocator;
    private final ByteBufAllocator memory;
    private final int frameBytesMax;
    private final Frames frames;
    private @Nullable ByteBuf unread;
    private @Nullable ByteBuf growing;
    private int growingSize;
    private boolean beforeFirstFrame = true;
    private boolean refused;
    private boolean awaitsRoom;

    /** Where frames go. */
    public interface Frames {
        boolean isReady();

        /** Takes over the reference. */
        void frame(ByteBuf frame);

        void foreign(ForeignProtocol protocol);

        void hangUp(String why);

        /**
         * Whether memory for a frame that has not come whole may grow by so many bytes. If not, nothing more is to be
         * read until {@link FrameReader#roomAgain}.
         */
        default boolean takeRoom(int bytes) {
            return true;
        }

        /** All that was taken is free. */
        default void giveRoomBack() {}
    }

    public FrameReader(FrameAllocator allocator, ByteBufAllocator memory, int frameBytesMax, Frames frames) {
        this.allocator = allocator;
        this.memory = memory;
        this.frameBytesMax = frameBytesMax;
        this.frames = frames;
    }

    /** Takes over the reference. */
    @SuppressWarnings("ReferenceEquality") // the very buffer that grows, not one of equal bytes
    public void read(ByteBuf in) {
        if (refused) {
            in.release();
        } else if (in == growing) {
            in.release(); // the reference that the allocator took for this read
            grow(in);
        } else {
            unread = joined(in);
            deliver();
        }
    }

    /** Goes on with what was read before, as far as {@link Frames#isReady}. */
    void deliver() {
        while (!refused && unread != null && frames.isReady() && next(unread)) {}
        if (unread != null && (refused || !unread.isReadable())) {
            unread.release();
            unread = null;
        }
    }

    /** Whether the next frame, or the rest of one, waits for {@link Frames#takeRoom room}. */
    boolean awaitsRoom() {
        return awaitsRoom;
    }

    /** There may be room now; {@link #deliver} goes on if so. */
    void roomAgain() {
        awaitsRoom = false;
        ByteBuf frame = growing;
        if (frame != null && !frame.isWritable()) grow(frame);
    }

    /** Whether part of a request has come and the rest has not. */
    boolean isInsideFrame() {
        return growing != null || (unread != null && frames.isReady());
    }

    /** Bytes of that part; a glimpse when called from another thread. */
    long bytesSoFar() {
        ByteBuf frame = growing;
        return frame == null ? 0 : frame.writerIndex();
    }

    private boolean next(ByteBuf in) {
        if (growing != null) return fill(in, growing);
        if (in.readableBytes() < LENGTH_BYTES) return false;
        int size = in.getInt(in.readerIndex());
        if (beforeFirstFrame && ForeignProtocol.of(size) != ForeignProtocol.NONE) {
            refused = true;
            frames.foreign(ForeignProtocol.of(size));
            return false;
        }
        beforeFirstFrame = false;
        if (size < RequestDecoder.HEADER_BYTES_MIN || size > frameBytesMax) {
            refused = true;
            frames.hangUp("it announced a request of " + size + " bytes; " + RequestDecoder.HEADER_BYTES_MIN + " to "
                    + frameBytesMax + " are accepted");
            return false;
        }
        if (in.readableBytes() - LENGTH_BYTES >= size) {
            frames.frame(in.skipBytes(LENGTH_BYTES).readRetainedSlice(size));
            return true;
        }
        begin(in, size);
        return false;
    }

    private void begin(ByteBuf in, int size) {
        int first = Math.min(size, Math.max(FIRST_BYTES, (in.readableBytes() - LENGTH_BYTES) * GROWTH));
        if (!takeRoom(size, first)) return;
        ByteBuf frame = memory.directBuffer(first, size);
        frame.writeBytes(in.skipBytes(LENGTH_BYTES));
        growing = frame;
        growingSize = size;
        allocator.readInto(frame);
        grow(frame);
    }

    private boolean takeRoom(int frameSize, int bytes) {
        awaitsRoom = frameSize > NO_ROOM_NEEDED_BYTES && !frames.takeRoom(bytes);
        return !awaitsRoom;
    }

    /** Bytes that did not come through the allocator: a filter (TLS) stands before. */
    private boolean fill(ByteBuf in, ByteBuf frame) {
        frame.writeBytes(in, Math.min(in.readableBytes(), frame.writableBytes()));
        grow(frame);
        return in.isReadable();
    }

    private void grow(ByteBuf frame) {
        if (frame.readableBytes() == growingSize) {
            growing = null;
            allocator.readElsewhere();
            frames.giveRoomBack();
            frames.frame(frame);
        } else if (!frame.isWritable()) {
            long growth = frame.capacity() < DOUBLES_FROM_BYTES ? GROWTH : 2;
            int capacity = (int) Math.min(growingSize, frame.capacity() * growth);
            if (takeRoom(growingSize, capacity - frame.capacity())) frame.capacity(capacity);
        }
    }

    private ByteBuf joined(ByteBuf in) {
        ByteBuf before = unread;
        if (before == null) return in;
        try {
            if (!before.isWritable(in.readableBytes())) before = moved(before, in.readableBytes());
            return before.writeBytes(in);
        } finally {
            in.release();
        }
    }

    /** Into new memory, with as much room again: much may come while nothing is taken. Frames keep the memory of before. */
    private ByteBuf moved(ByteBuf before, int more) {
        ByteBuf larger = memory.directBuffer(2 * (before.readableBytes() + more));
        larger.writeBytes(before);
        before.release();
        unread = larger;
        return larger;
    }

    /** Gives all memory back; what still comes is dropped. */
    public void close() {
        refused = true;
        allocator.readElsewhere();
        if (growing != null) growing.release();
        if (unread != null) unread.release();
        growing = null;
        unread = null;
        frames.giveRoomBack();
    }
}
