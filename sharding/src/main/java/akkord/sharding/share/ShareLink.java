package akkord.sharding.share;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.RecipientRef;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akkord.protocol.domain.ErrorCode;
import akkord.protocol.share.ReadableLog;
import akkord.protocol.share.ShareAccess;
import akkord.protocol.share.ShareCommand;
import akkord.protocol.share.ShareKey;
import akkord.protocol.share.ShareReply.Available;
import akkord.sharding.group.EntityAsks;
import akkord.sharding.group.FirstUse;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Asks keepers through their shards, wherever those are. Any thread. */
public final class ShareLink implements ShareAccess {

    private static final EntityAsks.Words WORDS =
            new EntityAsks.Words(ErrorCode.COORDINATOR_NOT_AVAILABLE, "the keeper of the share-partition");

    private final ActorSystem<?> system;
    private final Duration answerWithin;
    private final EntityAsks asks;

    /**
     * @param answerWithin how long an answer may take
     * @param regions without which nobody can be asked
     */
    public ShareLink(ActorSystem<?> system, Duration answerWithin, FirstUse regions) {
        this.system = system;
        this.answerWithin = answerWithin;
        this.asks = new EntityAsks(system, regions, WORDS);
    }

    @Override
    public <R> CompletionStage<R> ask(ShareKey key, Function<ActorRef<R>, ShareCommand> command) {
        return asks.ask(() -> keeper(key), answerWithin, command);
    }

    @Override
    public void tell(ShareKey key, ShareCommand command) {
        asks.tell(() -> keeper(key), command);
    }

    @Override
    public CompletionStage<Boolean> awaitAvailable(ShareKey key, ReadableLog readable, Duration atMost) {
        CompletionStage<Available> answer = asks.ask(
                () -> keeper(key),
                atMost,
                replyTo -> new ShareCommand.AwaitAvailable(readable, atMost.toMillis(), replyTo));
        return answer.handle((available, unanswered) -> unanswered == null);
    }

    private RecipientRef<ShareCommand> keeper(ShareKey key) {
        return ClusterSharding.get(system).entityRefFor(ShareSharding.SHARES, ShareSharding.entityOf(key));
    }

    /** The doors of this node close: whoever waits at them is to ask elsewhere, and keeps nobody from stopping. */
    public void stop() {
        asks.stop();
    }

    /** A node is gone, and who knows what was asked of it: whoever waits had better ask again. */
    public void nodeLost() {
        asks.nodeLost();
    }
}
