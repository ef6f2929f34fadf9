package akkord.sharding.group;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.RecipientRef;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akkord.protocol.domain.ErrorCode;
import akkord.protocol.group.DirectoryCommand;
import akkord.protocol.group.GroupAccess;
import akkord.protocol.group.GroupCommand;
import akkord.protocol.group.GroupListing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Asks coordinators through their shards, wherever those are. Any thread. */
public final class GroupLink implements GroupAccess {

    private static final EntityAsks.Words WORDS =
            new EntityAsks.Words(ErrorCode.NOT_COORDINATOR, "the group's coordinator");

    private final ActorSystem<?> system;
    private final Duration answerWithin;
    private final EntityAsks asks;

    /**
     * @param answerWithin how long an answer may take that need not wait for anybody
     * @param regions without which nobody can be asked
     */
    public GroupLink(ActorSystem<?> system, Duration answerWithin, FirstUse regions) {
        this.system = system;
        this.answerWithin = answerWithin;
        this.asks = new EntityAsks(system, regions, WORDS);
    }

    @Override
    public <R> CompletionStage<R> ask(String group, Function<ActorRef<R>, GroupCommand> command) {
        return ask(group, answerWithin, command);
    }

    @Override
    public <R> CompletionStage<R> ask(String group, Duration atMost, Function<ActorRef<R>, GroupCommand> command) {
        return asks.ask(() -> coordinator(group), atMost, command);
    }

    @Override
    public void tell(String group, GroupCommand command) {
        asks.tell(() -> coordinator(group), command);
    }

    @Override
    public CompletionStage<List<GroupListing>> list() {
        CompletionStage<List<GroupListing>> all = CompletableFuture.completedFuture(List.of());
        for (int number = 0; number < GroupSharding.DIRECTORY_COUNT; number++) {
            String id = Integer.toString(number);
            CompletionStage<DirectoryCommand.Groups> some =
                    asks.ask(() -> directory(id), answerWithin, DirectoryCommand.ListGroups::new);
            all = all.thenCombine(some, (former, more) -> {
                List<GroupListing> both = new ArrayList<>(former);
                both.addAll(more.groups());
                return both;
            });
        }
        return all;
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
        asks.stop();
    }

    /** A node is gone, and who knows what was asked of it: whoever waits had better ask again. */
    public void nodeLost() {
        asks.nodeLost();
    }
}
