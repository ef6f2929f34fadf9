package akkord.persistence.log;

import com.typesafe.config.Config;

/**
 * The bounds of a node's logs: the block {@code akkord.log}, explained in {@code reference.conf}.
 *
 * @param openFilesMax files kept open while nobody uses them
 */
public record LogBounds(int openFilesMax) {

    /** @param config the whole configuration of the node */
    public static LogBounds from(Config config) {
        return new LogBounds(config.getConfig("akkord.log").getInt("open-files-max"));
    }
}
