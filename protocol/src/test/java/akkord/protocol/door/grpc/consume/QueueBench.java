package akkord.protocol.door.grpc.consume;

import akka.Done;
import akka.NotUsed;
import akka.actor.testkit.typed.Effect.TimerScheduled;
import akka.actor.testkit.typed.javadsl.BehaviorTestKit;
import akka.actor.testkit.typed.javadsl.TestInbox;
import akka.actor.typed.ActorRef;
import akka.stream.javadsl.Source;
import akkord.protocol.domain.Refusal;
import akkord.protocol.domain.TopicId;
import akkord.protocol.group.GroupAccess;
import akkord.protocol.group.GroupCommand;
import akkord.protocol.group.GroupListing;
import akkord.protocol.group.GroupReply.ConsumerHeartbeatSeen;
import akkord.protocol.group.GroupRequest.ShareHeartbeat;
import akkord.protocol.group.TopicIdPartitions;
import akkord.protocol.grpc.v1.ConsumeRequest;
import akkord.protocol.grpc.v1.ConsumeResponse;
import akkord.protocol.grpc.v1.Fetch;
import akkord.protocol.grpc.v1.FetchRequest;
import akkord.protocol.grpc.v1.FetchResponse;
import akkord.protocol.grpc.v1.FetchedRecord;
import akkord.protocol.grpc.v1.PartitionRecords;
import akkord.protocol.metadata.MetadataCache;
import akkord.protocol.metadata.MetadataImage;
import akkord.protocol.metadata.PartitionImage;
import akkord.protocol.metadata.TopicImage;
import akkord.protocol.share.ReadableLog;
import akkord.protocol.share.ShareAccess;
import akkord.protocol.share.ShareCommand;
import akkord.protocol.share.ShareKey;
import akkord.protocol.share.ShareReply;
import akkord.protocol.share.ShareReply.AcquiredRange;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A queue's member in the test's own thread; coordinator, keeper and leader are the test. It reads partition 0 of the topic
 * {@code t}, which ends at 100.
 */
final class QueueBench implements GroupAccess, ShareAccess, Fetch, MetadataCache {

    static final int LOCK_MILLIS = 30_000;
    static final int END = 100;
    static final long AT_TIME = 42;

    private static final TopicId TOPIC = new TopicId(1, 2);

    final List<ShareHeartbeat> beats = new ArrayList<>();
    final List<ShareCommand> told = new ArrayList<>();
    final List<FetchRequest> polls = new ArrayList<>();
    final List<CompletableFuture<FetchResponse>> news = new ArrayList<>();
    final List<CompletableFuture<Boolean>> available = new ArrayList<>();
    final Deque<List<AcquiredRange>> toAcquire = new ArrayDeque<>();
    /** What is read next; empty: it cannot be read. */
    final Deque<Optional<PartitionRecords>> toRead = new ArrayDeque<>();

    /** What the next heartbeat is refused with. */
    @Nullable
    Refusal beatRefusal;

    boolean hasBegun = true;

    private final BehaviorTestKit<MemberMessage> member;

    QueueBench() {
        ConsumeSettings settings = new ConsumeSettings(
                Duration.ofSeconds(10),
                Duration.ofSeconds(60),
                Duration.ofSeconds(10),
                Duration.ofMillis(300),
                500,
                5000,
                Duration.ofSeconds(5));
        ConsumeContext context =
                new ConsumeContext(this, this, group -> GroupStarts.parse("earliest", 0), this, this, settings);
        member = BehaviorTestKit.create(ConsumeMember.create(context));
    }

    void say(ConsumeRequest request) {
        tell(new MemberMessage.Said(request, new CompletableFuture<Done>()));
    }

    /** The client has room; completes with what it is told. */
    CompletableFuture<Optional<ConsumeResponse>> next() {
        CompletableFuture<Optional<ConsumeResponse>> answer = new CompletableFuture<>();
        tell(new MemberMessage.Next(answer));
        return answer;
    }

    void tell(MemberMessage message) {
        member.run(message);
        settle();
    }

    /** All that it has told itself is done. */
    void settle() {
        while (member.selfInbox().hasMessages()) member.runOne();
    }

    /** The time has come that {@code timer} was set for last. */
    void timePassed(String timer) {
        TimerScheduled<?> last = member.getAllEffects().stream()
                .filter(TimerScheduled.class::isInstance)
                .map(effect -> (TimerScheduled<?>) effect)
                .filter(effect -> effect.key().equals(timer))
                .reduce((former, later) -> later)
                .orElseThrow();
        tell((MemberMessage) last.msg());
    }

