package akkord.protocol.group;

import akka.actor.typed.ActorRef;
import java.util.List;

/** What the directory of groups understands: groups tell it of themselves, whoever asks for a list is told of them. */
public sealed interface DirectoryCommand extends GroupMessage {

    /**
     * @param listing phase DEAD: the group is no more
     * @param sweepAtMillis when the group must be asked to look after its offsets, if it has not been heard of
     *     until then; Long.MAX_VALUE: never
     */
    record Announce(GroupListing listing, long sweepAtMillis, ActorRef<Announced> replyTo)
            implements DirectoryCommand {}

    /** It will not be forgotten. */
    record Announced(GroupListing listing) implements GroupMessage {}

    record ListGroups(ActorRef<Groups> replyTo) implements DirectoryCommand {}

    record Groups(List<GroupListing> groups) implements GroupMessage {}

    /** Ask the groups to look after their offsets whose time has come. */
    record SweepDue(long nowMillis) implements DirectoryCommand {}

    /** The shard moves elsewhere. */
    enum Stop implements DirectoryCommand {
        STOP
    }
}
