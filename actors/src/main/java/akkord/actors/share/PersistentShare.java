package akkord.actors.share;

import akka.actor.typed.ActorRef;
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
import akkord.actors.share.core.ShareCore;
import akkord.actors.share.core.ShareEffect;
import akkord.actors.share.core.ShareEvent;
import akkord.actors.share.core.ShareEvent.Parked;
import akkord.actors.share.core.ShareLimits;
import akkord.actors.share.core.ShareSnapshot;
import akkord.protocol.share.DeadLetters;
import akkord.protocol.share.ShareCommand;
import akkord.protocol.share.ShareKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One share-partition: persists what its core decides, and answers only then. A write that fails stops the actor, and
 * everything it had decided is forgotten with it. The journal refuses a writer that has been succeeded, so that a keeper
 * on a node that was cut off acknowledges nothing any more; and what it lets members have meanwhile, they cannot
 * acknowledge.
 *
 * <p>Is given commands by {@link ShareKeeper}, several at a time, and no more until it has said that it is done with
 * them: they share a write. One whose records nobody has, and that nobody asks, is put to sleep, with one snapshot in the
 * journal and hardly an event.
 */
final class PersistentShare extends EventSourcedBehavior<Object, ShareEvent, ShareCore> {

    private final ActorContext<Object> actor;
    private final TimerScheduler<Object> timers;
    private final ShareContext context;
    private final ShareKey key;
    private final Runnable ready;
    private final Runnable passivate;
    private final ShareCore core;
    private final Unwritten unwritten = new Unwritten();
    private final Unanswered unanswered = new Unanswered();
    private final ShareCommands commands;
    private final LetterLog letterLog;

    /** As they were when the last message came. */
    private ShareLimits limits;

    private boolean recovering = true;
    private boolean lastWasParked;
    private long deadlineMillis = Long.MAX_VALUE;

    private PersistentShare(
            ActorContext<Object> actor,
            TimerScheduler<Object> timers,
            ShareContext context,
            ShareKey key,
            Runnable ready,
            Runnable passivate) {
        super(PersistenceId.ofUniqueId(ShareKeeper.persistenceId(key)));
        this.actor = actor;
        this.timers = timers;
        this.context = context;
        this.key = key;
        this.ready = ready;
        this.passivate = passivate;
        this.limits = context.limits().apply(key);
        this.core = new ShareCore(() -> limits);
        this.commands = new ShareCommands(core, unanswered, context.clock());
        this.letterLog = new LetterLog(key);
    }

    /**
     * @param ready told when all commands of a {@link Several} are done with
     * @param passivate asks that the share-partition be told {@link ShareCommand.Stop}
     */
    static Behavior<Object> create(ShareContext context, ShareKey key, Runnable ready, Runnable passivate) {
        return Behaviors.setup(actor ->
                Behaviors.withTimers(timers -> new PersistentShare(actor, timers, context, key, ready, passivate)));
    }

    @Override
    public ShareCore emptyState() {
        return core;
    }

    @Override
    public EventHandler<ShareCore, ShareEvent> eventHandler() {
        return (state, event) -> {
            lastWasParked = event instanceof Parked;
            if (recovering) core.replay(event);
            return core;
        };
    }

