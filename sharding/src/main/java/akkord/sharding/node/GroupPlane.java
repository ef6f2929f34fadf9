package akkord.sharding.node;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Props;
import akkord.actors.group.GroupContext;
import akkord.actors.group.GroupCoordinator;
import akkord.actors.group.GroupDirectory;
import akkord.actors.group.GroupSettings;
import akkord.actors.group.core.GroupLimits;
import akkord.protocol.config.BrokerSettings;
import akkord.protocol.event.ClusterEvents;
import akkord.protocol.group.GroupAccess;
import akkord.sharding.group.GroupLink;
import akkord.sharding.group.GroupSharding;
import akkord.sharding.group.GroupWatch;
import com.typesafe.config.Config;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** The coordinators of consumer groups that run on this node, and the way to all of them. */
final class GroupPlane {

    private static final String SWEEP_MILLIS = "offsets.retention.check.interval.ms";

    private GroupPlane() {}

    static GroupAccess start(
            ActorSystem<?> system, int nodeId, BrokerSettings broker, Config effective, ClusterEvents events) {
        Config config = effective.getConfig("akkord.group");
        GroupSettings settings = GroupSettings.from(config);
        GroupLink link = new GroupLink(system, config.getDuration("answer-timeout"));
        LongSupplier clock = steadyClock();
        GroupContext context = new GroupContext(
                nodeId,
                GroupLimits.of(broker, settings.newMemberJoin().toMillis()),
                settings,
                events,
                clock,
                link::tellDirectory);
        GroupSharding.start(
                system,
                (group, passivate) -> GroupCoordinator.create(context, group, passivate),
                id -> GroupDirectory.create(id, settings, group -> link.sweep(group, clock.getAsLong())));
        system.systemActorOf(
                GroupWatch.create(link, Duration.ofMillis(broker.number(SWEEP_MILLIS)), clock),
                "group-watch",
                Props.empty());
        return link;
    }

    /** Sessions must not end because somebody sets the machine's clock. */
    private static LongSupplier steadyClock() {
        long beganMillis = System.currentTimeMillis();
        long beganNanos = System.nanoTime();
        return () -> beganMillis + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beganNanos);
    }
}
