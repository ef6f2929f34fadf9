package akkord.protocol.door.grpc.consume;

import akkord.protocol.share.ShareKey;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** What a member was given and has said nothing of yet, so that it is not given more than it can do. One thread. */
final class Unacknowledged {

    private final int recordsMax;
    private final LongSupplier clock;
    private final List<Given> all = new ArrayList<>();
    private long records;

    /** Records that were given together; behind {@code untilMillis} they are not the member's any more. */
    private static final class Given {
        final ShareKey key;
        final long first;
        final long last;
        final int lockMillis;
        long left;
        long untilMillis;

        Given(ShareKey key, long first, long last, int lockMillis, long nowMillis) {
            this.key = key;
            this.first = first;
            this.last = last;
            this.lockMillis = lockMillis;
            this.left = last - first + 1;
            this.untilMillis = nowMillis + lockMillis;
        }
    }

    Unacknowledged(int recordsMax) {
        this(recordsMax, () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));
    }

    /** @param clock milliseconds; never goes back */
    Unacknowledged(int recordsMax, LongSupplier clock) {
        this.recordsMax = recordsMax;
        this.clock = clock;
    }

    void add(ShareKey key, long first, long last, int lockMillis) {
        all.add(new Given(key, first, last, lockMillis, clock.getAsLong()));
        records += last - first + 1;
    }

    void done(ShareKey key, long first, long last) {
        for (Given each : all) {
            long overlap = overlap(each, key, first, last);
            records -= overlap;
            each.left -= overlap;
        }
        all.removeIf(each -> each.left == 0);
    }

    /** What was given together ends together: some of it may be over before. */
    void renewed(ShareKey key, long first, long last) {
        long now = clock.getAsLong();
        for (Given each : all) if (overlap(each, key, first, last) > 0) each.untilMillis = now + each.lockMillis;
    }

    private static long overlap(Given given, ShareKey key, long first, long last) {
        if (!given.key.equals(key)) return 0;
        long both = Math.min(given.last, last) - Math.max(given.first, first) + 1;
        return Math.min(given.left, Math.max(0, both));
    }

    /** How many records more it may be given now. */
    int room() {
        long now = clock.getAsLong();
        all.removeIf(each -> {
            boolean over = each.untilMillis <= now;
            if (over) records -= each.left;
            return over;
        });
        return (int) Math.max(0, recordsMax - records);
    }

    /** When there is more room at the latest, though the member says nothing. */
    long millisToNextEnd() {
        long end = all.stream().mapToLong(each -> each.untilMillis).min().orElse(clock.getAsLong());
        return Math.max(1, end - clock.getAsLong());
    }
}
