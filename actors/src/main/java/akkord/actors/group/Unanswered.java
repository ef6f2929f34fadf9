package akkord.actors.group;

import akka.actor.typed.ActorRef;
import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.Refusal;
import akkord.protocol.group.GroupCommand;
import akkord.protocol.group.GroupReply;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Who waits for an answer of a group: until others have joined, or what was decided is written. When the coordinator ends,
 * for whatever reason, they are told to ask again; some would wait for many minutes otherwise.
 */
final class Unanswered {

    private static final Refusal MOVED = new Refusal(
            ErrorCode.NOT_COORDINATOR, "the group's coordinator has stopped here: look for it and ask again");

    /** Small: of thousands of groups most are asked for one thing at a time. */
    private static final int EXPECTED = 2;

    private final Set<GroupCommand> commands = Collections.newSetFromMap(new IdentityHashMap<>(EXPECTED));

    /** @return answers {@code command}, which waits until then */
    <R> Consumer<R> until(GroupCommand command, ActorRef<R> replyTo) {
        commands.add(command);
        return reply -> {
            commands.remove(command);
            replyTo.tell(reply);
        };
    }

    void refuseAll() {
        commands.forEach(Unanswered::refuse);
        commands.clear();
    }

    /** What only reads is not refused: it is asked for with a short patience. */
    static void refuse(GroupCommand command) {
        if (command instanceof GroupCommand.Join join)
            join.replyTo().tell(GroupReply.Joined.refused(join.request().memberId(), MOVED));
        else if (command instanceof GroupCommand.Sync sync) sync.replyTo().tell(GroupReply.Synced.refused(MOVED));
        else if (command instanceof GroupCommand.Heartbeat heartbeat)
            heartbeat.replyTo().tell(new GroupReply.HeartbeatSeen(MOVED));
        else if (command instanceof GroupCommand.ConsumerHeartbeat beat)
            beat.replyTo().tell(GroupReply.ConsumerHeartbeatSeen.refused(MOVED));
        else if (command instanceof GroupCommand.ShareHeartbeat beat)
            beat.replyTo().tell(GroupReply.ConsumerHeartbeatSeen.refused(MOVED));
        else if (command instanceof GroupCommand.KeepShares keep)
            keep.replyTo().tell(new GroupReply.SharesChanged(MOVED));
        else if (command instanceof GroupCommand.DropShares drop)
            drop.replyTo().tell(new GroupReply.SharesChanged(MOVED));
        else if (command instanceof GroupCommand.Leave leave)
            leave.replyTo().tell(new GroupReply.Left(MOVED, List.of()));
        else if (command instanceof GroupCommand.CommitOffsets commit)
            commit.replyTo()
                    .tell(new GroupReply.OffsetsCommitted(
                            Collections.nCopies(commit.request().offsets().size(), MOVED)));
        else if (command instanceof GroupCommand.DeleteOffsets delete)
            delete.replyTo().tell(new GroupReply.OffsetsDeleted(MOVED, List.of()));
        else if (command instanceof GroupCommand.Delete delete) delete.replyTo().tell(new GroupReply.Deleted(MOVED));
    }
}
