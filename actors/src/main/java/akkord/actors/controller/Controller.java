package akkord.actors.controller;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.RecoveryCompleted;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.Effect;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import akka.persistence.typed.javadsl.RetentionCriteria;
import akka.persistence.typed.javadsl.SignalHandler;
import akkord.actors.controller.ControllerCore.Row;
import akkord.actors.controller.ControllerEvent.ClusterFormed;
import akkord.actors.controller.ControllerEvent.ControllerTookOver;
import akkord.protocol.controller.ControllerCommand;
import akkord.protocol.controller.ControllerCommand.ElectLeaders;
import akkord.protocol.controller.ControllerCommand.Subscribe;
import akkord.protocol.controller.MetadataUpdate;
import akkord.protocol.domain.TopicId;
import com.typesafe.config.Config;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The controller's shell: persists what {@link ControllerCore} decides, then tells the nodes, the cluster log and
 * the one who asked, in this order, so that whoever was answered finds the change on its way to every node. Commands
 * that have come meanwhile are decided one after another and persisted by one write.
 *
 * <p>Harmless in duplicate: a second one's first write is refused by the journal, whose sequence numbers it does
 * not know, and it stops before it has told anyone anything.
 */
public final class Controller extends EventSourcedBehavior<ControllerCommand, ControllerEvent, ControllerState> {

    public static final PersistenceId PERSISTENCE_ID = PersistenceId.ofUniqueId("controller");

    private final ActorContext<ControllerCommand> actor;
    private final ControllerCore core;
    private final ControllerStory story;
    private final Subscribers subscribers = new Subscribers();
    private final int nodeId;
    private final Config config;
    private final int commandsPerWriteMax;
    private final WaitingCommands waiting;
    private final Map<Class<?>, Row<?, ?>> rows = new HashMap<>();
    private boolean begun;

    private Controller(ActorContext<ControllerCommand> actor, ControllerContext context, WaitingCommands waiting) {
        super(PERSISTENCE_ID);
        this.actor = actor;
        this.waiting = waiting;
        this.nodeId = context.nodeId();
        this.config = actor.getSystem().settings().config().getConfig("akkord.controller");
        this.commandsPerWriteMax = config.getInt("commands-per-write-max");
        this.story = new ControllerStory(context.events(), System::currentTimeMillis);
        SecureRandom random = new SecureRandom();
        this.core = new ControllerCore(new ControllerRules(
                nodeId, context.settings(), ControllerLimits.from(config), TopicId::random, random::nextLong));
        core.table().forEach(row -> rows.put(row.kind(), row));
    }

    /** Forms the cluster, with a random id, at the first command of its life. Stops when the journal refuses a write. */
    public static Behavior<ControllerCommand> create(ControllerContext context) {
        return Behaviors.setup(actor -> Behaviors.withTimers(timers -> {
            rebalanceByAndBy(actor, context, timers);
            int waitingMax = actor.getSystem().settings().config().getInt("akkord.controller.commands-waiting-max");
            WaitingCommands waiting = new WaitingCommands(actor, waitingMax);
            return Behaviors.intercept(() -> waiting, new Controller(actor, context, waiting))
                    .narrow();
        }));
    }

    /** Leadership returns to the preferred replicas by itself. */
    private static void rebalanceByAndBy(
            ActorContext<ControllerCommand> actor,
            ControllerContext context,
            TimerScheduler<ControllerCommand> timers) {
        if (!context.settings().flag("auto.leader.rebalance.enable")) return;
        Duration interval = Duration.ofSeconds(context.settings().number("leader.imbalance.check.interval.seconds"));
        timers.startTimerWithFixedDelay(
                new ElectLeaders(List.of(), false, actor.getSystem().ignoreRef()), interval);
    }

    @Override
    public ControllerState emptyState() {
        return ControllerState.EMPTY;
    }

    @Override
    public CommandHandler<ControllerCommand, ControllerEvent, ControllerState> commandHandler() {
        return newCommandHandlerBuilder().forAnyState().onAnyCommand(this::onCommand);
    }

    @Override
    public EventHandler<ControllerState, ControllerEvent> eventHandler() {
        return (state, event) -> event.applyTo(state);
    }

    @Override
    public SignalHandler<ControllerState> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(RecoveryCompleted.instance(), this::onRecovered)
                .build();
    }

    @Override
    public RetentionCriteria retentionCriteria() {
        return RetentionCriteria.snapshotEvery(config.getInt("snapshot-every"), config.getInt("snapshots-kept"))
                .withDeleteEventsOnSnapshot();
    }

    /** With all that wait, as far as one write goes. */
    private Effect<ControllerEvent, ControllerState> onCommand(ControllerState state, ControllerCommand first) {
        Together together = new Together(state);
        beginIfNeeded(state).forEach(together::add);
        ControllerCommand next = first;
        for (int count = 1; next != null; count++) {
            decide(next, together);
            next = count < commandsPerWriteMax ? waiting.poll() : null;
        }
        if (together.events.isEmpty()) return Effect().none().thenRun(together::tell);
        return Effect().persist(together.events).thenRun(together::tell);
    }

    private void decide(ControllerCommand command, Together together) {
        if (command instanceof Subscribe subscribe) {
            ControllerState state = together.state;
            together.toTell.add(() -> subscribe(subscribe, state));
            return;
        }
        Row<?, ?> row = rows.get(command.getClass());
        if (row == null) throw new IllegalStateException("nobody decides " + command);
        decide(row, command, together);
    }

    private static <C extends ControllerCommand, R> void decide(
            Row<C, R> row, ControllerCommand any, Together together) {
        C command = row.kind().cast(any);
        Decision<R> decision = row.handler().decide(together.state, command);
        if (decision.event() != null) together.add(decision.event());
        ActorRef<R> replyTo = row.replyTo().apply(command);
        together.toTell.add(() -> replyTo.tell(decision.reply()));
    }

    /** What is decided of several commands before any of it is persisted, and what is to be told after that, in order. */
    private final class Together {
        private final List<ControllerEvent> events = new ArrayList<>();
        private final List<Runnable> toTell = new ArrayList<>();
        private ControllerState state;

        Together(ControllerState state) {
            this.state = state;
        }

        void add(ControllerEvent event) {
            ControllerState before = state;
            ControllerState after = event.applyTo(before);
            state = after;
            events.add(event);
            toTell.add(() -> publish(event, before, after));
        }

        void tell() {
            toTell.forEach(Runnable::run);
            waiting.over();
        }
    }

    private void publish(ControllerEvent event, ControllerState before, ControllerState after) {
        event.touched().removedNodes().forEach(subscribers::remove);
        Deltas.of(event, after, nodeId).ifPresent(subscribers::send);
        story.tell(event, before);
    }

    private void subscribe(Subscribe command, ControllerState state) {
        subscribers.add(command.nodeId(), command.subscriber());
        command.subscriber().tell(new MetadataUpdate.Whole(state.image(nodeId)));
    }

    private void onRecovered(ControllerState state) {
        waiting.over();
        actor.getLog()
                .info(
                        "controller recovered clusterId={} version={} topics={}",
                        state.clusterId(),
                        state.version(),
                        state.topics().size());
    }

    private List<ControllerEvent> beginIfNeeded(ControllerState state) {
        List<ControllerEvent> events = new ArrayList<>(2);
        if (!state.isFormed()) events.add(new ClusterFormed(TopicId.random().toString()));
        else if (!begun) events.add(new ControllerTookOver(nodeId));
        begun = true;
        return events;
    }
}
