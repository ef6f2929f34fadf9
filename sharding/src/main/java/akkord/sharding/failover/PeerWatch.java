package akkord.sharding.failover;

import akka.actor.Address;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import akkord.sharding.ask.WellKnown;
import akkord.sharding.failover.PeerEvidence.Verdict;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Watches one other node: holds a connection to its cluster port and asks its {@link Pulse}. The rules are
 * {@link PeerEvidence}'s.
 */
final class PeerWatch {

    sealed interface Command {}

    /** @param failure null when it is connected */
    private record Tried(@Nullable Throwable failure) implements Command {}

    private record Closed() implements Command {}

    private record Answered() implements Command {}

    private enum Tick implements Command {
        PULSE,
        CONNECT
    }

    private final ActorContext<Command> context;
    private final TimerScheduler<Command> timers;
    private final Address address;
    private final FailoverSettings settings;
    private final Consumer<Verdict> listener;
    private final PeerEvidence evidence;
    private final ActorRef<Pulse.Beat> beats;
    private @Nullable PeerConnection connection;

    private PeerWatch(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            Address address,
            FailoverSettings settings,
            Consumer<Verdict> listener) {
        this.context = context;
        this.timers = timers;
        this.address = address;
        this.settings = settings;
        this.listener = listener;
        this.evidence =
                new PeerEvidence(settings.grace(), settings.pulseInterval(), settings.reconnectInterval(), nowMillis());
        this.beats = context.messageAdapter(Pulse.Beat.class, beat -> new Answered());
    }

    /** @param address of a member of the cluster @param listener told whenever the verdict changes; must not block */
    static Behavior<Command> create(Address address, FailoverSettings settings, Consumer<Verdict> listener) {
        return Behaviors.supervise(Behaviors.<Command>setup(context -> Behaviors.withTimers(
                        timers -> new PeerWatch(context, timers, address, settings, listener).begin())))
                .onFailure(SupervisorStrategy.resume());
    }

    private Behavior<Command> begin() {
        timers.startTimerWithFixedDelay(Tick.PULSE, settings.pulseInterval());
        connect();
        return Behaviors.receive(Command.class)
                .onMessageEquals(Tick.PULSE, this::onPulse)
                .onMessageEquals(Tick.CONNECT, this::connect)
                .onMessage(Tried.class, this::onTried)
                .onMessage(Closed.class, closed -> onClosed())
                .onMessage(Answered.class, answered -> told(evidence.answered(nowMillis())))
                .onSignal(PostStop.class, stopped -> onStopped())
                .build();
    }

    private Behavior<Command> onPulse() {
        WellKnown.tell(context.getSystem(), address, Pulse.NAME, new Pulse.Ask(beats));
        return told(evidence.ticked(nowMillis()));
    }

    private Behavior<Command> connect() {
        PeerConnection opening = PeerConnection.open(context.getSystem(), address, settings.connectTimeout());
        connection = opening;
        context.pipeToSelf(opening.opened(), (opened, failure) -> new Tried(failure));
        return Behaviors.same();
    }

    private Behavior<Command> onTried(Tried tried) {
        Throwable failure = tried.failure();
        PeerConnection opened = connection;
        if (failure == null && opened != null) {
            context.pipeToSelf(opened.closed(), (done, never) -> new Closed());
            return told(evidence.connected(nowMillis()));
        }
        timers.startSingleTimer(Tick.CONNECT, settings.reconnectInterval());
        boolean refused = failure != null && PeerConnection.isRefusal(failure);
        return refused ? told(evidence.refused()) : Behaviors.same();
    }

    private Behavior<Command> onClosed() {
        if (evidence.mayHaveGone(nowMillis())) return connect();
        timers.startSingleTimer(Tick.CONNECT, settings.reconnectInterval());
        return Behaviors.same();
    }

    private Behavior<Command> onStopped() {
        if (connection != null) connection.end().shutdown();
        return Behaviors.same();
    }

    private Behavior<Command> told(Optional<Verdict> changed) {
        changed.ifPresent(listener);
        return Behaviors.same();
    }

    private static long nowMillis() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }
}
