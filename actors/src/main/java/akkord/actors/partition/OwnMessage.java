package akkord.actors.partition;

import akkord.actors.partition.core.Preparation;
import akkord.protocol.controller.ControllerCommand.IsrChanged;
import akkord.protocol.metadata.PartitionImage;
import akkord.protocol.partition.FetchPosition;
import org.jspecify.annotations.Nullable;

/**
 * What a replica tells itself, or is told by the node's housekeeping. {@code PartitionCommand} is sealed and the
 * public protocol; the actor takes both.
 */
sealed interface OwnMessage {

    /** Stands in the mailbox behind every append that came before it: write them all. */
    enum WriteNow implements OwnMessage {
        WRITE_NOW
    }

    /** A flush is over: one of this replica's, or a failed one of whoever. @param opening which opening of the log it belongs to; @param failure null if it went well */
    record FlushDone(int opening, long offset, @Nullable Throwable failure) implements OwnMessage {}

    /** An append whose batches had to be prepared can be written now, or not at all. */
    record Prepared(PendingAppend append, Preparation.Outcome outcome) implements OwnMessage {}

    /** A producer's deadline has come. */
    enum Wake implements OwnMessage {
        WAKE
    }

    /** A follower could not write what it was given; its pause is over. */
    record FollowAgain(FetchPosition position) implements OwnMessage {}

    /**
     * The controller's word on other in-sync replicas; {@code outcome} is null when there was none.
     *
     * @param minInsyncReplicas what was committed by when it was asked
     */
    record IsrAnswered(
            int partitionEpoch,
            int minInsyncReplicas,
            @Nullable IsrChanged outcome) implements OwnMessage {}

    /**
     * The controller's word on a log that was opened again; {@code image} is null when it said no, or nothing.
     *
     * @param opening which opening of the log it belongs to: it knows of no later losses
     */
    record ReturnAnswered(int opening, @Nullable PartitionImage image) implements OwnMessage {}

    /** Look after the log. */
    enum Sweep implements OwnMessage {
        /** Retention, rolling by age; open it again if it could not be opened. */
        SEGMENTS,
        /** Forget producers that have not written for long. */
        PRODUCERS,
        /** Write down what is known of the producers. */
        PRODUCERS_CHECKPOINT
    }

    /** The node's defaults are not what they were. */
    enum SettingsChanged implements OwnMessage {
        SETTINGS_CHANGED
    }

    /** Nobody should know this replica any more. */
    enum Gone implements OwnMessage {
        GONE
    }
}
