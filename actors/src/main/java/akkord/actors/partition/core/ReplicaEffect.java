package akkord.actors.partition.core;

import akkord.protocol.partition.AppendResult;
import akkord.protocol.partition.Reply;

/** What must be done because of a {@link ReplicaEvent}, in the order given, after the new state was published. */
public sealed interface ReplicaEffect {

    record Answer(Reply<AppendResult> replyTo, AppendResult result) implements ReplicaEffect {}

    /** Force the log to the disk up to here; {@link ReplicaEvent.Flushed} when it is. Never two at a time. */
    record Flush(long upToOffset) implements ReplicaEffect {}

    /** More can be read. */
    record HighWatermarkMoved(long from, long to) implements ReplicaEffect {}

    /** Another leader, or another epoch: whoever waits must look again. */
    record LeadershipChanged() implements ReplicaEffect {}
}
