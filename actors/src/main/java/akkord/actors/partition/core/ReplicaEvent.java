package akkord.actors.partition.core;

import akkord.protocol.domain.Refusal;
import akkord.protocol.metadata.PartitionImage;
import java.util.List;

/** What has happened to a replica. */
public sealed interface ReplicaEvent {

    /** The log is open and recovered. @param flushedOffset known to be on the disk up to here */
    record LogOpened(long logStartOffset, long logEndOffset, long flushedOffset) implements ReplicaEvent {}

    /** The controller has decided; or only the topic's setting has changed. */
    record Assigned(PartitionImage image, int minInsyncReplicas) implements ReplicaEvent {}

    /** These, in the order of their offsets, are in the page cache. */
    record Wrote(List<WrittenAppend> appends, long logEndOffset) implements ReplicaEvent {}

    /** What a producer sent is in the log already, where {@code append} says; it is answered as the first time. */
    record Repeated(WrittenAppend append) implements ReplicaEvent {}

    /** All below {@code offset} is on the disk. */
    record Flushed(long offset) implements ReplicaEvent {}

    /** Records below {@code logStartOffset} are gone, by retention or by request. */
    record LogStartMoved(long logStartOffset) implements ReplicaEvent {}

    /** Nothing but time. */
    record TimePassed() implements ReplicaEvent {}

    /** The replica serves no more, until its log is opened again. */
    record StoppedServing(Refusal why) implements ReplicaEvent {}
}
