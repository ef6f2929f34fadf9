package akkord.persistence.log;

import java.util.Arrays;

/**
 * What a log holds at one moment; replaced whole by its owner, read by anyone.
 *
 * @param segments by base offset, never empty, the last one is written to; nobody changes the array
 * @param activeBytes how much of the last segment may be read
 * @param logStartOffset the first offset kept
 * @param logEndOffset the next offset to give
 */
record LogState(Segment[] segments, int activeBytes, long logStartOffset, long logEndOffset) {

    Segment active() {
        return segments[segments.length - 1];
    }

    /** The index of the segment that holds {@code offset}. */
    int indexOf(long offset) {
        int low = 0;
        int high = segments.length - 1;
        int found = 0;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (segments[middle].baseOffset() <= offset) {
                found = middle;
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return found;
    }

    /** Bytes of segment {@code index} that may be read. */
    int readableBytes(int index) {
        return index == segments.length - 1 ? activeBytes : segments[index].size();
    }

    /** The offset behind segment {@code index}. */
    long endOffset(int index) {
        return index == segments.length - 1 ? logEndOffset : segments[index + 1].baseOffset();
    }

    LogState with(long newLogStartOffset) {
        return new LogState(segments, activeBytes, newLogStartOffset, logEndOffset);
    }

    LogState rolled(Segment fresh) {
        Segment[] more = Arrays.copyOf(segments, segments.length + 1);
        more[segments.length] = fresh;
        return new LogState(more, 0, logStartOffset, logEndOffset);
    }
}
