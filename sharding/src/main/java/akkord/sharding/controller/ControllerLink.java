package akkord.sharding.controller;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akkord.protocol.controller.ControllerAccess;
import akkord.protocol.controller.ControllerCommand;
import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.RefusedException;
import akkord.sharding.ask.Asks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
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
    private final int askedMax;
    private final List<CompletableFuture<Reign>> waiting = new ArrayList<>();
    private final List<Consumer<ActorRef<ControllerCommand>>> listeners = new ArrayList<>();
    private final List<LongConsumer> versionListeners = new ArrayList<>();

    /** Who waits for an answer, and of which reign. */
    private final Map<CompletableFuture<?>, Reign> asked = new ConcurrentHashMap<>();

    private @Nullable Reign present;
    private long reigns;

    /** As long as one controller is known without a break. */
    private record Reign(ActorRef<ControllerCommand> controller, long number) {}

    /**
     * @param waitingMax requests that may wait for a controller
     * @param askedMax requests that may be under way to one
     */
    public ControllerLink(ActorSystem<?> system, Duration askTimeout, int waitingMax, int askedMax) {
        this.askedMax = askedMax;
        this.system = system;
        this.askTimeout = askTimeout;
        this.waitingMax = waitingMax;
    }

    @Override
    public <R> CompletionStage<R> ask(Function<ActorRef<R>, ControllerCommand> command) {
        long deadlineNanos = System.nanoTime() + askTimeout.toNanos();
        return presentOrNext().thenCompose(reign -> {
            if (asked.size() >= askedMax) return tooMany();
            Duration left = Duration.ofNanos(Math.max(1, deadlineNanos - System.nanoTime()));
            CompletableFuture<R> answer = Asks.ask(system, reign.controller(), left, command);
            asked.put(answer, reign);
            // whoever ended the reign before that has not seen this one among those who asked
            if (!isPresent(reign)) lose(answer);
            return answer.whenComplete((reply, failure) -> asked.remove(answer));
        });
    }

    private static <R> CompletionStage<R> tooMany() {
        return CompletableFuture.failedFuture(new RefusedException(
                ErrorCode.NOT_CONTROLLER, "too many requests wait for the cluster's controller already; try again"));
    }

    private synchronized boolean isPresent(Reign reign) {
        return reign.equals(present);
    }

    /** Who waits for the answer of a controller that is gone would wait in vain. */
    private void failThoseWhoAsked(Reign ended) {
        asked.forEach((answer, reign) -> {
            if (reign.equals(ended)) lose(answer);
        });
    }

    private static void lose(CompletableFuture<?> answer) {
        answer.completeExceptionally(new RefusedException(
                ErrorCode.NOT_CONTROLLER,
                "the cluster's controller was lost while it was asked: it is not known whether it has done what was"
                        + " asked"));
    }

    /** Calls {@code listener} with the present controller, if there is one, and with every later one. */
    public void listen(Consumer<ActorRef<ControllerCommand>> listener) {
        Reign now;
        synchronized (this) {
            listeners.add(listener);
            now = present;
        }
        if (now != null) listener.accept(now.controller());
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
        Reign former;
        Reign begun;
        List<CompletableFuture<Reign>> served;
        List<Consumer<ActorRef<ControllerCommand>>> told;
        synchronized (this) {
            former = present;
            if (former != null && ref.equals(former.controller())) return;
            begun = new Reign(ref, reigns++);
            present = begun;
            served = List.copyOf(waiting);
            told = List.copyOf(listeners);
        }
        if (former != null) failThoseWhoAsked(former);
        served.forEach(waiter -> waiter.complete(begun));
        told.forEach(listener -> listener.accept(ref));
    }

    /** Nobody is known to be the controller, if this one was. */
    void lost(ActorRef<ControllerCommand> ref) {
        Reign ended;
        synchronized (this) {
            ended = present;
            if (ended == null || !ref.equals(ended.controller())) return;
            present = null;
        }
        failThoseWhoAsked(ended);
    }

    private CompletionStage<Reign> presentOrNext() {
        CompletableFuture<Reign> waiter = new CompletableFuture<>();
        synchronized (this) {
            if (present != null) return CompletableFuture.completedFuture(present);
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
            throw new CompletionException(
                    new TimeoutException("the cluster has had no controller for " + askTimeout.toMillis() + " ms"));
        });
    }
}
