package akkord.protocol.door.kafka.connection;

import akkord.protocol.partition.LogSlice;
import org.apache.kafka.common.record.internal.BaseRecords;
import org.apache.kafka.common.record.internal.RecordsSend;

/** Records of an answer that stay in their file. Whoever has written or dropped the answer closes them. */
public final class SliceRecords implements BaseRecords, AutoCloseable {

    private final LogSlice slice;
    private boolean closed;

    public SliceRecords(LogSlice slice) {
        this.slice = slice;
    }

    LogSlice slice() {
        return slice;
    }

    /** Closes the slice unless that was done. */
    @Override
    public void close() {
        if (closed) return;
        closed = true;
        slice.close();
    }

    @Override
    public int sizeInBytes() {
        return slice.length();
    }

    @Override
    public RecordsSend<? extends BaseRecords> toSend() {
        throw new UnsupportedOperationException("sent as a file region");
    }
}
