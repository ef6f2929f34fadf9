package akkord.sharding.failover;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;

/**
 * Answers the other nodes that ask whether this one works. It runs where the partitions run, so that a node whose
 * partitions stand still does not answer.
 */
public final class Pulse {

    /** Under {@code /system}, on every node. */
    public static final String NAME = "pulse";

    /** Crosses nodes. */
    public sealed interface Message {}

    record Ask(ActorRef<Beat> replyTo) implements Message {}

    record Beat(int nodeId) implements Message {}

    private Pulse() {}

    public static Behavior<Message> create(int nodeId) {
        Beat beat = new Beat(nodeId);
        return Behaviors.receive(Message.class)
                .onMessage(Ask.class, ask -> {
                    ask.replyTo().tell(beat);
                    return Behaviors.same();
                })
                .build();
    }
}
