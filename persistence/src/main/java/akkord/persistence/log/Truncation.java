package akkord.persistence.log;

import akkord.protocol.partition.LogSlice;
import java.io.IOException;
import java.util.Arrays;

/** Cuts the end of a log at a batch boundary. */
final class Truncation {

    private Truncation() {}

    /** Run before anything is cut, so that neither a crash in between nor a reader finds less than was promised. */
    @FunctionalInterface
    interface BeforeCut {
        void run(LogState cutTo) throws IOException;
    }

    /** {@code offset} lies inside the log, behind its start. */
    static LogState cut(LogState state, long offset, SegmentReader reader, BeforeCut before) throws IOException {
        int index = state.indexOf(offset);
        Segment segment = state.segments()[index];
        int position = 0;
        long end = segment.baseOffset();
        if (offset > segment.baseOffset()) {
            try (LogSlice slice = reader.read(offset, state.logEndOffset(), 0, true)) {
                position = (int) slice.position();
                end = slice.firstBatchOffset();
            }
        }
        Segment[] kept = Arrays.copyOf(state.segments(), index + 1);
        LogState cut = new LogState(kept, position, Math.min(state.logStartOffset(), end), end);
        before.run(cut);
        for (int i = state.segments().length - 1; i > index; i--) state.segments()[i].delete();
        segment.truncate(position);
        return cut;
    }
}
