package akkord.actors.partition;

import akkord.protocol.controller.ControllerCommand.IsrChange;
import akkord.protocol.controller.ControllerCommand.IsrChanged;
import akkord.protocol.controller.ControllerCommand.ReplicaReport;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * How the replicas of a node speak to the controller. Any thread. Each question completes with its outcome, and fails
 * when there was no answer: then the change may have been made or not.
 */
public interface ControllerChannel {

    /** For a node whose partitions have one replica each, which nobody reopens. */
    ControllerChannel NONE = new ControllerChannel() {
        @Override
        public CompletionStage<IsrChanged> propose(IsrChange change) {
            return nobody();
        }

        @Override
        public CompletionStage<IsrChanged> report(ReplicaReport report) {
            return nobody();
        }

        private CompletionStage<IsrChanged> nobody() {
            return CompletableFuture.failedFuture(new UnsupportedOperationException("this node asks no controller"));
        }
    };

    /** A leader asks for other in-sync replicas. */
    CompletionStage<IsrChanged> propose(IsrChange change);

    /** A replica tells what has become of it. */
    CompletionStage<IsrChanged> report(ReplicaReport report);
}
