package akkord.protocol.partition;

import akka.actor.typed.ActorRef;

/** A partition replica of this node: its actor, and what may be read of it without asking. */
public interface LocalPartition {

    ActorRef<PartitionCommand> actor();

    PartitionView view();
}
