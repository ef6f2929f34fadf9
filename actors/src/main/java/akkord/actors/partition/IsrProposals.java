package akkord.actors.partition;

import akkord.protocol.controller.ControllerCommand.IsrChange;
import akkord.protocol.controller.ControllerCommand.IsrChanged;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** How the leaders of a node ask the controller for other in-sync replicas. Any thread. */
@FunctionalInterface
public interface IsrProposals {

    /** For a node whose partitions have one replica each. */
    IsrProposals NONE =
            change -> CompletableFuture.failedFuture(new UnsupportedOperationException("this node asks no controller"));

    /** Completes with the outcome; fails when there was no answer: then the change may have been made or not. */
    CompletionStage<IsrChanged> propose(IsrChange change);
}
