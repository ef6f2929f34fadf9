package akkord.sharding.node;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;

/** Applies {@code akkord.log-level}, unless the operator brings a logging configuration of his own. */
public final class LogLevels {

    private LogLevels() {}

    /** @param level as in the settings, such as {@code debug} */
    public static void apply(String level) {
        if (System.getProperty("logback.configurationFile") != null) return;
        Level wanted = Level.toLevel(level);
        if (LoggerFactory.getLogger("akkord") instanceof Logger own) own.setLevel(wanted);
        // the story is told at info: a quieter node tells none
        if (LoggerFactory.getLogger("akkord.cluster") instanceof Logger story) story.setLevel(wanted);
        // at debug also what the libraries say
        boolean curious = !wanted.isGreaterOrEqual(Level.INFO);
        if (LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME) instanceof Logger root)
            root.setLevel(curious ? Level.INFO : wanted.isGreaterOrEqual(Level.ERROR) ? Level.ERROR : Level.WARN);
    }
}
