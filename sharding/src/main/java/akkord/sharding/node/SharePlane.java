package akkord.sharding.node;

import akka.actor.typed.ActorSystem;
import akkord.actors.share.ShareContext;
import akkord.actors.share.ShareKeeper;
import akkord.actors.share.ShareSettings;
import akkord.actors.share.core.ShareLimits;
import akkord.protocol.config.GroupConfig;
import akkord.protocol.config.GroupConfigs;
import akkord.protocol.share.ShareAccess;
import akkord.sharding.group.FirstUse;
import akkord.sharding.share.ShareLink;
import akkord.sharding.share.ShareSharding;
import com.typesafe.config.Config;
import java.util.function.LongSupplier;

/** The keepers of share-partitions that run on this node, and the way to all of them. */
final class SharePlane {

    private final ActorSystem<?> system;
    private final Config config;
    private final LongSupplier clock;
    private final GroupConfigs groups;
    private final ShareLink link;

    /** @param regions starts the shard region here, too */
    SharePlane(ActorSystem<?> system, Config effective, FirstUse regions, LongSupplier clock, GroupConfigs groups) {
        this.system = system;
        this.config = effective.getConfig("akkord.share");
        this.clock = clock;
        this.groups = groups;
        this.link = new ShareLink(system, config.getDuration("answer-timeout"), regions);
    }

    ShareAccess access() {
        return link;
    }

    void startRegion() {
        ShareSettings settings = ShareSettings.from(config);
        ShareContext context =
                new ShareContext(settings, group -> limits(groups.of(group), settings), clock, (key, givenUp) -> {});
        ShareSharding.start(system, (key, passivate) -> ShareKeeper.create(context, key, passivate));
    }

    private static ShareLimits limits(GroupConfig group, ShareSettings settings) {
        return new ShareLimits(
                group.integer("share.partition.max.record.locks"),
                group.integer("share.delivery.count.limit"),
                group.integer("share.record.lock.duration.ms"),
                group.flag("share.renew.acknowledge.enable"),
                settings.waitersMax());
    }

    void nodeLost() {
        link.nodeLost();
    }

    void stop() {
        link.stop();
    }
}
