package akkord.actors.group;

import akkord.actors.group.core.GroupCore;
import akkord.actors.group.core.GroupEffect;
import akkord.protocol.group.GroupCommand;
import akkord.protocol.group.GroupReply;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/** What each kind of command asks of the core. */
final class GroupCommands {

    private final Map<Class<?>, Consumer<GroupCommand>> table = new HashMap<>();
    private final Unwritten unwritten;
    private final Unanswered unanswered;
    private final GroupContext context;
    private long lastAskedMillis;
    private boolean stopping;

    /** @param swept run when the directory has asked */
    GroupCommands(GroupCore core, Unwritten unwritten, Unanswered unanswered, GroupContext context, Runnable swept) {
        this.unwritten = unwritten;
        this.unanswered = unanswered;
        this.context = context;
        this.lastAskedMillis = now();
        row(
                GroupCommand.Join.class,
                join -> add(core.join(join.request(), unanswered.until(join, join.replyTo()), asked())));
        row(
                GroupCommand.Sync.class,
                sync -> add(core.sync(sync.request(), unanswered.until(sync, sync.replyTo()), asked())));
        row(
                GroupCommand.Heartbeat.class,
                heartbeat -> add(core.heartbeat(
                        heartbeat.request(), unanswered.until(heartbeat, heartbeat.replyTo()), asked())));
        row(
                GroupCommand.Leave.class,
                leave -> add(core.leave(leave.request(), unanswered.until(leave, leave.replyTo()), asked())));
        row(
                GroupCommand.CommitOffsets.class,
                commit -> add(core.commit(commit.request(), unanswered.until(commit, commit.replyTo()), asked())));
        row(
                GroupCommand.ConsumerHeartbeat.class,
                beat -> add(core.consumerHeartbeat(beat.request(), unanswered.until(beat, beat.replyTo()), asked())));
        row(GroupCommand.DescribeConsumers.class, describe -> add(core.describeConsumers(describe.replyTo()::tell)));
        shareRows(core);
        row(GroupCommand.FetchOffsets.class, fetch -> {
            asked();
            add(core.fetch(fetch.request(), unanswered.until(fetch, fetch.replyTo())));
        });
        row(
                GroupCommand.DeleteOffsets.class,
                delete -> add(core.deleteOffsets(delete.request(), unanswered.until(delete, delete.replyTo()))));
        row(GroupCommand.Describe.class, describe -> add(core.describe(describe.replyTo()::tell)));
        row(GroupCommand.Delete.class, delete -> add(core.delete(unanswered.until(delete, delete.replyTo()), asked())));
        row(GroupCommand.Locate.class, locate -> {
            asked();
            locate.replyTo().tell(new GroupReply.Located(context.nodeId()));
        });
        row(GroupCommand.ConnectionClosed.class, closed -> add(core.connectionClosed(closed.memberIds(), now())));
        row(GroupCommand.Sweep.class, sweep -> {
            swept.run();
            add(core.sweep(now()));
        });
        row(GroupCommand.Stop.class, stop -> stopping = true);
    }

    private void shareRows(GroupCore core) {
        row(
                GroupCommand.ShareHeartbeat.class,
                beat -> add(core.shareHeartbeat(beat.request(), unanswered.until(beat, beat.replyTo()), asked())));
        row(GroupCommand.DescribeSharers.class, describe -> add(core.describeSharers(describe.replyTo()::tell)));
        row(GroupCommand.DescribeShares.class, describe -> add(core.describeShares(describe.replyTo()::tell)));
        row(
                GroupCommand.KeepShares.class,
                keep -> add(core.keepShares(keep.request(), unanswered.until(keep, keep.replyTo()))));
        row(
                GroupCommand.DropShares.class,
                drop -> add(core.dropShares(drop.request(), unanswered.until(drop, drop.replyTo()))));
    }

    private <C extends GroupCommand> void row(Class<C> kind, Consumer<C> what) {
        table.put(kind, command -> what.accept(kind.cast(command)));
    }

    void take(GroupCommand command) {
        Objects.requireNonNull(table.get(command.getClass()), "every kind of command has a row")
                .accept(command);
    }

    private void add(List<GroupEffect> effects) {
        unwritten.add(effects);
    }

    /** What came after the order to stop is answered by nobody, and asked again. */
    boolean isStopping() {
        return stopping;
    }

    long lastAskedMillis() {
        return lastAskedMillis;
    }

    private long asked() {
        lastAskedMillis = now();
        return lastAskedMillis;
    }

    private long now() {
        return context.clock().getAsLong();
    }
}
