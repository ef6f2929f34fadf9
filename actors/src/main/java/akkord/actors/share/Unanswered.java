package akkord.actors.share;

import akka.actor.typed.ActorRef;
import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.Refusal;
import akkord.protocol.share.ShareCommand;
import akkord.protocol.share.ShareReply;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Who waits for an answer of a keeper until what was decided is written. When the keeper ends, for whatever reason, they
 * are told to ask again.
 */
final class Unanswered {

    private static final Refusal MOVED = new Refusal(
            ErrorCode.COORDINATOR_NOT_AVAILABLE, "the keeper of the share-partition has stopped here: ask again");

    private final Set<ShareCommand> commands = Collections.newSetFromMap(new IdentityHashMap<>());

    /** @return answers {@code command}, which waits until then */
    <R> Consumer<R> until(ShareCommand command, ActorRef<R> replyTo) {
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

    /** What only reads is not refused, nor who waits for something to come: they have a patience of their own. */
    static void refuse(ShareCommand command) {
        if (command instanceof ShareCommand.Acquire acquire) acquire.replyTo().tell(ShareReply.Acquired.refused(MOVED));
        else if (command instanceof ShareCommand.AcquireRest acquire)
            acquire.replyTo().tell(ShareReply.Acquired.refused(MOVED));
        else if (command instanceof ShareCommand.Acknowledge acknowledge)
            acknowledge.replyTo().tell(new ShareReply.Acknowledged(MOVED));
        else if (command instanceof ShareCommand.ReleaseAll release)
            release.replyTo().tell(new ShareReply.Released(MOVED));
        else if (command instanceof ShareCommand.SetStart set) set.replyTo().tell(new ShareReply.StartSet(MOVED));
        else if (command instanceof ShareCommand.Forget forget) forget.replyTo().tell(new ShareReply.Forgotten(MOVED));
    }
}
