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
import akkord.protocol.domain.TopicPartition;
import akkord.protocol.door.grpc.consume.MemberMessage.Next;
import akkord.protocol.door.grpc.consume.MemberMessage.Own;
import akkord.protocol.door.grpc.consume.MemberMessage.Said;
import akkord.protocol.door.grpc.consume.MemberMessage.Then;
import akkord.protocol.group.ConsumerBytes;
import akkord.protocol.group.GroupReply;
import akkord.protocol.grpc.v1.CommitPositions;
import akkord.protocol.grpc.v1.Delivery;
import akkord.protocol.grpc.v1.FetchResponse;
import akkord.protocol.grpc.v1.JoinConsumers;
import akkord.protocol.grpc.v1.Position;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One stream as a member of its group.
 *
 * <pre>
 *   New --join--> Joining --assigned--> Reading --rebalance--> Releasing --released, or too late--> Joining
 * </pre>
 *
 * Who joins a queue goes on as a {@link QueueMember}.
 */
final class ConsumeMember extends AbstractBehavior<MemberMessage> {

    static final Refusal STOPPED =
            new Refusal(ErrorCode.COORDINATOR_NOT_AVAILABLE, "this node stops: join again at another one");
    private static final String BEAT = "beat";
    private static final String AGAIN = "again";

    private enum Phase {
        NEW,
        JOINING,
        READING,
        RELEASING,
        ENDED
    }

    private final ConsumeContext context;
    private final TimerScheduler<MemberMessage> timers;
    private final Answers answers = new Answers();
    private Phase phase = Phase.NEW;
    /** Answers to what was asked in a round before count no more. */
    private int round;

    private @Nullable Membership membership;
    private @Nullable Reading reading;
    private boolean atMostOnce;
    private boolean pulling;
    private @Nullable CompletableFuture<Done> taken;

    private ConsumeMember(
            ActorContext<MemberMessage> actor, TimerScheduler<MemberMessage> timers, ConsumeContext context) {
        super(actor);
        this.timers = timers;
        this.context = context;
    }

