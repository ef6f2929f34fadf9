package akkord.persistence.journal.peer;

import akka.actor.ActorRef;
import akka.actor.ActorSelection;
import akka.actor.Address;
import akka.actor.ExtendedActorSystem;
import akka.actor.RootActorPath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Calls of the journal to its other nodes, and the answers to theirs. A call ends in its answer, in the
 * sentence with which the other node refused it, or in a timeout: then it is not known whether it was served.
 */
public final class PeerCalls implements AutoCloseable {

    private static final String DISPATCHER = "akkord.journal.peers.dispatcher";

    private final ExtendedActorSystem system;
    private final PeerAddresses addresses;
    private final PeerTuning tuning;
    private final Map<Byte, Handler> handlers = new ConcurrentHashMap<>();
    private final Map<Long, CompletableFuture<byte[]>> pending = new ConcurrentHashMap<>();
    // from anywhere, so that answers to calls of this node's former life are not taken for others
    private final AtomicLong callIds =
            new AtomicLong(ThreadLocalRandom.current().nextLong());
    private final ActorRef actor;
    private volatile boolean closed;

    /** Serves one kind of call. May block; its failure reaches the caller as a sentence. */
    @FunctionalInterface
    public interface Handler {
        CompletionStage<byte[]> handle(byte[] request) throws IOException;
    }

    /** One in an actor system, ever. */
    public PeerCalls(ExtendedActorSystem system, PeerAddresses addresses, PeerTuning tuning) {
        this.system = system;
        this.addresses = addresses;
        this.tuning = tuning;
        this.actor = system.systemActorOf(PeerActor.props(this, tuning), PeerActor.NAME);
    }

    /** @param kind from 1 to 127 */
    public void serve(byte kind, Handler handler) {
        handlers.put(kind, handler);
    }

    /** Asks another node. Fails with an {@link IOException} whose sentence says why. */
    public CompletableFuture<byte[]> call(int nodeId, byte kind, byte[] request, Duration timeout) {
        if (closed) return failed("This node's journal was stopped.");
        if (request.length > tuning.callBytesMax())
            return failed("A message of " + request.length
                    + " bytes is larger than akkord.journal.peers.call-bytes-max (" + tuning.callBytesMax() + ").");
        if (pending.size() >= tuning.callsMax())
            return failed(
                    "Too many calls wait for answers (akkord.journal.peers.calls-max = " + tuning.callsMax() + ").");
        Address address = addresses.addressOf(nodeId).orElse(null);
        if (address == null) return failedLater("The address of node " + nodeId + " is not known.");
        long call = callIds.incrementAndGet();
        CompletableFuture<byte[]> answer = new CompletableFuture<>();
        pending.put(call, answer);
        ActorSelection there = actorAt(address);
        Assembly.cut(call, kind, request, tuning.pieceBytes()).forEach(piece -> there.tell(piece, actor));
        return answer.orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionallyCompose(failure -> failure instanceof TimeoutException
                        ? failed("Node " + nodeId + " at " + address + " did not answer within " + timeout.toMillis()
                                + " ms.")
                        : CompletableFuture.failedFuture(failure))
                .whenComplete((bytes, failure) -> pending.remove(call));
    }

    private static CompletableFuture<byte[]> failed(String why) {
        return CompletableFuture.failedFuture(new IOException(why));
    }

    /** Raft tries again at once, and would do so a hundred times a second. */
    private CompletableFuture<byte[]> failedLater(String why) {
        Executor later =
                CompletableFuture.delayedExecutor(tuning.unknownAddressDelay().toMillis(), TimeUnit.MILLISECONDS);
        return CompletableFuture.supplyAsync(() -> failed(why), later).thenCompose(failure -> failure);
    }

    /**
     * Looked for with each message. A reference made of the address would do only if the actor were there before the first
     * message: else Artery (Akka 2.8.5) gives a number to a reference to nobody, and from a minute later on, when the sender
     * is told to say the number only, nothing arrives any more.
     */
    private ActorSelection actorAt(Address address) {
        return system.actorSelection(
                new RootActorPath(address, "/").child("system").child(PeerActor.NAME));
    }

    private void send(ActorRef to, long call, byte kind, byte[] bytes) {
        Assembly.cut(call, kind, bytes, tuning.pieceBytes()).forEach(piece -> to.tell(piece, actor));
    }

    void onAnswer(long call, byte kind, byte[] bytes) {
        CompletableFuture<byte[]> answer = pending.get(call);
        // late: its caller has given up
        if (answer == null) return;
        if (kind == Piece.ANSWER) answer.completeAsync(() -> bytes, dispatcher());
        else answer.completeExceptionally(new IOException(new String(bytes, StandardCharsets.UTF_8)));
    }

    void onRequest(ActorRef from, long call, byte kind, byte[] bytes) {
        try {
            dispatcher().execute(() -> handle(kind, bytes).whenComplete((answer, failure) -> {
                if (failure == null) send(from, call, Piece.ANSWER, answer);
                else refuse(from, call, reason(failure));
            }));
        } catch (RejectedExecutionException e) {
            refuse(from, call, "The node has too many calls to answer (" + DISPATCHER + ").");
        }
    }

    private CompletionStage<byte[]> handle(byte kind, byte[] bytes) {
        Handler handler = handlers.get(kind);
        if (closed || handler == null)
            return failed("The journal of the node does not serve calls of kind " + kind + ".");
        try {
            return handler.handle(bytes);
        } catch (IOException | RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void refuse(ActorRef to, long call, String why) {
        send(to, call, Piece.FAILURE, why.getBytes(StandardCharsets.UTF_8));
    }

    private static String reason(Throwable failure) {
        Throwable deepest = failure;
        while (deepest.getCause() != null) deepest = deepest.getCause();
        return deepest.getMessage() == null ? deepest.toString() : deepest.getMessage();
    }

    /** Of threads, as Raft's calls wait for the disk. */
    public Executor dispatcher() {
        return system.dispatchers().lookup(DISPATCHER);
    }

    /** What waits fails; nothing is sent or served any more. */
    @Override
    public void close() {
        closed = true;
        system.stop(actor);
        pending.values().forEach(answer -> answer.completeExceptionally(new IOException("The journal was stopped.")));
    }
}
