package akkord.actors.controller;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.RecoveryCompleted;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.CommandHandlerBuilder;
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
import java.util.List;
import java.util.Optional;

/**
 * The controller's shell: persists what {@link ControllerCore} decides, then tells the nodes, the cluster log and
 * the one who asked, in this order, so that whoever was answered finds the change on its way to every node.
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
    private boolean begun;

    private Controller(ActorContext<ControllerCommand> actor, ControllerContext context) {
        super(PERSISTENCE_ID);
        this.actor = actor;
        this.nodeId = context.nodeId();
        this.config = actor.getSystem().settings().config().getConfig("akkord.controller");
        this.story = new ControllerStory(context.events(), System::currentTimeMillis);
        SecureRandom random = new SecureRandom();
        this.core = new ControllerCore(new ControllerRules(
                nodeId, context.settings(), ControllerLimits.from(config), TopicId::random, random::nextLong));
    }

    /** Forms the cluster, with a random id, at the first command of its life. Stops when the journal refuses a write. */
    public static Behavior<ControllerCommand> create(ControllerContext context) {
        return Behaviors.setup(actor -> Behaviors.withTimers(timers -> {
            rebalanceByAndBy(actor, context, timers);
            return new Controller(actor, context);
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
        CommandHandlerBuilder<ControllerCommand, ControllerEvent, ControllerState> builder = newCommandHandlerBuilder();
        core.table().forEach(row -> register(builder, row));
        builder.forAnyState().onCommand(Subscribe.class, this::onSubscribe);
        return builder.build();
    }

    @Override
    public EventHandler<ControllerState, ControllerEvent> eventHandler() {
        return (state, event) -> event.applyTo(state);
    }

    @Override
    public SignalHandler<ControllerState> signalHandler() {
        return newSignalHandlerBuilder()
                .onSignal(RecoveryCompleted.instance(), this::onRecovered)
                .onSignal(Terminated.class, (state, terminated) -> subscribers.remove(terminated.getRef()))
                .build();
    }

    @Override
    public RetentionCriteria retentionCriteria() {
        return RetentionCriteria.snapshotEvery(config.getInt("snapshot-every"), config.getInt("snapshots-kept"))
                .withDeleteEventsOnSnapshot();
    }

    @Override
    public Optional<Integer> stashCapacity() {
        return Optional.of(config.getInt("stash-max"));
    }

    private <C extends ControllerCommand, R> void register(
            CommandHandlerBuilder<ControllerCommand, ControllerEvent, ControllerState> builder, Row<C, R> row) {
        builder.forAnyState().onCommand(row.kind(), (state, command) -> onCommand(row, state, command));
    }

    private <C extends ControllerCommand, R> Effect<ControllerEvent, ControllerState> onCommand(
            Row<C, R> row, ControllerState state, C command) {
        List<ControllerEvent> events = beginIfNeeded(state);
        ControllerState formed = applied(state, events);
        Decision<R> decision = row.handler().decide(formed, command);
        if (decision.event() != null) events.add(decision.event());
        ActorRef<R> replyTo = row.replyTo().apply(command);
        return persist(state, events, () -> replyTo.tell(decision.reply()));
    }

    private Effect<ControllerEvent, ControllerState> onSubscribe(ControllerState state, Subscribe command) {
        List<ControllerEvent> events = beginIfNeeded(state);
        return persist(state, events, () -> subscribe(command, applied(state, events)));
    }

    private Effect<ControllerEvent, ControllerState> persist(
            ControllerState state, List<ControllerEvent> events, Runnable answer) {
        if (events.isEmpty()) return Effect().none().thenRun(answer::run);
        return Effect().persist(events).thenRun(after -> {
            publish(state, events, after);
            answer.run();
        });
    }

    private void publish(ControllerState state, List<ControllerEvent> events, ControllerState last) {
        ControllerState before = state;
        for (int index = 0; index < events.size(); index++) {
            ControllerEvent event = events.get(index);
            ControllerState after = index == events.size() - 1 ? last : event.applyTo(before);
            Deltas.of(event, after, nodeId).ifPresent(subscribers::send);
            story.tell(event, before);
            before = after;
        }
    }

    private void subscribe(Subscribe command, ControllerState state) {
        ActorRef<MetadataUpdate> subscriber = command.subscriber();
        ActorRef<MetadataUpdate> former = subscribers.add(command.nodeId(), subscriber);
        if (former != null && !subscribers.contains(former)) actor.unwatch(former);
        actor.watch(subscriber);
        subscriber.tell(new MetadataUpdate.Whole(state.image(nodeId)));
    }

    private void onRecovered(ControllerState state) {
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

    private static ControllerState applied(ControllerState state, List<ControllerEvent> events) {
        ControllerState after = state;
        for (ControllerEvent event : events) after = event.applyTo(after);
        return after;
    }
}
