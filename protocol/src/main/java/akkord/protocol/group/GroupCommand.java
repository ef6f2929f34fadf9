package akkord.protocol.group;

import akka.actor.typed.ActorRef;
import java.util.List;

/** What the coordinator of a group understands. */
public sealed interface GroupCommand extends GroupMessage {

    record Join(GroupRequest.Join request, ActorRef<GroupReply.Joined> replyTo) implements GroupCommand {}

    record Sync(GroupRequest.Sync request, ActorRef<GroupReply.Synced> replyTo) implements GroupCommand {}

    record Heartbeat(GroupRequest.Heartbeat request, ActorRef<GroupReply.HeartbeatSeen> replyTo)
            implements GroupCommand {}

    record ConsumerHeartbeat(GroupRequest.ConsumerHeartbeat request, ActorRef<GroupReply.ConsumerHeartbeatSeen> replyTo)
            implements GroupCommand {}

    record Leave(GroupRequest.Leave request, ActorRef<GroupReply.Left> replyTo) implements GroupCommand {}

    record CommitOffsets(GroupRequest.CommitOffsets request, ActorRef<GroupReply.OffsetsCommitted> replyTo)
            implements GroupCommand {}

    record FetchOffsets(GroupRequest.FetchOffsets request, ActorRef<GroupReply.OffsetsFetched> replyTo)
            implements GroupCommand {}

    record DeleteOffsets(GroupRequest.DeleteOffsets request, ActorRef<GroupReply.OffsetsDeleted> replyTo)
            implements GroupCommand {}

    record Describe(ActorRef<GroupReply.Described> replyTo) implements GroupCommand {}

    record DescribeConsumers(ActorRef<GroupReply.ConsumersDescribed> replyTo) implements GroupCommand {}

    record ShareHeartbeat(GroupRequest.ShareHeartbeat request, ActorRef<GroupReply.ConsumerHeartbeatSeen> replyTo)
            implements GroupCommand {}

    record DescribeSharers(ActorRef<GroupReply.ConsumersDescribed> replyTo) implements GroupCommand {}

    /** Asks of which partitions the share group keeps state. */
    record DescribeShares(ActorRef<GroupReply.SharesDescribed> replyTo) implements GroupCommand {}

    record KeepShares(GroupRequest.KeepShares request, ActorRef<GroupReply.SharesChanged> replyTo)
            implements GroupCommand {}

    record DropShares(GroupRequest.DropShares request, ActorRef<GroupReply.SharesChanged> replyTo)
            implements GroupCommand {}

    record Delete(ActorRef<GroupReply.Deleted> replyTo) implements GroupCommand {}

    /**
     * A client has closed the connection on which it was heard of these. They may be heard of on another one by now, or may
     * have left; nobody waits for an answer.
     */
    record ConnectionClosed(List<String> memberIds) implements GroupCommand {}

    /** Asks where it runs. */
    record Locate(ActorRef<GroupReply.Located> replyTo) implements GroupCommand {}

    /** Look after what is kept: offsets may have come of age. @param atMillis when that was found */
    record Sweep(long atMillis) implements GroupCommand {}

    /** The shard moves elsewhere, or nobody has asked for long. */
    enum Stop implements GroupCommand {
        STOP
    }
}
