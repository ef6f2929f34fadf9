package akkord.sharding.cli;

import akkord.protocol.grpc.v1.Earliest;
import akkord.protocol.grpc.v1.Latest;
import akkord.protocol.grpc.v1.PartitionDescription;
import akkord.protocol.grpc.v1.Start;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where reading begins, in each partition. */
@FunctionalInterface
interface StartingPoint {

    StartingPoint EARLIEST = partition ->
            Start.newBuilder().setEarliest(Earliest.getDefaultInstance()).build();
    StartingPoint LATEST = partition ->
            Start.newBuilder().setLatest(Latest.getDefaultInstance()).build();

    /** What to ask of that partition. */
    Start of(PartitionDescription partition);

    /** At an offset, or, below zero, that many records before the end. */
    static StartingPoint offset(long offset) {
        if (offset >= 0)
            return partition -> Start.newBuilder().setOffset(offset).build();
        return partition -> Start.newBuilder()
                .setOffset(Math.max(partition.getLogStartOffset(), partition.getHighWatermark() + offset))
                .build();
    }

    static StartingPoint time(long millis) {
        return partition -> Start.newBuilder().setTimestampMs(millis).build();
    }

    /**
     * Milliseconds since 1970 ({@code 1767225600000}), a date and time ({@code 2026-01-01T00:00:00Z}), or how
     * long ago ({@code 90s}, {@code 15m}, {@code 2h}, {@code 7d}).
     *
     * @throws IllegalArgumentException with a sentence
     */
    static long millis(String text, long nowMillis) {
        Matcher ago = Pattern.compile("(\\d{1,12})([smhd])").matcher(text);
        try {
            if (ago.matches()) return nowMillis - Long.parseLong(ago.group(1)) * unitMillis(ago.group(2));
            if (text.matches("\\d{1,18}")) return Long.parseLong(text);
            return Instant.parse(text).toEpochMilli();
        } catch (DateTimeException notADate) {
            throw new IllegalArgumentException(
                    "'" + text
                            + "' is not a time: give milliseconds since 1970, 2026-01-01T00:00:00Z, or how long ago, like 15m.");
        }
    }

    private static long unitMillis(String unit) {
        return switch (unit) {
            case "s" -> 1_000L;
            case "m" -> 60_000L;
            case "h" -> 3_600_000L;
            default -> 86_400_000L;
        };
    }
}