    static Behavior<MemberMessage> create(ConsumeContext context) {
        return Behaviors.setup(actor -> Behaviors.withTimers(timers -> new ConsumeMember(actor, timers, context)));
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

    private Behavior<MemberMessage> onThen(Then then) {
        then.run().run();
        return flushed();
    }

    private Behavior<MemberMessage> onNext(Next asked) {
        answers.room(asked.answer());
        return flushed();
    }

    private Behavior<MemberMessage> onSaid(Said said) {
        boolean joins = phase == Phase.NEW && said.request().hasJoin();
        if (joins && said.request().getJoin().getDelivery() == Delivery.DELIVERY_QUEUE)
            return QueueMember.create(getContext(), timers, context, answers, said);
        taken = said.taken();
        switch (said.request().getSayCase()) {
            case JOIN -> begin(said.request().getJoin());
            case COMMIT -> commit(said.request().getCommit());
            case RELEASED -> released();
            case ACKNOWLEDGE ->
                end(new Refusal(ErrorCode.INVALID_REQUEST, "only a queue's members acknowledge records: commit them"));
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

    private void begin(JoinConsumers join) {
        if (phase != Phase.NEW) {
            end(new Refusal(ErrorCode.INVALID_REQUEST, "a stream joins once"));
            return;
        }
        Refusal wrong = Membership.problem(join, context.metadata().image());
        if (wrong != null) {
            end(wrong);
            return;
        }
        atMostOnce = join.getDelivery() == Delivery.DELIVERY_AT_MOST_ONCE;
        Membership mine = new Membership(context, join);
        membership = mine;
        reading = new Reading(context.fetch(), join.getStart(), join.getMaxBytes());
        timers.startTimerWithFixedDelay(BEAT, new Then(this::beat), mine.beatEvery());
        taken();
        join();
    }

    private Membership mine() {
        return Objects.requireNonNull(membership, "who has joined is somebody");
    }

    private Reading reading() {
        return Objects.requireNonNull(reading, "who has joined reads");
    }

    private void join() {
        phase = Phase.JOINING;
        round++;
        timers.cancel(AGAIN);
        whenAnswered(mine().join(), this::onJoined);
    }

    private void joinAgainLater() {
        phase = Phase.JOINING;
        after(context.settings().retryAfter(), this::join);
    }

    private void after(Duration delay, Runnable what) {
        int now = round;
        timers.startSingleTimer(
                AGAIN,
                new Then(() -> {
                    if (now == round && phase != Phase.ENDED) what.run();
                }),
                delay);
    }

    private <R> void whenAnswered(CompletionStage<R> answer, BiConsumer<@Nullable R, @Nullable Throwable> what) {
        int now = round;
        getContext()
                .pipeToSelf(
                        answer,
                        (reply, why) -> new Then(() -> {
                            if (now == round && phase != Phase.ENDED) what.accept(reply, why);
                        }));
    }

    private void onJoined(GroupReply.@Nullable Joined joined, @Nullable Throwable why) {
        if (joined == null) joinAgainLater();
        else if (joined.why() != null) onRefused(joined.why(), joined.memberId());
        else whenAnswered(mine().sync(joined, context.metadata().image()), this::onSynced);
    }

    /** @param newId what a new member is to be called */
    private void onRefused(Refusal why, String newId) {
        switch (why.code()) {
            case MEMBER_ID_REQUIRED -> {
                mine().is(newId);
                join();
            }
            case UNKNOWN_MEMBER_ID -> {
                mine().is("");
                joinAgainLater();
            }
            case REBALANCE_IN_PROGRESS, ILLEGAL_GENERATION, NOT_COORDINATOR, COORDINATOR_NOT_AVAILABLE ->
                joinAgainLater();
            default -> end(why);
        }
    }

    private void onSynced(GroupReply.@Nullable Synced synced, @Nullable Throwable why) {
        if (synced == null) joinAgainLater();
        else if (synced.why() != null) onRefused(synced.why(), "");
        else {
            List<TopicPartition> partitions = ConsumerBytes.assigned(synced.assignment());
            whenAnswered(mine().committed(partitions), (fetched, failed) -> onOffsets(partitions, fetched));
        }
    }

    private void onOffsets(List<TopicPartition> partitions, GroupReply.@Nullable OffsetsFetched fetched) {
        if (fetched == null) {
            joinAgainLater();
            return;
        }
        reading().from(partitions, fetched.offsets(), context.metadata().image());
        whenAnswered(reading().bounds(), (bounds, failed) -> {
            if (bounds == null) joinAgainLater();
            else assigned(bounds);
        });
    }

    private void assigned(FetchResponse bounds) {
        reading().settle(bounds);
        answers.assigned(reading().assigned(mine().generation(), mine().memberId()));
        phase = Phase.READING;
        read();
    }

    private void read() {
        pulling = false;
        reading().open(getContext().getSystem());
    }

    private void readAnewLater() {
        reading().stop();
        round++;
        after(context.settings().retryAfter(), this::read);
    }

    private void onPulled(@Nullable Optional<FetchResponse> pulled) {
        pulling = false;
        if (pulled == null || pulled.isEmpty()) {
            readAnewLater();
            return;
        }
        Reading.Taken answer = reading().take(pulled.get());
        if (!answer.isWhole()) readAnewLater();
        if (answer.records().getPartitionsCount() == 0) return;
        if (atMostOnce) commitFirst(answer.records());
        else answers.records(answer.records());
    }

    /** What cannot be committed is not given: whoever has the partition now will. */
    private void commitFirst(FetchResponse records) {
        Map<TopicPartition, Long> offsets = new LinkedHashMap<>();
        records.getPartitionsList()
                .forEach(each ->
                        offsets.put(new TopicPartition(each.getTopic(), each.getPartition()), each.getNextOffset()));
        pulling = true;
        whenAnswered(
                mine().commit(mine().generation(), offsets, context.metadata().image()), (committed, why) -> {
                    pulling = false;
                    if (Membership.refusal(committed).isEmpty()) answers.records(records);
                    else revoke();
                });
    }

    private void commit(CommitPositions commit) {
        Reading present = reading;
        if (present == null || commit.getGeneration() <= 0) {
            committed("a commit names the generation of its assignment");
            return;
        }
        Map<TopicPartition, Long> offsets = new LinkedHashMap<>();
        for (Position position : commit.getPositionsList()) {
            TopicPartition partition = new TopicPartition(position.getTopic(), position.getPartition());
            if (!present.has(partition) || position.getOffset() < 0) {
                committed(partition + " is not this member's, or its offset is below zero");
                return;
            }
            offsets.put(partition, position.getOffset());
        }
        // whatever the phase is by then: the coordinator knows whose commits count
        getContext()
                .pipeToSelf(
                        mine().commit(
                                        commit.getGeneration(),
                                        offsets,
                                        context.metadata().image()),
                        (kept, why) -> new Then(() -> committed(Membership.refusal(kept))));
    }

    private void committed(String refusal) {
        answers.committed(refusal);
        taken();
    }

    private void beat() {
        if (phase != Phase.READING && phase != Phase.RELEASING) return;
        whenAnswered(mine().beat(), (seen, failed) -> {
            if (phase != Phase.READING) return;
            Refusal why = seen == null ? null : seen.why();
            if (why == null) {
                if (mine().mustAssignAnew(context.metadata().image())) revoke();
                return;
            }
            switch (why.code()) {
                case FENCED_INSTANCE_ID -> end(why);
                case UNKNOWN_MEMBER_ID -> {
                    mine().is("");
                    revoke();
                }
                case REBALANCE_IN_PROGRESS, ILLEGAL_GENERATION -> revoke();
                default -> getContext().getLog().debug("a member over gRPC was not heard: {}", why.message());
            }
        });
    }

    /** The client is to commit what it has done. */
    private void revoke() {
        boolean hadNothing = reading().isEmpty();
        reading().stop();
        answers.revoked();
        phase = Phase.RELEASING;
        round++;
        if (hadNothing || atMostOnce) join();
        else after(context.settings().releaseTimeout(), this::join);
    }

    private void released() {
        taken();
        if (phase == Phase.RELEASING) join();
    }

    private void end(@Nullable Refusal why) {
        taken();
        if (phase == Phase.ENDED) return;
        phase = Phase.ENDED;
        answers.end(why);
        Reading open = reading;
        if (open != null) open.stop();
        Membership left = membership;
        if (left != null) left.leave();
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
        end(STOPPED);
        answers.give();
        return this;
    }

    private Behavior<MemberMessage> flushed() {
        boolean hasRoom = answers.give();
        if (hasRoom && phase == Phase.READING && !pulling && reading().isOpen()) {
            pulling = true;
            whenAnswered(reading().pull(), (pulled, why) -> onPulled(pulled));
        }
        return this;
    }
}
