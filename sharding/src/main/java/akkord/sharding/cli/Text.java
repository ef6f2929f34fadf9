package akkord.sharding.cli;

import java.time.Duration;
import java.util.Locale;

/** Numbers as people read them. */
final class Text {

    private static final double MIB = 1 << 20;

    private Text() {}

    /** {@code 1 record}, {@code 2 records}. */
    static String count(long count, String noun) {
        return grouped(count) + " " + noun + (count == 1 ? "" : "s");
    }

    static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** {@code 1,000 records, 12.3 MiB, 45.6 MiB/s}. */
    static String throughput(long records, long bytes, Duration elapsed) {
        double seconds = Math.max(elapsed.toNanos() / 1e9, 1e-3);
        return String.format(
                Locale.ROOT, "%s, %.1f MiB, %.1f MiB/s", count(records, "record"), bytes / MIB, bytes / MIB / seconds);
    }

    /** {@code 512 B}, {@code 1.5 KiB}, {@code 3.0 GiB}. */
    static String size(long bytes) {
        if (bytes < 1024) return bytes + " B";
        double value = bytes;
        int unit = -1;
        while (value >= 1024 && unit < 4) {
            value /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %siB", value, "KMGTP".charAt(unit));
    }
}
