package akkord.actors.group;

import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.RecoveryCompleted;
import akka.persistence.typed.SnapshotAdapter;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.Effect;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import akka.persistence.typed.javadsl.RetentionCriteria;
import akka.persistence.typed.javadsl.SignalHandler;
import akkord.actors.gather.Gatherer.Several;
import akkord.actors.group.core.GroupCore;
import akkord.actors.group.core.GroupEffect;
import akkord.actors.group.core.GroupEvent;
import akkord.actors.group.core.GroupSnapshot;
import akkord.protocol.group.DirectoryCommand.Announce;
import akkord.protocol.group.DirectoryCommand.Announced;
import akkord.protocol.group.GroupCommand;
import akkord.protocol.group.GroupListing;
import akkord.protocol.group.GroupPhase;
import akkord.protocol.share.ShareKey;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A group with its journal. The core changes when it is asked; what must survive is persisted before anybody is
 * answered, and an actor whose write fails stops, and its core with it. The journal refuses a writer that has been
 * succeeded, so that a coordinator on a node that was cut off answers nothing any more.
 *
 * <p>Is given commands by {@link GroupCoordinator}, several at a time, and no more until it has said that it is done with
 * them: they share a write. A group without members that nobody asks about is put to sleep as it is: what the journal
 * keeps of it is bounded by its snapshots, and to write anything down for thousands of groups at a time would cost more than
 * it saves.
 */
final class PersistentGroup extends EventSourcedBehavior<Object, GroupEvent, GroupCore> {

    private static final long DAY_MILLIS = Duration.ofDays(1).toMillis();

    private final ActorContext<Object> actor;
    private final TimerScheduler<Object> timers;
    private final GroupContext context;
    private final String group;
    private final Runnable ready;
    private final Runnable passivate;
    private final GroupCore core;
    private final Unwritten unwritten = new Unwritten();
    private final Unanswered unanswered = new Unanswered();
    private final GroupCommands commands;

    private boolean recovering = true;
    private long deadlineMillis = Long.MAX_VALUE;
    private @Nullable GroupListing announced;

    private PersistentGroup(
            ActorContext<Object> actor,
            TimerScheduler<Object> timers,
            GroupContext context,
            String group,
            Runnable ready,
            Runnable passivate) {
        super(PersistenceId.ofUniqueId(GroupCoordinator.TYPE + "|" + group));
        this.actor = actor;
        this.timers = timers;
        this.context = context;
        this.group = group;
        this.ready = ready;
        this.passivate = passivate;
        this.core = new GroupCore(
                group,
                context.limits(),
                prefix -> prefix + "-" + UUID.randomUUID(),
                context.metadata(),
                context.configs());
        this.commands = new GroupCommands(core, unwritten, unanswered, context, this::forgetAnnounced);
    }

    /**
     * @param ready told when all commands of a {@link Several} are done with
     * @param passivate asks that the group be told {@link GroupCommand.Stop}
     */
    static Behavior<Object> create(GroupContext context, String group, Runnable ready, Runnable passivate) {
        return Behaviors.setup(actor ->
                Behaviors.withTimers(timers -> new PersistentGroup(actor, timers, context, group, ready, passivate)));
    }

    @Override
    public GroupCore emptyState() {
        return core;
    }

    @Override
    public EventHandler<GroupCore, GroupEvent> eventHandler() {
        return (state, event) -> {
            if (recovering) core.replay(event);
            return core;
        };
    }

    @Override
    public SnapshotAdapter<GroupCore> snapshotAdapter() {
        return new SnapshotAdapter<>() {
            @Override
            public Object toJournal(GroupCore state) {
                return state.snapshot();
            }

            @Override
            public GroupCore fromJournal(Object from) {
                core.load((GroupSnapshot) from);
                return core;
            }
        };
    }

    @Override
    public RetentionCriteria retentionCriteria() {
        return RetentionCriteria.snapshotEvery(context.settings().snapshotEvery(), 1)
                .withDeleteEventsOnSnapshot();
    }

    @Override
    public Optional<Integer> stashCapacity() {
        return Optional.of(context.settings().stashMax());
    }

