package akkord.sharding.group;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.RecipientRef;
import akka.actor.typed.javadsl.AskPattern;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.Refusal;
import akkord.protocol.domain.RefusedException;
import akkord.protocol.group.DirectoryCommand;
import akkord.protocol.group.GroupAccess;
import akkord.protocol.group.GroupCommand;
import akkord.protocol.group.GroupListing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks coordinators through their shards, wherever those are. Any thread. */
public final class GroupLink implements GroupAccess {

    private static final Refusal STOPS =
            new Refusal(ErrorCode.NOT_COORDINATOR, "this node stops: ask another one for the group's coordinator");

    private static final Logger LOG = LoggerFactory.getLogger(GroupLink.class);

    private final ActorSystem<?> system;
    private final FirstUse regions;
    private final Duration answerWithin;
    private volatile boolean stopping;
    private final Set<CompletableFuture<?>> asked = ConcurrentHashMap.newKeySet();

    /**
     * @param answerWithin how long an answer may take that need not wait for anybody
     * @param regions without which nobody can be asked
     */
    public GroupLink(ActorSystem<?> system, Duration answerWithin, FirstUse regions) {
        this.system = system;
        this.answerWithin = answerWithin;
        this.regions = regions;
    }

    @Override
    public <R> CompletionStage<R> ask(String group, Function<ActorRef<R>, GroupCommand> command) {
        return ask(group, answerWithin, command);
    }

    @Override
    public <R> CompletionStage<R> ask(String group, Duration atMost, Function<ActorRef<R>, GroupCommand> command) {
        return ask(() -> coordinator(group), atMost, command);
    }

    @Override
    public CompletionStage<List<GroupListing>> list() {
        CompletionStage<List<GroupListing>> all = CompletableFuture.completedFuture(List.of());
        for (int number = 0; number < GroupSharding.DIRECTORY_COUNT; number++) {
            String id = Integer.toString(number);
            CompletionStage<DirectoryCommand.Groups> some =
                    ask(() -> directory(id), answerWithin, DirectoryCommand.ListGroups::new);
            all = all.thenCombine(some, (former, more) -> {
                List<GroupListing> both = new ArrayList<>(former);
                both.addAll(more.groups());
                return both;
            });
        }
        return all;
    }

    private <C, R> CompletionStage<R> ask(
            Supplier<RecipientRef<C>> to, Duration atMost, Function<ActorRef<R>, ? extends C> command) {
        if (stopping) return CompletableFuture.failedFuture(new RefusedException(STOPS));
        if (regions.isStarted()) return ask(to.get(), atMost, command);
        return regions.begin()
                .handle((started, failure) -> {
                    if (failure == null) return started;
                    LOG.warn("groups cannot be coordinated here", failure);
                    throw new RefusedException(
                            ErrorCode.NOT_COORDINATOR, "this node cannot ask coordinators of groups now");
                })
                .thenCompose(started -> ask(to.get(), atMost, command));
    }

    private <C, R> CompletionStage<R> ask(
            RecipientRef<C> to, Duration atMost, Function<ActorRef<R>, ? extends C> command) {
        CompletableFuture<R> answer = AskPattern.<C, R>ask(to, command::apply, atMost, system.scheduler())
                .toCompletableFuture()
                .handle((reply, failure) -> {
                    if (failure == null) return reply;
                    if (!isTimeout(failure)) LOG.warn("a group's coordinator could not be asked", failure);
                    throw new RefusedException(
                            ErrorCode.NOT_COORDINATOR,
                            "no coordinator of the group answered within " + atMost.toMillis() + " ms");
                });
        asked.add(answer);
        if (stopping) answer.completeExceptionally(new RefusedException(STOPS));
        answer.whenComplete((reply, failure) -> asked.remove(answer));
        return answer;
    }

    private static boolean isTimeout(Throwable failure) {
        return failure instanceof TimeoutException
                || (failure instanceof CompletionException && failure.getCause() instanceof TimeoutException);
    }

    /** Tells the directory that lists {@code group}. */
    public void tellDirectory(String group, DirectoryCommand command) {
        directory(GroupSharding.directoryOf(group)).tell(command);
    }

    /** Lets every directory wake the groups whose offsets come of age. */
    public void sweep(long nowMillis) {
        for (int number = 0; number < GroupSharding.DIRECTORY_COUNT; number++)
            directory(Integer.toString(number)).tell(new DirectoryCommand.SweepDue(nowMillis));
    }

    /** Asks a group to look after its offsets. */
    public void sweep(String group, long nowMillis) {
        coordinator(group).tell(new GroupCommand.Sweep(nowMillis));
    }

    private RecipientRef<GroupCommand> coordinator(String group) {
        return ClusterSharding.get(system).entityRefFor(GroupSharding.GROUPS, GroupSharding.entityOf(group));
    }

    private RecipientRef<DirectoryCommand> directory(String id) {
        return ClusterSharding.get(system).entityRefFor(GroupSharding.DIRECTORIES, id);
    }

    /** The doors of this node close: whoever waits at them is to ask elsewhere, and keeps nobody from stopping. */
    public void stop() {
        stopping = true;
        for (CompletableFuture<?> answer : asked) answer.completeExceptionally(new RefusedException(STOPS));
    }

    /** A node is gone, and who knows what was asked of it: whoever waits had better ask again. */
    void nodeLost() {
        for (CompletableFuture<?> answer : asked)
            answer.completeExceptionally(new RefusedException(
                    ErrorCode.NOT_COORDINATOR,
                    "a node of the cluster was lost that may have coordinated the group: ask again"));
    }
}
