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
    private volatile long highWatermarkToKeep;

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

    /** @param watermarkToKeep how much of the view's high watermark may be written down for the next start */
    void publish(PartitionView newView, long watermarkToKeep) {
        highWatermarkToKeep = watermarkToKeep;
        view = newView;
    }

    long highWatermarkToKeep() {
        return highWatermarkToKeep;
    }

    void tell(OwnMessage message) {
        self.tell(message);
    }
}
