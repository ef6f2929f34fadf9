package akkord.actors.partition;

import akka.actor.typed.ActorRef;
import akkord.protocol.controller.ControllerAccess;
import akkord.protocol.controller.ControllerCommand;
import akkord.protocol.controller.ControllerCommand.AlterPartitions;
import akkord.protocol.controller.ControllerCommand.AlterPartitionsResult;
import akkord.protocol.controller.ControllerCommand.InSyncMember;
import akkord.protocol.controller.ControllerCommand.IsrChange;
import akkord.protocol.controller.ControllerCommand.IsrChanged;
import akkord.protocol.controller.ControllerCommand.ReplicaReport;
import akkord.protocol.controller.ControllerCommand.ReportReplicas;
import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One request of a kind at a time for a whole node: when a follower goes, all its partitions ask at once, and what
 * comes while one request is under way goes together with the next. Bounded, since a replica asks for one thing at a
 * time.
 */
public final class BatchedChannel implements ControllerChannel {

    private final ControllerAccess controller;
    private final int changesPerRequestMax;
    private final Predicate<InSyncMember> mayJoin;
    private final Line<IsrChange> proposals;
    private final Line<ReplicaReport> reports;

    /**
     * @param nodeEpoch what the controller calls this process
     * @param mayJoin whether the controller would let it, as far as is known here
     * @param changesPerRequestMax so that neither a request nor its answer outgrows a frame between nodes
     */
    public BatchedChannel(
            int nodeId,
            LongSupplier nodeEpoch,
            Predicate<InSyncMember> mayJoin,
            ControllerAccess controller,
            int changesPerRequestMax) {
        this.controller = controller;
        this.changesPerRequestMax = changesPerRequestMax;
        this.mayJoin = mayJoin;
        this.proposals =
                new Line<>((changes, replyTo) -> new AlterPartitions(nodeId, nodeEpoch.getAsLong(), changes, replyTo));
        this.reports =
                new Line<>((reports, replyTo) -> new ReportReplicas(nodeId, nodeEpoch.getAsLong(), reports, replyTo));
    }

    @Override
    public CompletionStage<IsrChanged> propose(IsrChange change) {
        return joins(change).allMatch(mayJoin) ? proposals.ask(change) : refusedHere(change);
    }

    @Override
    public CompletionStage<IsrChanged> report(ReplicaReport report) {
        return reports.ask(report);
    }

    private static Stream<InSyncMember> joins(IsrChange change) {
        return change.newInSyncReplicas().stream().filter(member -> member.epoch() >= 0);
    }

    /**
     * As the controller would refuse it, but at once, also while there is none: a node that leaves still fetches, and
     * as long as a proposal is open nothing is committed without those it names.
     */
    private static CompletionStage<IsrChanged> refusedHere(IsrChange change) {
        Refusal why = new Refusal(ErrorCode.INELIGIBLE_REPLICA, "a node that would join is not up");
        return CompletableFuture.completedFuture(new IsrChanged(change.topic(), change.partition(), null, why));
    }

    private record Question<T>(T what, CompletableFuture<IsrChanged> answer) {}

    private final class Line<T> {
        private final BiFunction<List<T>, ActorRef<AlterPartitionsResult>, ControllerCommand> command;
        private final List<Question<T>> waiting = new ArrayList<>();
        private boolean asking;

        Line(BiFunction<List<T>, ActorRef<AlterPartitionsResult>, ControllerCommand> command) {
            this.command = command;
        }

        CompletionStage<IsrChanged> ask(T what) {
            CompletableFuture<IsrChanged> answer = new CompletableFuture<>();
            synchronized (this) {
                waiting.add(new Question<>(what, answer));
            }
            askNext();
            return answer;
        }

        private void askNext() {
            List<Question<T>> together = take();
            if (together.isEmpty()) return;
            List<T> all = together.stream().map(Question::what).toList();
            controller
                    .<AlterPartitionsResult>ask(replyTo -> command.apply(all, replyTo))
                    .whenComplete((result, failure) -> {
                        answer(together, result, failure);
                        answered();
                        askNext();
                    });
        }

        private synchronized List<Question<T>> take() {
            if (asking || waiting.isEmpty()) return List.of();
            asking = true;
            List<Question<T>> next = waiting.subList(0, Math.min(waiting.size(), changesPerRequestMax));
            List<Question<T>> taken = List.copyOf(next);
            next.clear();
            return taken;
        }

        private synchronized void answered() {
            asking = false;
        }
    }

    private static <T> void answer(
            List<Question<T>> asked, @Nullable AlterPartitionsResult result, @Nullable Throwable failure) {
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
