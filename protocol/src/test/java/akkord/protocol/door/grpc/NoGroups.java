package akkord.protocol.door.grpc;

import akka.actor.typed.ActorRef;
import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.RefusedException;
import akkord.protocol.group.GroupAccess;
import akkord.protocol.group.GroupCommand;
import akkord.protocol.group.GroupListing;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Nobody coordinates. */
final class NoGroups implements GroupAccess {

    @Override
    public <R> CompletionStage<R> ask(String group, Duration atMost, Function<ActorRef<R>, GroupCommand> command) {
        return ask(group, command);
    }

    @Override
    public <R> CompletionStage<R> ask(String group, Function<ActorRef<R>, GroupCommand> command) {
        return CompletableFuture.failedFuture(new RefusedException(ErrorCode.NOT_COORDINATOR, "nobody coordinates"));
    }

    @Override
    public void tell(String group, GroupCommand command) {}

    @Override
    public CompletionStage<List<GroupListing>> list() {
        return CompletableFuture.completedFuture(List.of());
    }
}
