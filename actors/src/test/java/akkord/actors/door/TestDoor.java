package akkord.actors.door;

import akkord.protocol.config.BrokerSettings;
import akkord.protocol.controller.ControllerAccess;
import akkord.protocol.door.kafka.KafkaDoor;
import akkord.protocol.door.kafka.KafkaDoorSettings;
import akkord.protocol.door.kafka.handler.KafkaDoorContext;
import akkord.protocol.group.GroupAccess;
import akkord.protocol.metadata.MetadataCache;
import akkord.protocol.partition.LocalPartitions;
import akkord.protocol.share.ShareAccess;
import com.typesafe.config.Config;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The Kafka port of one node of a test: what it is told of that node, how it opens and how it closes.
 *
 * @param groups null where nobody consumes in a group
 * @param shares null where nobody consumes in a share group
 */
public record TestDoor(
        int nodeId,
        LocalPartitions partitions,
        MetadataCache metadata,
        ControllerAccess controller,
        @Nullable GroupAccess groups,
        @Nullable ShareAccess shares,
        BrokerSettings settings,
        Path logFolder)
        implements KafkaDoorContext {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Override
    public GroupAccess groups() {
        if (groups == null) throw new UnsupportedOperationException("nobody consumes in a group here");
        return groups;
    }

    @Override
    public ShareAccess shares() {
        if (shares == null) throw new UnsupportedOperationException("nobody consumes in a share group here");
        return shares;
    }

    @Override
    public String version() {
        return "test";
    }

    /** On any free port of this machine. */
    public KafkaDoor open(Config config) throws Exception {
        KafkaDoorSettings bounds = KafkaDoorSettings.of(config.getConfig("akkord.kafka"), settings);
        return KafkaDoor.bind(this, bounds, "127.0.0.1", 0)
                .toCompletableFuture()
                .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    /** Its connections end with it, as when its process has ended. */
    public static void close(KafkaDoor door) {
        door.close()
                .toCompletableFuture()
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
    }
}
