package akkord.sharding.node;

import akka.actor.typed.ActorSystem;
import akkord.actors.share.ShareContext;
import akkord.actors.share.ShareKeeper;
import akkord.actors.share.ShareSettings;
import akkord.actors.share.core.ShareLimits;
import akkord.protocol.share.ShareAccess;
import akkord.sharding.group.FirstUse;
import akkord.sharding.share.ShareLink;
import akkord.sharding.share.ShareSharding;
import com.typesafe.config.Config;
import java.time.Duration;
import java.util.function.LongSupplier;

/** The keepers of share-partitions that run on this node, and the way to all of them. */
final class SharePlane {

    /** Kafka's defaults, for every group. */
    private static final int RECORD_LOCKS_MAX = 2_000;

    private static final int DELIVERIES_MAX = 5;
    private static final Duration LOCK = Duration.ofSeconds(30);

    private final ActorSystem<?> system;
    private final Config config;
    private final LongSupplier clock;
    private final ShareLink link;

    /** @param regions starts the shard region here, too */
    SharePlane(ActorSystem<?> system, Config effective, FirstUse regions, LongSupplier clock) {
        this.system = system;
        this.config = effective.getConfig("akkord.share");
        this.clock = clock;
        this.link = new ShareLink(system, config.getDuration("answer-timeout"), regions);
    }

    ShareAccess access() {
        return link;
    }

    void startRegion() {
        ShareSettings settings = ShareSettings.from(config);
        ShareLimits limits =
                new ShareLimits(RECORD_LOCKS_MAX, DELIVERIES_MAX, (int) LOCK.toMillis(), true, settings.waitersMax());
        ShareContext context = new ShareContext(settings, group -> limits, clock, (key, givenUp) -> {});
        ShareSharding.start(system, (key, passivate) -> ShareKeeper.create(context, key, passivate));
    }

    void nodeLost() {
        link.nodeLost();
    }

    void stop() {
        link.stop();
    }
}
