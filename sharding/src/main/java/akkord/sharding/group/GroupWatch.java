package akkord.sharding.group;

import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.ClusterEvent.MemberDowned;
import akka.cluster.ClusterEvent.MemberEvent;
import akka.cluster.ClusterEvent.MemberRemoved;
import akka.cluster.ClusterEvent.ReachabilityEvent;
import akka.cluster.ClusterEvent.UnreachableMember;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Subscribe;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Frees those who wait for what ran on a lost node, coordinators of groups and whatever is placed like them, and lets
 * sleeping groups be looked after now and then.
 */
public final class GroupWatch {

    /** Akka's own knowledge of a lost node may lag behind ours so far: what is sent meanwhile is lost with the node. */
    private static final Duration LAG = Duration.ofSeconds(2);

    private enum Sweep {
        NOW
    }

    private enum LostBefore {
        NOW
    }

    private GroupWatch() {}

    /**
     * @param nodeLost run when those who wait had better ask again; any thread
     * @param clock milliseconds since 1970
     */
    public static Behavior<Object> create(
            GroupLink link, Runnable nodeLost, Duration sweepInterval, LongSupplier clock) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            timers.startTimerWithFixedDelay(Sweep.NOW, sweepInterval);
            Cluster cluster = Cluster.get(context.getSystem());
            cluster.subscriptions().tell(Subscribe.create(context.getSelf().narrow(), MemberEvent.class));
            cluster.subscriptions().tell(Subscribe.create(context.getSelf().narrow(), ReachabilityEvent.class));
            return Behaviors.receive(Object.class)
                    .onMessage(MemberDowned.class, downed -> {
                        nodeLost.run();
                        return Behaviors.same();
                    })
                    .onMessage(MemberRemoved.class, removed -> {
                        nodeLost.run();
                        timers.startSingleTimer(LostBefore.NOW, LAG);
                        return Behaviors.same();
                    })
                    .onMessage(LostBefore.class, lost -> {
                        nodeLost.run();
                        return Behaviors.same();
                    })
                    .onMessage(UnreachableMember.class, unreachable -> {
                        nodeLost.run();
                        return Behaviors.same();
                    })
                    .onMessage(Sweep.class, sweep -> {
                        link.sweep(clock.getAsLong());
                        return Behaviors.same();
                    })
                    .onAnyMessage(other -> Behaviors.same())
                    .build();
        }));
    }
}
