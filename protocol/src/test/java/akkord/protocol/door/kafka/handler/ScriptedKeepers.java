package akkord.protocol.door.kafka.handler;

import akka.actor.testkit.typed.javadsl.TestInbox;
import akka.actor.typed.ActorRef;
import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.Refusal;
import akkord.protocol.domain.RefusedException;
import akkord.protocol.share.AckBatch;
import akkord.protocol.share.OffsetRange;
import akkord.protocol.share.ReadableLog;
import akkord.protocol.share.ShareAccess;
import akkord.protocol.share.ShareCommand;
import akkord.protocol.share.ShareKey;
import akkord.protocol.share.ShareReply;
import akkord.protocol.share.ShareReply.AcquiredRange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Keepers that give out what the test says, answer when it says, and remember what they were told. */
final class ScriptedKeepers implements ShareAccess {

    static final int LOCK_MILLIS = 15_000;

    /** By partition: what is acquired by the next ask that has room. */
    final Map<Integer, List<AcquiredRange>> available = new HashMap<>();

    final List<ShareCommand> told = new ArrayList<>();
    final List<Integer> asked = new ArrayList<>();
    final List<CompletableFuture<Boolean>> awaiting = new ArrayList<>();
    final List<Runnable> held = new ArrayList<>();
    boolean holds;
    /** What acknowledging and acquiring is refused with. */
    @Nullable
    Refusal refusal;
    /** Nobody answers. */
    boolean silent;

    @Override
    public <R> CompletionStage<R> ask(ShareKey key, Function<ActorRef<R>, ShareCommand> command) {
        ShareCommand sent = command.apply(TestInbox.<R>create().getRef());
        CompletableFuture<R> reply = new CompletableFuture<>();
        told.add(sent);
        Runnable answer = () -> answer(key, sent, reply);
        if (holds) held.add(answer);
        else answer.run();
        return reply;
    }

    @SuppressWarnings("unchecked") // each command has one kind of answer
    private <R> void answer(ShareKey key, ShareCommand sent, CompletableFuture<R> reply) {
        if (silent)
            reply.completeExceptionally(
                    new RefusedException(new Refusal(ErrorCode.COORDINATOR_NOT_AVAILABLE, "no keeper")));
        else if (sent instanceof ShareCommand.Acquire acquire) reply.complete((R) acquired(key, acquire));
        else if (sent instanceof ShareCommand.AcquireRest more) reply.complete((R) rest(key, more));
        else if (sent instanceof ShareCommand.Acknowledge) reply.complete((R) new ShareReply.Acknowledged(refusal));
        else reply.complete((R) new ShareReply.Released(null));
    }

    private ShareReply.Acquired acquired(ShareKey key, ShareCommand.Acquire acquire) {
        int partition = key.partition().partition();
        asked.add(partition);
        if (refusal != null) return ShareReply.Acquired.refused(refusal);
        List<AcquiredRange> ranges = new ArrayList<>();
        long room = acquire.recordsMax();
        List<AcquiredRange> left = new ArrayList<>();
        for (AcquiredRange range : available.getOrDefault(partition, List.of())) {
            long last = Math.min(
                    range.lastOffset(),
                    Math.min(range.firstOffset() + room, acquire.readable().end()) - 1);
            if (last >= range.firstOffset()) {
                ranges.add(new AcquiredRange(range.firstOffset(), last, range.deliveryCount()));
                room -= last - range.firstOffset() + 1;
            }
            long rest = Math.max(range.firstOffset(), last + 1);
            if (rest <= range.lastOffset())
                left.add(new AcquiredRange(rest, range.lastOffset(), range.deliveryCount()));
        }
        available.put(partition, left);
        return new ShareReply.Acquired(null, ranges, LOCK_MILLIS, 0);
    }

    /** All of it, where a test has said that it is available as a whole. */
    private ShareReply.Acquired rest(ShareKey key, ShareCommand.AcquireRest more) {
        AcquiredRange all = new AcquiredRange(more.rest().first(), more.rest().last(), (short) 1);
        boolean has = available
                .getOrDefault(key.partition().partition(), new ArrayList<>())
                .remove(all);
        return new ShareReply.Acquired(null, has ? List.of(all) : List.of(), LOCK_MILLIS, 0);
    }

    @Override
    public void tell(ShareKey key, ShareCommand command) {
        told.add(command);
        if (command instanceof ShareCommand.GiveBack back)
            for (OffsetRange range : back.ranges())
                available
                        .computeIfAbsent(key.partition().partition(), none -> new ArrayList<>())
                        .add(new AcquiredRange(range.first(), range.last(), (short) 1));
    }

    @Override
    public CompletionStage<Boolean> awaitAvailable(ShareKey key, ReadableLog readable, Duration atMost) {
        CompletableFuture<Boolean> told = new CompletableFuture<>();
        awaiting.add(told);
        return told;
    }

    void offer(int partition, long first, long last) {
        available.computeIfAbsent(partition, none -> new ArrayList<>()).add(new AcquiredRange(first, last, (short) 1));
    }

    /** Whoever waits is told that there may be something. */
    void tellAvailable() {
        List<CompletableFuture<Boolean>> waiting = List.copyOf(awaiting);
        awaiting.clear();
        waiting.forEach(each -> each.complete(true));
    }

    void answerHeld() {
        holds = false;
        List<Runnable> answers = List.copyOf(held);
        held.clear();
        answers.forEach(Runnable::run);
    }

    <C extends ShareCommand> List<C> told(Class<C> kind) {
        return told.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    List<AckBatch> acknowledged() {
        return told(ShareCommand.Acknowledge.class).stream()
                .flatMap(each -> each.batches().stream())
                .toList();
    }
}
