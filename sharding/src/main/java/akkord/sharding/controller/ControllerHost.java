package akkord.sharding.controller;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.actor.typed.receptionist.Receptionist;
import akka.actor.typed.receptionist.ServiceKey;
import akkord.protocol.controller.ControllerCommand;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs the controller on this node while this node leads the journal, and keeps the {@link ControllerLink}
 * pointing at whoever is the controller: the one here, or the one another node has announced.
 */
public final class ControllerHost {

    /** What the actor understands. */
    public sealed interface Command {}

    /** This node leads the journal, or does so no more. */
    public record JournalLeadership(boolean leads) implements Command {}

    /** The node stops: so does the controller here, and {@code stopped} completes. */
    public record Stop(CompletableFuture<Done> stopped) implements Command {}

    private record Announced(Set<ActorRef<ControllerCommand>> controllers) implements Command {}

    private enum Restart implements Command {
        NOW
    }

    private static final ServiceKey<ControllerCommand> KEY = ServiceKey.create(ControllerCommand.class, "controller");

    private final ActorContext<Command> context;
    private final TimerScheduler<Command> timers;
    private final ControllerLink link;
    private final Supplier<Behavior<ControllerCommand>> controller;
    private final Duration restartBackoff;
    private boolean leads;
    private int started;
    private @Nullable ActorRef<ControllerCommand> hosted;
    private @Nullable ActorRef<ControllerCommand> remote;

    private ControllerHost(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            ControllerLink link,
            Supplier<Behavior<ControllerCommand>> controller,
            Duration restartBackoff) {
        this.context = context;
        this.timers = timers;
        this.link = link;
        this.controller = controller;
        this.restartBackoff = restartBackoff;
    }

    /** @param restartBackoff how long to wait after the controller failed while this node leads on */
    public static Behavior<Command> create(
            ControllerLink link, Supplier<Behavior<ControllerCommand>> controller, Duration restartBackoff) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            ControllerHost host = new ControllerHost(context, timers, link, controller, restartBackoff);
            host.watchAnnouncements();
            return Behaviors.receive(Command.class)
                    .onMessage(JournalLeadership.class, leadership -> host.onLeadership(leadership.leads()))
                    .onMessage(Announced.class, announced -> host.onAnnounced(announced.controllers()))
                    .onMessage(Stop.class, stop -> host.onStop(stop.stopped()))
                    .onMessageEquals(Restart.NOW, host::onRestart)
                    .onSignal(Terminated.class, terminated -> host.onTerminated(terminated))
                    .build();
        }));
    }

    private void watchAnnouncements() {
        ActorRef<Receptionist.Listing> listings = context.messageAdapter(
                Receptionist.Listing.class, listing -> new Announced(listing.getServiceInstances(KEY)));
        context.getSystem().receptionist().tell(Receptionist.subscribe(KEY, listings));
    }

    private Behavior<Command> onLeadership(boolean nowLeads) {
        leads = nowLeads;
        if (leads) startController();
        else stopController();
        return Behaviors.same();
    }

    private Behavior<Command> onStop(CompletableFuture<Done> stopped) {
        leads = false;
        stopController();
        stopped.complete(Done.getInstance());
        return Behaviors.stopped();
    }

    private Behavior<Command> onRestart() {
        if (leads) startController();
        return Behaviors.same();
    }

    private Behavior<Command> onAnnounced(Set<ActorRef<ControllerCommand>> controllers) {
        ActorRef<ControllerCommand> elsewhere = controllers.stream()
                .filter(ref -> ref.path().address().hasGlobalScope())
                .findAny()
                .orElse(null);
        ActorRef<ControllerCommand> former = remote;
        remote = elsewhere;
        if (hosted != null) return Behaviors.same();
        if (elsewhere != null) link.found(elsewhere);
        else if (former != null) link.lost(former);
        return Behaviors.same();
    }

    private Behavior<Command> onTerminated(Terminated terminated) {
        if (hosted == null || !terminated.getRef().equals(hosted.<Void>unsafeUpcast())) return Behaviors.same();
        context.getLog().warn("the controller on this node has stopped; it starts again in {}", restartBackoff);
        forget(hosted);
        timers.startSingleTimer(Restart.NOW, restartBackoff);
        return Behaviors.same();
    }

    private void startController() {
        if (hosted != null) return;
        started++;
        ActorRef<ControllerCommand> ref = context.spawn(controller.get(), "controller-" + started);
        context.watch(ref);
        context.getSystem().receptionist().tell(Receptionist.register(KEY, ref));
        hosted = ref;
        link.found(ref);
    }

    private void stopController() {
        ActorRef<ControllerCommand> ref = hosted;
        if (ref == null) return;
        context.unwatch(ref);
        context.getSystem().receptionist().tell(Receptionist.deregister(KEY, ref));
        context.stop(ref);
        forget(ref);
    }

    private void forget(ActorRef<ControllerCommand> ref) {
        hosted = null;
        link.lost(ref);
        ActorRef<ControllerCommand> elsewhere = remote;
        if (elsewhere != null) link.found(elsewhere);
    }
}
