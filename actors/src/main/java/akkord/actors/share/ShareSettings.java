package akkord.actors.share;

import akkord.actors.share.core.LetterLimits;
import com.typesafe.config.Config;
import java.time.Duration;

/** Bounds of share-partitions; defaults and meaning in {@code reference.conf} under {@code akkord.share}. */
public record ShareSettings(
        Duration passivateAfter,
        int commandsPerWriteMax,
        int snapshotEvery,
        int stashMax,
        int waitingMax,
        int waitersMax,
        Letters letters) {

    /** The block {@code dead-letters}. */
    public record Letters(int waitingMax, int perCopyMax, Duration retryMin, Duration retryMax) {

        public LetterLimits limits(boolean wanted) {
            return new LetterLimits(wanted, waitingMax, perCopyMax, retryMin.toMillis(), retryMax.toMillis());
        }
    }

    /** @param config the block {@code akkord.share} */
    public static ShareSettings from(Config config) {
        return new ShareSettings(
                config.getDuration("passivate-after"),
                config.getInt("commands-per-write-max"),
                config.getInt("snapshot-every"),
                config.getInt("stash-max"),
                config.getInt("waiting-max"),
                config.getInt("waiters-max"),
                new Letters(
                        config.getInt("dead-letters.waiting-max"),
                        config.getInt("dead-letters.per-copy-max"),
                        config.getDuration("dead-letters.retry-min"),
                        config.getDuration("dead-letters.retry-max")));
    }
}
