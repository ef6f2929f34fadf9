package akkord.actors.partition;

import akka.actor.typed.ActorRef;
import akkord.protocol.partition.LocalPartition;
import akkord.protocol.partition.PartitionCommand;
import akkord.protocol.partition.PartitionView;

/** What the node's registry keeps of one replica: its actor, and the view it published last. */
final class PartitionHandle implements LocalPartition {

    private final ActorRef<Object> self;
    private final ActorRef<PartitionCommand> actor;
    private volatile PartitionView view;

    PartitionHandle(ActorRef<Object> self, PartitionView view) {
        this.self = self;
        this.actor = self.narrow();
        this.view = view;
    }

    @Override
    public ActorRef<PartitionCommand> actor() {
        return actor;
    }

    @Override
    public PartitionView view() {
        return view;
    }

    void publish(PartitionView newView) {
        view = newView;
    }

    void tell(OwnMessage message) {
        self.tell(message);
    }
}
