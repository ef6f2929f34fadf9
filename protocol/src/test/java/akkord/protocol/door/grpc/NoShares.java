package akkord.protocol.door.grpc;

import akka.actor.typed.ActorRef;
import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.RefusedException;
import akkord.protocol.share.ReadableLog;
import akkord.protocol.share.ShareAccess;
import akkord.protocol.share.ShareCommand;
import akkord.protocol.share.ShareKey;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** A node without keepers of share-partitions. */
final class NoShares implements ShareAccess {

    @Override
    public <R> CompletionStage<R> ask(ShareKey key, Function<ActorRef<R>, ShareCommand> command) {
        return CompletableFuture.failedFuture(
                new RefusedException(ErrorCode.COORDINATOR_NOT_AVAILABLE, "there are no keepers here"));
    }

    @Override
    public void tell(ShareKey key, ShareCommand command) {
        throw new UnsupportedOperationException("there are no keepers here");
    }

    @Override
    public CompletionStage<Boolean> awaitAvailable(ShareKey key, ReadableLog readable, Duration atMost) {
        return CompletableFuture.completedFuture(false);
    }
}
