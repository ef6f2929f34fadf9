package akkord.protocol.share;

import akka.actor.typed.ActorRef;
import java.util.List;

/** What the keeper of a share-partition understands. */
public sealed interface ShareCommand extends ShareMessage {

    /**
     * The member would like to have records. Answered at once, with an empty list when there is nothing for it.
     *
     * @param recordsMax how many offsets at most
     * @param beginAt where the group begins if it has never read the partition; -1: not known, and then {@link
     *     ShareReply.Acquired#hasBegun} tells whether it must be found out
     */
    record Acquire(
            String memberId, ReadableLog readable, int recordsMax, long beginAt, ActorRef<ShareReply.Acquired> replyTo)
            implements ShareCommand {

        public static final long UNKNOWN = -1;
    }

    /**
     * The member is sent these records anyway, in one batch with what it has just acquired: those that nobody has are its
     * own, too. Answered as {@link Acquire}. May go beyond the limit of what is under way, so that no batch is sent twice
     * because of that.
     */
    record AcquireRest(String memberId, OffsetRange rest, ActorRef<ShareReply.Acquired> replyTo)
            implements ShareCommand {}

    /**
     * Some of what has just been acquired could not be sent: it is for anybody again, as if it had not been delivered.
     * Not answered; what is lost comes back when the locks time out.
     */
    record GiveBack(String memberId, List<OffsetRange> ranges) implements ShareCommand {}

    /**
     * Either all of it counts or nothing. Answered once it will not be forgotten.
     *
     * @param batches in the order of their offsets, without overlaps
     */
    record Acknowledge(String memberId, List<AckBatch> batches, ActorRef<ShareReply.Acknowledged> replyTo)
            implements ShareCommand {}

    /** The member is gone: all it has not acknowledged is for anybody. It was delivered nevertheless. */
    record ReleaseAll(String memberId, ActorRef<ShareReply.Released> replyTo) implements ShareCommand {}

    /**
     * Answered once there is something to acquire for whoever sees {@code readable}: at once, or when others have given
     * something up. Not answered at all when {@code withinMillis} have passed.
     */
    record AwaitAvailable(ReadableLog readable, long withinMillis, ActorRef<ShareReply.Available> replyTo)
            implements ShareCommand {}

    /** Asks where the group stands. Changes nothing. */
    record ReadState(ActorRef<ShareReply.State> replyTo) implements ShareCommand {}

    /**
     * The group begins anew at {@code offset}, whatever it has acknowledged. What members have of it now they cannot
     * acknowledge any more.
     */
    record SetStart(long offset, ActorRef<ShareReply.StartSet> replyTo) implements ShareCommand {}

    /** The group has never read the partition. */
    record Forget(ActorRef<ShareReply.Forgotten> replyTo) implements ShareCommand {}

    /** The shard moves elsewhere, or nobody has asked for long. */
    enum Stop implements ShareCommand {
        STOP
    }
}
