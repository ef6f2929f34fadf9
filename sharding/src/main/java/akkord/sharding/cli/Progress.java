package akkord.sharding.cli;

import java.io.PrintWriter;
import java.time.Duration;

/** One line on the terminal that tells how far long work has come; nothing when nobody looks. */
final class Progress {

    private static final long EVERY_NANOS = 500_000_000;
    private static final String CLEAR_LINE = "\r\033[K";

    private final PrintWriter terminal;
    private final boolean shown;
    private final long startNanos = System.nanoTime();
    private long nextNanos = startNanos + EVERY_NANOS;
    private long records;
    private long bytes;
    private boolean dirty;

    Progress(PrintWriter terminal, boolean shown) {
        this.terminal = terminal;
        this.shown = shown;
    }

    void add(long moreRecords, long moreBytes) {
        records += moreRecords;
        bytes += moreBytes;
        if (!shown) return;
        long now = System.nanoTime();
        if (now - nextNanos < 0) return;
        nextNanos = now + EVERY_NANOS;
        terminal.print(CLEAR_LINE + soFar());
        terminal.flush();
        dirty = true;
    }

    /** {@code 1,000 records, 12.3 MiB, 45.6 MiB/s}. */
    String soFar() {
        return Text.throughput(records, bytes, Duration.ofNanos(System.nanoTime() - startNanos));
    }

    long records() {
        return records;
    }

    /** Takes the line away, so that what is printed next stands alone. */
    void end() {
        if (!dirty) return;
        terminal.print(CLEAR_LINE);
        terminal.flush();
        dirty = false;
    }
}
