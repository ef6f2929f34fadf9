package akkord.protocol.share;

/** Offsets from {@code first} to {@code last}, both included. */
public record OffsetRange(long first, long last) {

    public OffsetRange {
        if (first < 0 || last < first) throw new IllegalArgumentException("no offsets: " + first + " to " + last);
    }

    public long count() {
        return last - first + 1;
    }

    @Override
    public String toString() {
        return first + ".." + last;
    }
}
