package akkord.protocol.door.kafka.handler;

import akkord.protocol.share.ReadableLog;
import akkord.protocol.share.ShareCommand.Acquire;
import java.time.Duration;

/** Where a share group begins in a partition that it has never read ({@code share.auto.offset.reset}). */
sealed interface OffsetReset {

    String BY_DURATION = "by_duration:";

    /** As the setting has it, which was checked. */
    static OffsetReset of(String text) {
        if (text.startsWith(BY_DURATION)) return new ByDuration(Duration.parse(text.substring(BY_DURATION.length())));
        return text.equals("earliest") ? new Earliest() : new Latest();
    }

    /** The offset, or {@link Acquire#UNKNOWN} when the log must be searched for {@link #timestampMillis}. */
    long known(ReadableLog readable);

    /** The time of the first record to deliver. */
    long timestampMillis(long nowMillis);

    record Latest() implements OffsetReset {

        @Override
        public long known(ReadableLog readable) {
            return readable.end();
        }

        @Override
        public long timestampMillis(long nowMillis) {
            return nowMillis;
        }
    }

    record Earliest() implements OffsetReset {

        @Override
        public long known(ReadableLog readable) {
            return readable.start();
        }

        @Override
        public long timestampMillis(long nowMillis) {
            return 0;
        }
    }

    /** @param back how far before now */
    record ByDuration(Duration back) implements OffsetReset {

        @Override
        public long known(ReadableLog readable) {
            return Acquire.UNKNOWN;
        }

        @Override
        public long timestampMillis(long nowMillis) {
            return Math.max(0, nowMillis - back.toMillis());
        }
    }
}
