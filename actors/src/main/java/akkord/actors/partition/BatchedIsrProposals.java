package akkord.actors.partition;

import akkord.protocol.controller.ControllerAccess;
import akkord.protocol.controller.ControllerCommand.AlterPartitions;
import akkord.protocol.controller.ControllerCommand.AlterPartitionsResult;
import akkord.protocol.controller.ControllerCommand.IsrChange;
import akkord.protocol.controller.ControllerCommand.IsrChanged;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One request at a time for a whole node: when a follower goes, all its partitions ask at once, and what comes while
 * one request is under way goes together with the next. Bounded, since a replica asks for one change at a time.
 */
public final class BatchedIsrProposals implements IsrProposals {

    private final int nodeId;
    private final LongSupplier nodeEpoch;
    private final ControllerAccess controller;
    private List<Proposal> waiting = new ArrayList<>();
    private boolean asking;

    private record Proposal(IsrChange change, CompletableFuture<IsrChanged> answer) {}

    /** @param nodeEpoch what the controller calls this process */
    public BatchedIsrProposals(int nodeId, LongSupplier nodeEpoch, ControllerAccess controller) {
        this.nodeId = nodeId;
        this.nodeEpoch = nodeEpoch;
        this.controller = controller;
    }

    @Override
    public CompletionStage<IsrChanged> propose(IsrChange change) {
        CompletableFuture<IsrChanged> answer = new CompletableFuture<>();
        synchronized (this) {
            waiting.add(new Proposal(change, answer));
        }
        askNext();
        return answer;
    }

    private void askNext() {
        List<Proposal> together = take();
        if (together.isEmpty()) return;
        List<IsrChange> changes = together.stream().map(Proposal::change).toList();
        controller
                .<AlterPartitionsResult>ask(
                        replyTo -> new AlterPartitions(nodeId, nodeEpoch.getAsLong(), changes, replyTo))
                .whenComplete((result, failure) -> {
                    answer(together, result, failure);
                    answered();
                    askNext();
                });
    }

    private synchronized List<Proposal> take() {
        if (asking || waiting.isEmpty()) return List.of();
        asking = true;
        List<Proposal> taken = waiting;
        waiting = new ArrayList<>();
        return taken;
    }

    private synchronized void answered() {
        asking = false;
    }

    private static void answer(
            List<Proposal> asked, @Nullable AlterPartitionsResult result, @Nullable Throwable failure) {
        List<IsrChanged> outcomes = result == null ? List.of() : result.results();
        for (int i = 0; i < asked.size(); i++) {
            CompletableFuture<IsrChanged> answer = asked.get(i).answer();
            if (i < outcomes.size()) answer.complete(outcomes.get(i));
            else
                answer.completeExceptionally(
                        failure != null ? failure : new IllegalStateException("the controller left out an answer"));
        }
    }
}
