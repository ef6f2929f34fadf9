package akkord.protocol.group;

import akka.actor.typed.ActorRef;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** A way to ask the coordinators of groups, wherever they run. */
public interface GroupAccess {

    /**
     * Sends the command to the coordinator of {@code group} and completes with its answer. Fails with {@link
     * akkord.protocol.domain.RefusedException} NOT_COORDINATOR when none has answered in time, or the node that may
     * have been asked is gone: what was asked may or may not have been done.
     *
     * @param atMost how long the answer may take
     */
    <R> CompletionStage<R> ask(String group, Duration atMost, Function<ActorRef<R>, GroupCommand> command);

    /** As above, for what is answered at once. */
    <R> CompletionStage<R> ask(String group, Function<ActorRef<R>, GroupCommand> command);

    /** Sends the command, which may be lost, to the coordinator of {@code group}. */
    void tell(String group, GroupCommand command);

    /** Every group of the cluster, in no order. Fails as {@link #ask}. */
    CompletionStage<List<GroupListing>> list();
}
