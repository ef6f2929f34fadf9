package akkord.protocol.partition;

import java.nio.ByteBuffer;

/**
 * Record batches on their way into a log: bytes, and what must happen when they are no longer needed.
 *
 * @param buffer one or more whole batches from position to limit; writable, because base offset, leader
 *     epoch and, where the topic asks for it, timestamps are patched in place; big-endian
 * @param release gives the memory back; called exactly once, after the bytes were written or refused
 */
public record BatchBytes(ByteBuffer buffer, Runnable release) {

    /** Bytes that the garbage collector takes care of. */
    public static BatchBytes of(ByteBuffer buffer) {
        return new BatchBytes(buffer, () -> {});
    }
}