    <C extends ShareCommand> List<C> told(Class<C> kind) {
        return told.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    static AcquiredRange range(long first, long last) {
        return new AcquiredRange(first, last, (short) 1);
    }

    /** @param next where to go on */
    static PartitionRecords read(long next, long... offsets) {
        PartitionRecords.Builder records =
                PartitionRecords.newBuilder().setTopic("t").setNextOffset(next).setHighWatermark(END);
        for (long offset : offsets)
            records.addRecords(FetchedRecord.newBuilder().setOffset(offset));
        return records.build();
    }

    @Override
    @SuppressWarnings("unchecked") // a heartbeat has one kind of answer
    public <R> CompletionStage<R> ask(String group, Function<ActorRef<R>, GroupCommand> command) {
        GroupCommand sent = command.apply(TestInbox.<R>create().getRef());
        ShareHeartbeat beat = ((GroupCommand.ShareHeartbeat) sent).request();
        beats.add(beat);
        Refusal why = beatRefusal;
        beatRefusal = null;
        ConsumerHeartbeatSeen seen = why != null
                ? ConsumerHeartbeatSeen.refused(why)
                : new ConsumerHeartbeatSeen(
                        null, beat.memberId(), 7, 5_000, List.of(new TopicIdPartitions(TOPIC, List.of(0))));
        return CompletableFuture.completedFuture((R) seen);
    }

    @Override
    public <R> CompletionStage<R> ask(String group, Duration atMost, Function<ActorRef<R>, GroupCommand> command) {
        return ask(group, command);
    }

    @Override
    public void tell(String group, GroupCommand command) {}

    @Override
    public CompletionStage<List<GroupListing>> list() {
        return CompletableFuture.completedFuture(List.of());
    }

    @Override
    @SuppressWarnings("unchecked") // each command has one kind of answer
    public <R> CompletionStage<R> ask(ShareKey key, Function<ActorRef<R>, ShareCommand> command) {
        ShareCommand sent = command.apply(TestInbox.<R>create().getRef());
        told.add(sent);
        return CompletableFuture.completedFuture((R) reply(sent));
    }

    private ShareReply reply(ShareCommand sent) {
        if (sent instanceof ShareCommand.Acknowledge) return new ShareReply.Acknowledged(null);
        if (!(sent instanceof ShareCommand.Acquire acquire)) return new ShareReply.Released(null);
        if (!hasBegun && acquire.beginAt() == ShareCommand.Acquire.UNKNOWN)
            return new ShareReply.Acquired(null, List.of(), LOCK_MILLIS, ShareReply.State.NEVER_READ);
        hasBegun = true;
        List<AcquiredRange> ranges = toAcquire.poll();
        return new ShareReply.Acquired(null, ranges == null ? List.of() : ranges, LOCK_MILLIS, 0);
    }

    @Override
    public void tell(ShareKey key, ShareCommand command) {
        told.add(command);
    }

    @Override
    public CompletionStage<Boolean> awaitAvailable(ShareKey key, ReadableLog readable, Duration atMost) {
        CompletableFuture<Boolean> waiting = new CompletableFuture<>();
        available.add(waiting);
        return waiting;
    }

    @Override
    public CompletionStage<FetchResponse> fetch(FetchRequest request) {
        if (request.getMaxWaitMs() > 0) {
            polls.add(request);
            CompletableFuture<FetchResponse> waiting = new CompletableFuture<>();
            news.add(waiting);
            return waiting;
        }
        Optional<PartitionRecords> records =
                switch (request.getPartitions(0).getStart().getAtCase()) {
                    case LATEST -> Optional.of(read(END));
                    case TIMESTAMP_MS -> Optional.of(read(AT_TIME + 1, AT_TIME));
                    default -> toRead.remove();
                };
        return records.map(found -> CompletableFuture.completedFuture(
                        FetchResponse.newBuilder().addPartitions(found).build()))
                .orElseGet(() -> CompletableFuture.failedFuture(new IllegalStateException("its leader is gone")));
    }

    @Override
    public Source<FetchResponse, NotUsed> fetchStream(FetchRequest request) {
        return Source.empty();
    }

    @Override
    public MetadataImage image() {
        PartitionImage partition = new PartitionImage(1, 0, 0, List.of(1), List.of(1));
        TopicImage topic = new TopicImage("t", TOPIC, false, Map.of(), List.of(partition));
        return MetadataImage.of(1, "cluster", 1, Map.of(), Map.of("t", topic), Map.of());
    }

    @Override
    public CompletionStage<MetadataImage> await(Predicate<MetadataImage> condition, Duration atMost) {
        return CompletableFuture.completedFuture(image());
    }
}
