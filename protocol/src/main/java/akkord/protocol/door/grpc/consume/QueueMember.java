package akkord.protocol.door.grpc.consume;

import akka.Done;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.Refusal;
import akkord.protocol.door.grpc.consume.MemberMessage.Next;
import akkord.protocol.door.grpc.consume.MemberMessage.Own;
import akkord.protocol.door.grpc.consume.MemberMessage.Said;
import akkord.protocol.door.grpc.consume.MemberMessage.Then;
import akkord.protocol.group.GroupReply.ConsumerHeartbeatSeen;
import akkord.protocol.grpc.v1.AcknowledgeRecords;
import akkord.protocol.grpc.v1.JoinConsumers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** One stream as a member of its share group: it beats, reads while its client has room, and acknowledges. */
final class QueueMember extends AbstractBehavior<MemberMessage> {

    private static final String BEAT = "beat";
    private static final String REST = "rest";
    private static final String LOCKS = "locks";

    private final TimerScheduler<MemberMessage> timers;
    private final ConsumeContext context;
    private final Answers answers;
    private final Executor here;
    private final QueueMembership membership;
    private final Unacknowledged given;
    private final QueueReading reading;
    private final Acknowledging acknowledging;
    private boolean ended;
    private @Nullable CompletableFuture<Done> taken;

    private QueueMember(
            ActorContext<MemberMessage> actor,
            TimerScheduler<MemberMessage> timers,
            ConsumeContext context,
            Answers answers,
            JoinConsumers join) {
        super(actor);
        this.timers = timers;
        this.context = context;
        this.answers = answers;
        this.here = run -> actor.getSelf().tell(new Then(run));
        this.membership = new QueueMembership(context, join);
        this.given = new Unacknowledged(context.settings().queueRecords(join.getMaxRecords()));
        this.reading = new QueueReading(
                context, join, membership.memberId(), here, this::onDelivered, run -> later(REST, run));
        this.acknowledging = new Acknowledging(context.shares(), membership.memberId(), reading, given);
    }

    /** Goes on with a stream whose first message is {@code join}. */
    static Behavior<MemberMessage> create(
            ActorContext<MemberMessage> actor,
            TimerScheduler<MemberMessage> timers,
            ConsumeContext context,
            Answers answers,
            Said join) {
        QueueMember member =
                new QueueMember(actor, timers, context, answers, join.request().getJoin());
        member.begin(join);
        return member;
    }

    @Override
    public Receive<MemberMessage> createReceive() {
        return newReceiveBuilder()
                .onMessage(Said.class, this::onSaid)
                .onMessage(Next.class, this::onNext)
                .onMessage(Then.class, this::onThen)
                .onMessageEquals(Own.SAID_ALL, this::onSaidAll)
                .onMessageEquals(Own.OVER, this::onOver)
                .onSignal(PostStop.class, stopped -> onStopped())
                .build();
    }

    private void begin(Said join) {
        taken = join.taken();
        Refusal wrong = QueueMembership.problem(
                join.request().getJoin(), context.metadata().image());
        if (wrong != null) end(wrong);
        else beat();
        taken();
        flushed();
    }

    private Behavior<MemberMessage> onThen(Then then) {
        if (!ended) then.run().run();
        return flushed();
    }

    private Behavior<MemberMessage> onNext(Next asked) {
        answers.room(asked.answer());
        return flushed();
    }

    private Behavior<MemberMessage> onSaid(Said said) {
        taken = said.taken();
        switch (said.request().getSayCase()) {
            case ACKNOWLEDGE -> acknowledge(said.request().getAcknowledge());
            case JOIN -> end(new Refusal(ErrorCode.INVALID_REQUEST, "a stream joins once"));
            case COMMIT, RELEASED ->
                end(new Refusal(
                        ErrorCode.INVALID_REQUEST,
                        "a queue's members have nothing to commit: they acknowledge records"));
            case SAY_NOT_SET -> end(new Refusal(ErrorCode.INVALID_REQUEST, "the message says nothing"));
        }
        return flushed();
    }

    /** The next message of the client may come. */
    private void taken() {
        CompletableFuture<Done> now = taken;
        taken = null;
        if (now != null) now.complete(Done.getInstance());
    }

    private void acknowledge(AcknowledgeRecords said) {
        acknowledging
                .acknowledge(said, here)
                .whenCompleteAsync(
                        (refusal, failure) -> {
                            answers.committed(refusal == null ? Acknowledging.UNANSWERED : refusal);
                            taken();
                        },
                        here);
    }

    private void beat() {
        membership.beat().whenCompleteAsync((seen, failure) -> onBeat(seen), here);
    }

    /** @param seen null: no coordinator has answered */
    private void onBeat(@Nullable ConsumerHeartbeatSeen seen) {
        Refusal why = membership.heard(seen);
        if (why != null) {
            end(why);
            return;
        }
        boolean changed = membership.isJoined()
                && reading.assign(membership.assigned(), context.metadata().image());
        if (changed) answers.assigned(reading.assigned(membership.epoch()));
        timers.startSingleTimer(BEAT, new Then(this::beat), membership.beatAfter());
    }

    private void onDelivered(QueueReading.Batch batch) {
        batch.counts()
                .forEach(count ->
                        given.add(batch.key(), count.getFirstOffset(), count.getLastOffset(), batch.lockMillis()));
        answers.delivered(batch.delivered());
    }

    private void later(String timer, Runnable what) {
        timers.startSingleTimer(timer, new Then(what), context.settings().retryAfter());
    }

    private void end(@Nullable Refusal why) {
        taken();
        if (ended) return;
        ended = true;
        answers.end(why);
        membership.leave();
        reading.close();
    }

    private Behavior<MemberMessage> onSaidAll() {
        end(null);
        return flushed();
    }

    private Behavior<MemberMessage> onOver() {
        end(null);
        return Behaviors.stopped();
    }

    /** Before the stream has ended: because the node stops, or something has gone wrong. */
    private Behavior<MemberMessage> onStopped() {
        end(ConsumeMember.STOPPED);
        answers.give();
        return this;
    }

    private Behavior<MemberMessage> flushed() {
        boolean hasRoom = answers.give();
        if (!hasRoom || ended) return this;
        int room = given.room();
        if (room > 0) reading.readOn(room);
        else timers.startSingleTimer(LOCKS, new Then(() -> {}), Duration.ofMillis(given.millisToNextEnd()));
        return this;
    }
}
