package akkord.actors.share;

import com.typesafe.config.Config;
import java.time.Duration;

/** Bounds of share-partitions; defaults and meaning in {@code reference.conf} under {@code akkord.share}. */
public record ShareSettings(
        Duration passivateAfter,
        int commandsPerWriteMax,
        int snapshotEvery,
        int stashMax,
        int waitingMax,
        int waitersMax) {

    /** @param config the block {@code akkord.share} */
    public static ShareSettings from(Config config) {
        return new ShareSettings(
                config.getDuration("passivate-after"),
                config.getInt("commands-per-write-max"),
                config.getInt("snapshot-every"),
                config.getInt("stash-max"),
                config.getInt("waiting-max"),
                config.getInt("waiters-max"));
    }
}
