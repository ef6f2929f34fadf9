package akkord.persistence.log;

import com.typesafe.config.Config;

/**
 * The bounds of a node's logs: the block {@code akkord.log}, explained in {@code reference.conf}.
 *
 * @param openFilesMax files kept open while nobody uses them
 * @param producersMax idempotent producers that one log remembers
 */
public record LogBounds(int openFilesMax, int producersMax) {

    /** @param config the whole configuration of the node */
    public static LogBounds from(Config config) {
        Config log = config.getConfig("akkord.log");
        return new LogBounds(log.getInt("open-files-max"), log.getInt("producers-max"));
    }
}
