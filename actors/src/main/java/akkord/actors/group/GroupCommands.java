package akkord.actors.group;

import akkord.actors.group.core.GroupCore;
import akkord.actors.group.core.GroupEffect;
import akkord.protocol.group.GroupCommand;
import akkord.protocol.group.GroupReply;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;

/** What each kind of command asks of the core. One table for all groups: there may be many. */
final class GroupCommands {

    private static final Map<Class<?>, BiConsumer<GroupCommands, GroupCommand>> TABLE = new HashMap<>();

    static {
        row(GroupCommand.Join.class, GroupCommands::onJoin);
        row(GroupCommand.Sync.class, GroupCommands::onSync);
        row(GroupCommand.Heartbeat.class, GroupCommands::onHeartbeat);
        row(GroupCommand.Leave.class, GroupCommands::onLeave);
        row(GroupCommand.CommitOffsets.class, GroupCommands::onCommit);
        row(GroupCommand.ConsumerHeartbeat.class, GroupCommands::onConsumerHeartbeat);
        row(
                GroupCommand.DescribeConsumers.class,
                (group, describe) -> group.add(group.core.describeConsumers(describe.replyTo()::tell)));
        row(GroupCommand.FetchOffsets.class, GroupCommands::onFetch);
        row(GroupCommand.DeleteOffsets.class, GroupCommands::onDeleteOffsets);
        row(GroupCommand.Describe.class, (group, describe) -> group.add(group.core.describe(describe.replyTo()::tell)));
        row(GroupCommand.Delete.class, GroupCommands::onDelete);
        row(GroupCommand.Locate.class, GroupCommands::onLocate);
        row(
                GroupCommand.ConnectionClosed.class,
                (group, closed) -> group.add(group.core.connectionClosed(closed.memberIds(), group.now())));
        row(GroupCommand.Sweep.class, (group, sweep) -> group.onSweep());
        row(GroupCommand.Stop.class, (group, stop) -> group.stopping = true);
        row(GroupCommand.ShareHeartbeat.class, GroupCommands::onShareHeartbeat);
        row(
                GroupCommand.DescribeSharers.class,
                (group, describe) -> group.add(group.core.describeSharers(describe.replyTo()::tell)));
        row(
                GroupCommand.DescribeShares.class,
                (group, describe) -> group.add(group.core.describeShares(describe.replyTo()::tell)));
        row(GroupCommand.KeepShares.class, GroupCommands::onKeepShares);
        row(GroupCommand.DropShares.class, GroupCommands::onDropShares);
    }

    private final GroupCore core;
    private final Unwritten unwritten;
    private final Unanswered unanswered;
    private final GroupContext context;
    private final Runnable swept;
    private long lastAskedMillis;
    private boolean stopping;

    /** @param swept run when the directory has asked */
    GroupCommands(GroupCore core, Unwritten unwritten, Unanswered unanswered, GroupContext context, Runnable swept) {
        this.core = core;
        this.unwritten = unwritten;
        this.unanswered = unanswered;
        this.context = context;
        this.swept = swept;
        this.lastAskedMillis = now();
    }

    private static <C extends GroupCommand> void row(Class<C> kind, BiConsumer<GroupCommands, C> what) {
        TABLE.put(kind, (group, command) -> what.accept(group, kind.cast(command)));
    }

    void take(GroupCommand command) {
        Objects.requireNonNull(TABLE.get(command.getClass()), "every kind of command has a row")
                .accept(this, command);
    }

    private void onJoin(GroupCommand.Join join) {
        add(core.join(join.request(), unanswered.until(join, join.replyTo()), asked()));
    }

    private void onSync(GroupCommand.Sync sync) {
        add(core.sync(sync.request(), unanswered.until(sync, sync.replyTo()), asked()));
    }

    private void onHeartbeat(GroupCommand.Heartbeat beat) {
        add(core.heartbeat(beat.request(), unanswered.until(beat, beat.replyTo()), asked()));
    }

    private void onLeave(GroupCommand.Leave leave) {
        add(core.leave(leave.request(), unanswered.until(leave, leave.replyTo()), asked()));
    }

    private void onCommit(GroupCommand.CommitOffsets commit) {
        add(core.commit(commit.request(), unanswered.until(commit, commit.replyTo()), asked()));
    }

    private void onConsumerHeartbeat(GroupCommand.ConsumerHeartbeat beat) {
        add(core.consumerHeartbeat(beat.request(), unanswered.until(beat, beat.replyTo()), asked()));
    }

    private void onShareHeartbeat(GroupCommand.ShareHeartbeat beat) {
        add(core.shareHeartbeat(beat.request(), unanswered.until(beat, beat.replyTo()), asked()));
    }

    private void onFetch(GroupCommand.FetchOffsets fetch) {
        asked();
        add(core.fetch(fetch.request(), unanswered.until(fetch, fetch.replyTo())));
    }

    private void onDeleteOffsets(GroupCommand.DeleteOffsets delete) {
        add(core.deleteOffsets(delete.request(), unanswered.until(delete, delete.replyTo())));
    }

    private void onDelete(GroupCommand.Delete delete) {
        add(core.delete(unanswered.until(delete, delete.replyTo()), asked()));
    }

    private void onLocate(GroupCommand.Locate locate) {
        asked();
        locate.replyTo().tell(new GroupReply.Located(context.nodeId()));
    }

    private void onSweep() {
        swept.run();
        add(core.sweep(now()));
    }

    private void onKeepShares(GroupCommand.KeepShares keep) {
        add(core.keepShares(keep.request(), unanswered.until(keep, keep.replyTo())));
    }

    private void onDropShares(GroupCommand.DropShares drop) {
        add(core.dropShares(drop.request(), unanswered.until(drop, drop.replyTo())));
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