    @Override
    public SnapshotAdapter<ShareCore> snapshotAdapter() {
        return new SnapshotAdapter<>() {
            @Override
            public Object toJournal(ShareCore state) {
                return state.snapshot();
            }

            @Override
            public ShareCore fromJournal(Object from) {
                core.load((ShareSnapshot) from);
                lastWasParked = true;
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
    public SignalHandler<ShareCore> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(RecoveryCompleted.instance(), state -> recovered())
                .onSignal(PostStop.instance(), state -> unanswered.refuseAll())
                .build();
    }

    @Override
    public CommandHandler<Object, ShareEvent, ShareCore> commandHandler() {
        return newCommandHandlerBuilder()
                .forAnyState()
                .onCommand(Several.class, this::onSeveral)
                .onCommand(OwnMessage.class, this::onOwn)
                .onCommand(LettersCopied.class, this::onLettersCopied)
                .build();
    }

    private void recovered() {
        recovering = false;
        core.recovered(now());
        // at once where a former keeper has died before its dead letters were in their topic
        wakeInTime();
        checkIdleLater();
    }

    private Effect<ShareEvent, ShareCore> onSeveral(Several several) {
        limits = context.limits().apply(key);
        for (Object command : several.commands()) unwritten.add(commands.take((ShareCommand) command));
        return commands.isStopping() ? writeAndStop() : write(ready);
    }

    private Effect<ShareEvent, ShareCore> onOwn(OwnMessage message) {
        return switch (message) {
            case DEADLINE -> {
                deadlineMillis = Long.MAX_VALUE;
                limits = context.limits().apply(key);
                unwritten.add(core.timePassed(now()));
                yield write(() -> {});
            }
            case IDLE_CHECK -> onIdleCheck();
        };
    }

    private Effect<ShareEvent, ShareCore> onLettersCopied(LettersCopied message) {
        limits = context.limits().apply(key);
        DeadLetters.Copied copied = message.copied();
        unwritten.add(core.lettersCopied(message.copy(), copied.count(), copied.why() != null, now()));
        letterLog.copied(copied, core.lettersDue(), now());
        return write(() -> {});
    }

    private Effect<ShareEvent, ShareCore> onIdleCheck() {
        checkIdleLater();
        limits = context.limits().apply(key);
        long quietMillis = now() - commands.lastAskedMillis();
        if (!core.isIdle() || quietMillis < context.settings().passivateAfter().toMillis())
            return Effect().none();
        if (!lastWasParked && lastSequenceNumber(actor) > 0) return park();
        passivate.run();
        return Effect().none();
    }

    /**
     * Fills up the events to the next snapshot but one, since the journal keeps as many events as lie between two: only
     * these, which say nothing, are left.
     */
    private Effect<ShareEvent, ShareCore> park() {
        List<ShareEvent> parked = new ArrayList<>();
        int every = context.settings().snapshotEvery();
        for (long i = lastSequenceNumber(actor) % every; i < 2L * every; i++) parked.add(new Parked(now()));
        return Effect().persist(parked);
    }

    /** What members have they still have where it is kept next. */
    private Effect<ShareEvent, ShareCore> writeAndStop() {
        unwritten.add(core.handOver());
        List<ShareEvent> events = unwritten.takeEvents();
        // the next one copies what is due: nobody would be here to hear that it is done
        List<ShareEffect> afterwards = unwritten.takeAfterwards().stream()
                .filter(effect -> !(effect instanceof ShareEffect.CopyLetters))
                .toList();
        return events.isEmpty()
                ? Effect().none().thenRun(state -> give(afterwards)).thenStop()
                : Effect().persist(events).thenRun(state -> give(afterwards)).thenStop();
    }

    private Effect<ShareEvent, ShareCore> write(Runnable then) {
        List<ShareEvent> events = unwritten.takeEvents();
        List<ShareEffect> afterwards = unwritten.takeAfterwards();
        if (events.isEmpty()) {
            finish(afterwards, then);
            return Effect().none();
        }
        return Effect().persist(events).thenRun(state -> finish(afterwards, then));
    }

    private void finish(List<ShareEffect> effects, Runnable then) {
        give(effects);
        wakeInTime();
        then.run();
    }

    private void give(List<ShareEffect> effects) {
        for (ShareEffect effect : effects) {
            if (effect instanceof ShareEffect.Answer<?> answer) answer.give();
            else if (effect instanceof ShareEffect.CopyLetters copy) copy(copy);
            else if (effect instanceof ShareEffect.LettersLost lost) letterLog.lost(lost, now());
        }
    }

    private void copy(ShareEffect.CopyLetters letters) {
        ActorRef<Object> self = actor.getSelf();
        context.letters()
                .copy(key, letters.letters())
                .thenAccept(copied -> self.tell(new LettersCopied(letters.copy(), copied)));
    }

    /** The timer that comes too early costs less than setting it anew with each acknowledgement. */
    private void wakeInTime() {
        long next = core.nextDeadlineMillis();
        if (next >= deadlineMillis) return;
        deadlineMillis = next;
        timers.startSingleTimer(OwnMessage.DEADLINE, OwnMessage.DEADLINE, Duration.ofMillis(Math.max(1, next - now())));
    }

    private void checkIdleLater() {
        timers.startSingleTimer(
                OwnMessage.IDLE_CHECK, OwnMessage.IDLE_CHECK, context.settings().passivateAfter());
    }

    private long now() {
        return context.clock().getAsLong();
    }
}
