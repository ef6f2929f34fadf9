package akkord.sharding;

import akkord.protocol.door.grpc.GrpcDoor;
import akkord.sharding.settings.LibraryDefaults;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import org.slf4j.LoggerFactory;

/**
 * Does beside the main thread what a start needs anyway and what needs nothing before: the libraries' default
 * settings (read once for each class loader), the logging, and what the first connection would wait for. Whoever needs one of them meanwhile waits for it.
 */
final class Preload {

    private Preload() {}

    static void begin() {
        quietWhileLoggingBegins();
        daemon("akkord-preload-defaults", Preload::defaults);
        daemon("akkord-preload-door", GrpcDoor::preload);
        daemon("akkord-preload-logging", () -> LoggerFactory.getLogger(Main.class));
    }

    /**
     * What is logged before the logging is there is kept and logged then; SLF4J would say so on standard error, between
     * the sentences that are meant for a person. Its errors it still says.
     */
    private static void quietWhileLoggingBegins() {
        System.getProperties().putIfAbsent("slf4j.internal.verbosity", "ERROR");
    }

    private static void defaults() {
        try {
            ConfigFactory.defaultReferenceUnresolved(LibraryDefaults.loader());
            ConfigFactory.defaultReference(LibraryDefaults.loader());
        } catch (ConfigException e) {
            // The main thread meets the same and says it in its own words.
            LoggerFactory.getLogger(Preload.class).debug("the defaults cannot be read", e);
        }
    }

    private static void daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }
}
