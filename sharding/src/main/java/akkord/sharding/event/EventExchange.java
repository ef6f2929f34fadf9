package akkord.sharding.event;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.Member;
import akka.cluster.typed.Cluster;
import akkord.protocol.event.ClusterEvent;
import akkord.sharding.ask.WellKnown;

/**
 * Sends what this node tells to every other node's cluster log, so that whoever watches sees all of it on any node.
 * Not sent again when a message is lost: the log of the node where it happened has it.
 */
public final class EventExchange {

    private static final String NAME = "cluster-log";

    /** Crosses nodes. */
    public sealed interface Message {}

    /** Told on this node. */
    record Own(ClusterEvent event) implements Message {}

    /** Told on another one. */
    record Theirs(ClusterEvent event) implements Message {}

    private EventExchange() {}

    public static void start(ActorSystem<?> system, ClusterLog log) {
        ActorRef<Message> exchange = system.systemActorOf(create(log), NAME, Props.empty());
        log.shareWith(event -> exchange.tell(new Own(event)));
    }

    private static Behavior<Message> create(ClusterLog log) {
        return Behaviors.setup(context -> {
            Cluster cluster = Cluster.get(context.getSystem());
            return Behaviors.receive(Message.class)
                    .onMessage(Own.class, own -> {
                        send(context.getSystem(), cluster, own.event());
                        return Behaviors.same();
                    })
                    .onMessage(Theirs.class, theirs -> {
                        log.remember(theirs.event());
                        return Behaviors.same();
                    })
                    .build();
        });
    }

    private static void send(ActorSystem<?> system, Cluster cluster, ClusterEvent event) {
        Theirs message = new Theirs(event);
        for (Member member : cluster.state().getMembers()) {
            if (member.address().equals(cluster.selfMember().address())) continue;
            WellKnown.tell(system, member.address(), NAME, message);
        }
    }
}
