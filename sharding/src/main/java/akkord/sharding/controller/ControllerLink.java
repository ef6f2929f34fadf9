package akkord.sharding.controller;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.AskPattern;
import akkord.protocol.controller.ControllerAccess;
import akkord.protocol.controller.ControllerCommand;
import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.RefusedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Asks the controller directly where it is known, on this node or another; where it is not, the request
 * waits, in a bounded number, until it is found. Any thread.
 */
public final class ControllerLink implements ControllerAccess {

    private final ActorSystem<?> system;
    private final Duration askTimeout;
    private final int waitingMax;
    private final List<CompletableFuture<ActorRef<ControllerCommand>>> waiting = new ArrayList<>();
    private final List<Consumer<ActorRef<ControllerCommand>>> listeners = new ArrayList<>();
    private final List<LongConsumer> versionListeners = new ArrayList<>();
    private final Set<CompletableFuture<?>> asked = ConcurrentHashMap.newKeySet();
    private @Nullable ActorRef<ControllerCommand> controller;

    public ControllerLink(ActorSystem<?> system, Duration askTimeout, int waitingMax) {
        this.system = system;
        this.askTimeout = askTimeout;
        this.waitingMax = waitingMax;
    }

    @Override
    public <R> CompletionStage<R> ask(Function<ActorRef<R>, ControllerCommand> command) {
        long deadlineNanos = System.nanoTime() + askTimeout.toNanos();
        return controller().thenCompose(found -> {
            Duration left = Duration.ofNanos(Math.max(1, deadlineNanos - System.nanoTime()));
            CompletableFuture<R> answer = AskPattern.<ControllerCommand, R>ask(
                            found, command::apply, left, system.scheduler())
                    .toCompletableFuture();
            asked.add(answer);
            return answer.whenComplete((reply, failure) -> asked.remove(answer));
        });
    }

    /** Who waits for the answer of a controller that is gone would wait in vain. */
    private void failAsked() {
        for (CompletableFuture<?> answer : asked)
            answer.completeExceptionally(new RefusedException(
                    ErrorCode.NOT_CONTROLLER,
                    "the cluster's controller was lost while it was asked: it is not known whether it has done what"
                            + " was asked"));
    }

    /** Calls {@code listener} with the present controller, if there is one, and with every later one. */
    public void listen(Consumer<ActorRef<ControllerCommand>> listener) {
        ActorRef<ControllerCommand> present;
        synchronized (this) {
            listeners.add(listener);
            present = controller;
        }
        if (present != null) listener.accept(present);
    }

    /** Calls {@code listener} whenever the controller tells which version the image has at least. */
    public synchronized void listenToVersions(LongConsumer listener) {
        versionListeners.add(listener);
    }

    void imageIsAtLeast(long version) {
        List<LongConsumer> told;
        synchronized (this) {
            told = List.copyOf(versionListeners);
        }
        told.forEach(listener -> listener.accept(version));
    }

    /** From now on this is the controller. */
    void found(ActorRef<ControllerCommand> ref) {
        List<CompletableFuture<ActorRef<ControllerCommand>>> served;
        List<Consumer<ActorRef<ControllerCommand>>> told;
        synchronized (this) {
            if (ref.equals(controller)) return;
            controller = ref;
            served = List.copyOf(waiting);
            told = List.copyOf(listeners);
        }
        failAsked();
        served.forEach(waiter -> waiter.complete(ref));
        told.forEach(listener -> listener.accept(ref));
    }

    /** Nobody is known to be the controller, if this one was. */
    void lost(ActorRef<ControllerCommand> ref) {
        synchronized (this) {
            if (!ref.equals(controller)) return;
            controller = null;
        }
        failAsked();
    }

    private CompletionStage<ActorRef<ControllerCommand>> controller() {
        CompletableFuture<ActorRef<ControllerCommand>> waiter = new CompletableFuture<>();
        synchronized (this) {
            if (controller != null) return CompletableFuture.completedFuture(controller);
            if (waiting.size() >= waitingMax)
                return CompletableFuture.failedFuture(new RefusedException(
                        ErrorCode.NOT_CONTROLLER,
                        "the cluster has no controller now, and too many requests wait for one already"));
            waiting.add(waiter);
        }
        return waiter.orTimeout(askTimeout.toMillis(), TimeUnit.MILLISECONDS).handle((found, failure) -> {
            synchronized (this) {
                waiting.remove(waiter);
            }
            if (found != null) return found;
            throw new java.util.concurrent.CompletionException(
                    new TimeoutException("the cluster has had no controller for " + askTimeout.toMillis() + " ms"));
        });
    }
}