    @Override
    public SignalHandler<GroupCore> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(RecoveryCompleted.instance(), state -> recovered())
                .onSignal(PostStop.instance(), state -> unanswered.refuseAll())
                .build();
    }

    /** Not Akka's builder: what it builds is ten objects for each group. */
    @Override
    public CommandHandler<Object, GroupEvent, GroupCore> commandHandler() {
        return (state, command) -> {
            if (command instanceof Several several) return onSeveral(several);
            if (command instanceof OwnMessage own) return onOwn(own);
            if (command instanceof Announced answer) return onAnnounced(answer);
            return Effect().unhandled();
        };
    }

    private Effect<GroupEvent, GroupCore> onSeveral(Several several) {
        for (Object command : several.commands()) commands.take((GroupCommand) command);
        return commands.isStopping() ? writeAndStop() : write(ready);
    }

    /** The directory is told anew when to ask next. */
    private void forgetAnnounced() {
        announced = null;
    }

    private Effect<GroupEvent, GroupCore> onAnnounced(Announced answer) {
        announced = answer.listing();
        return Effect().none();
    }

    private Effect<GroupEvent, GroupCore> writeAndStop() {
        List<GroupEvent> events = unwritten.takeEvents();
        List<GroupEffect> afterwards = unwritten.takeAfterwards();
        return events.isEmpty()
                ? Effect().none().thenRun(state -> give(afterwards)).thenStop()
                : Effect().persist(events).thenRun(state -> give(afterwards)).thenStop();
    }

    private Effect<GroupEvent, GroupCore> onOwn(OwnMessage message) {
        return switch (message) {
            case DEADLINE -> {
                deadlineMillis = Long.MAX_VALUE;
                yield decided(core.timePassed(now()));
            }
            case IDLE_CHECK -> onIdleCheck();
        };
    }

    private Effect<GroupEvent, GroupCore> onIdleCheck() {
        List<GroupEffect> due = core.sweep(now());
        announce(true);
        boolean mayBeForgotten = core.listing().equals(announced) || neverThere();
        if (due.isEmpty() && mayBeForgotten && isUnasked()) passivate.run();
        checkIdleLater();
        return decided(due);
    }

    private boolean isUnasked() {
        return core.isIdle() && now() >= sleepsAtMillis();
    }

    private long sleepsAtMillis() {
        return commands.lastAskedMillis() + context.settings().passivateAfter().toMillis();
    }

    private Effect<GroupEvent, GroupCore> decided(List<GroupEffect> effects) {
        unwritten.add(effects);
        return write(() -> {});
    }

    private Effect<GroupEvent, GroupCore> write(Runnable then) {
        List<GroupEvent> events = unwritten.takeEvents();
        List<GroupEffect> afterwards = unwritten.takeAfterwards();
        if (events.isEmpty()) {
            give(afterwards);
            settle();
            then.run();
            return Effect().none();
        }
        return Effect().persist(events).thenRun(state -> {
            give(afterwards);
            settle();
            then.run();
        });
    }

    private void give(List<GroupEffect> effects) {
        for (GroupEffect effect : effects) {
            if (effect instanceof GroupEffect.Answer<?> answer) answer.give();
            else if (effect instanceof GroupEffect.ForgetShares forget)
                forget.partitions().forEach(partition -> context.forgetShare().accept(new ShareKey(group, partition)));
            else if (effect instanceof GroupEffect.Tell tell)
                context.events().tell(tell.kind(), tell.message(), tell.details());
        }
    }

    private void recovered() {
        recovering = false;
        core.recovered(now());
        checkIdleLater();
        settle();
    }

    private void settle() {
        announce(false);
        long next = core.nextDeadlineMillis();
        // one that is heard of has more time; the timer that comes too early costs less than setting it anew each time
        if (next >= deadlineMillis) return;
        deadlineMillis = next;
        timers.startSingleTimer(OwnMessage.DEADLINE, OwnMessage.DEADLINE, Duration.ofMillis(Math.max(1, next - now())));
    }

    /** When it may sleep, so that it is not awake for twice as long as it must. */
    private void checkIdleLater() {
        Duration longest = context.settings().passivateAfter();
        long left = sleepsAtMillis() - now();
        Duration next = left > 0 && core.isIdle() ? Duration.ofMillis(left) : longest;
        timers.startSingleTimer(OwnMessage.IDLE_CHECK, OwnMessage.IDLE_CHECK, next);
    }

    /** @param again also what the directory has confirmed: it may have forgotten what it need not remember */
    private void announce(boolean again) {
        GroupListing listing = core.listing();
        boolean confirmed = listing.equals(announced) && (!again || core.isIdle());
        if (neverThere() || confirmed) return;
        context.directory()
                .accept(
                        group,
                        new Announce(listing, sweepAtMillis(), actor.getSelf().narrow()));
    }

    /** When somebody must look after it at the latest: whose members and coordinator are lost together is asked by nobody. */
    private long sweepAtMillis() {
        long next = core.nextExpiryMillis();
        if (next != Long.MAX_VALUE) return next;
        long latest = now() + context.limits().offsetsRetentionMillis();
        // the directory writes down what has changed: once a day will do
        return latest - latest % DAY_MILLIS + DAY_MILLIS;
    }

    /** Only its name is known, because somebody asked. */
    private boolean neverThere() {
        return core.listing().phase() == GroupPhase.DEAD && lastSequenceNumber(actor) == 0;
    }

    private long now() {
        return context.clock().getAsLong();
    }
}
