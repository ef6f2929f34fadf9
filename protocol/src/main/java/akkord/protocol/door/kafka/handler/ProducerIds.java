package akkord.protocol.door.kafka.handler;

import akka.pattern.StatusReply;
import akkord.protocol.controller.ControllerCommand.AllocateProducerIds;
import akkord.protocol.controller.ControllerCommand.ProducerIdBlock;
import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.RefusedException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Hands out producer ids of blocks that the controller gives to this node; one request for a block at a time. */
final class ProducerIds {

    /** Producers that may wait for a block; more are told to come again. */
    private static final int WAITING_MAX = 10_000;

    private final KafkaDoorContext context;
    private final Queue<CompletableFuture<Long>> waiting = new ArrayDeque<>();
    private long next;
    private long end;
    private boolean asking;

    ProducerIds(KafkaDoorContext context) {
        this.context = context;
    }

    /** An id that nobody had before. Fails with {@link RefusedException}, or when no controller answers. */
    CompletionStage<Long> next() {
        CompletableFuture<Long> id = new CompletableFuture<>();
        boolean ask;
        synchronized (this) {
            if (next < end) return CompletableFuture.completedFuture(next++);
            if (waiting.size() >= WAITING_MAX)
                return CompletableFuture.failedFuture(
                        new RefusedException(ErrorCode.REQUEST_TIMED_OUT, "too many producers wait for an id"));
            waiting.add(id);
            ask = !asking;
            asking = true;
        }
        if (ask) ask();
        return id;
    }

    private void ask() {
        context.controller()
                .<StatusReply<ProducerIdBlock>>ask(replyTo -> new AllocateProducerIds(context.nodeId(), replyTo))
                .whenComplete((reply, fault) -> {
                    if (fault != null) fail(fault);
                    else if (reply.isError()) fail(reply.getError());
                    else take(reply.getValue());
                });
    }

    private void take(ProducerIdBlock block) {
        List<Runnable> answers = new ArrayList<>();
        boolean again;
        synchronized (this) {
            next = block.first();
            end = block.first() + block.count();
            while (next < end && !waiting.isEmpty()) {
                CompletableFuture<Long> id = waiting.remove();
                long value = next++;
                answers.add(() -> id.complete(value));
            }
            again = !waiting.isEmpty() && block.count() > 0;
            asking = again;
        }
        answers.forEach(Runnable::run);
        if (again) ask();
    }

    private void fail(Throwable fault) {
        List<CompletableFuture<Long>> failed;
        synchronized (this) {
            failed = List.copyOf(waiting);
            waiting.clear();
            asking = false;
        }
        failed.forEach(id -> id.completeExceptionally(fault));
    }
}
