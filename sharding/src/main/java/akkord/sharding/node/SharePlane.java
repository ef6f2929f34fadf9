package akkord.sharding.node;

import akka.actor.typed.ActorSystem;
import akkord.actors.share.ShareContext;
import akkord.actors.share.ShareKeeper;
import akkord.actors.share.ShareSettings;
import akkord.actors.share.core.ShareLimits;
import akkord.protocol.config.GroupConfig;
import akkord.protocol.config.GroupConfigs;
import akkord.protocol.share.DeadLetter;
import akkord.protocol.share.DeadLetters;
import akkord.protocol.share.ShareAccess;
import akkord.protocol.share.ShareKey;
import akkord.sharding.group.FirstUse;
import akkord.sharding.share.DeadLetterSweep;
import akkord.sharding.share.ShareLink;
import akkord.sharding.share.ShareSharding;
import com.typesafe.config.Config;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.LongSupplier;

/** The keepers of share-partitions that run on this node, and the way to all of them. */
final class SharePlane {

    private static final String DEAD_LETTER_TOPIC = "errors.deadletterqueue.topic.name";

    private final ActorSystem<?> system;
    private final Config config;
    private final LongSupplier clock;
    private final GroupConfigs groups;
    private final ShareLink link;
    private final DeadLetterSweep sweep;
    private final CompletableFuture<DeadLetters> letters = new CompletableFuture<>();

    /** @param regions starts the shard region here, too */
    SharePlane(
            ActorSystem<?> system,
            Config effective,
            FirstUse regions,
            LongSupplier clock,
            GroupConfigs groups,
            Function<ShareAccess, DeadLetterSweep> sweep) {
        this.system = system;
        this.config = effective.getConfig("akkord.share");
        this.clock = clock;
        this.groups = groups;
        this.link = new ShareLink(system, config.getDuration("answer-timeout"), regions);
        this.sweep = sweep.apply(link);
    }

    ShareAccess access() {
        return link;
    }

    void startRegion() {
        ShareSettings settings = ShareSettings.from(config);
        ShareContext context =
                new ShareContext(settings, key -> limits(groups.of(key.group()), settings), clock, this::copy);
        ShareSharding.start(system, (key, passivate) -> ShareKeeper.create(context, key, passivate));
        Duration interval = config.getDuration("dead-letters.sweep-interval");
        system.scheduler().scheduleWithFixedDelay(interval, interval, sweep::runIfFirst, system.executionContext());
        sweepSoon(sweep::run);
    }

    private static ShareLimits limits(GroupConfig group, ShareSettings settings) {
        return new ShareLimits(
                group.integer("share.partition.max.record.locks"),
                group.integer("share.delivery.count.limit"),
                group.integer("share.record.lock.duration.ms"),
                group.flag("share.renew.acknowledge.enable"),
                settings.waitersMax(),
                settings.letters().limits(!group.text(DEAD_LETTER_TOPIC).isEmpty()));
    }

    private CompletionStage<DeadLetters.Copied> copy(ShareKey key, List<DeadLetter> some) {
        return letters.thenCompose(written -> written.copy(key, some));
    }

    /** Who writes them: until it is known they wait. */
    void deadLetters(CompletionStage<DeadLetters> who) {
        who.thenAccept(letters::complete);
    }

    private void sweepSoon(Runnable what) {
        system.scheduler()
                .scheduleOnce(config.getDuration("dead-letters.sweep-after"), what, system.executionContext());
    }

    void nodeLost() {
        link.nodeLost();
        sweepSoon(sweep::runIfFirst);
    }

    void stop() {
        link.stop();
    }
}
