package akkord.protocol.door.grpc.consume;

import akkord.protocol.domain.Refusal;
import akkord.protocol.domain.TopicIdPartition;
import akkord.protocol.domain.TopicPartition;
import akkord.protocol.door.grpc.consume.QueuePartition.Turn;
import akkord.protocol.group.TopicIdPartitions;
import akkord.protocol.grpc.v1.Assigned;
import akkord.protocol.grpc.v1.Delivered;
import akkord.protocol.grpc.v1.DeliveryCount;
import akkord.protocol.grpc.v1.FetchResponse;
import akkord.protocol.grpc.v1.JoinConsumers;
import akkord.protocol.grpc.v1.PartitionRecords;
import akkord.protocol.grpc.v1.Position;
import akkord.protocol.metadata.MetadataCache;
import akkord.protocol.metadata.MetadataImage;
import akkord.protocol.metadata.PartitionImage;
import akkord.protocol.share.ReadableLog;
import akkord.protocol.share.ShareKey;
import akkord.protocol.share.ShareReply.Acquired;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes records from the partitions a queue's member has: these take turns, one is asked at a time, and what its keeper
 * gives is read from its leader. Changed by the member's actor only.
 */
final class QueueReading {

    private static final Logger LOG = LoggerFactory.getLogger(QueueReading.class);
    private static final long NOT_SAID = -1;

    private final MetadataCache metadata;
    private final String group;
    private final String memberId;
    private final QueueKeepers keepers;
    private final QueueFetch fetch;
    private final Executor here;
    private final Consumer<Batch> onDelivered;
    private final QueueWaits waits;
    private final Map<TopicIdPartition, QueuePartition> assigned = new LinkedHashMap<>();
    private final Deque<QueuePartition> ready = new ArrayDeque<>();
    /** By name: all that it has asked for anything, and of which it may still have records. */
    private final Map<TopicPartition, ShareKey> asked = new HashMap<>();

    private boolean everAssigned;
    private boolean busy;

    /** Records of one partition for the client. */
    record Batch(ShareKey key, Delivered delivered, List<DeliveryCount> counts, int lockMillis) {}

    /**
     * @param here runs in the actor
     * @param onDelivered takes what is for the client, in the actor
     * @param inAMoment runs in the actor; at most one waits
     */
    QueueReading(
            ConsumeContext context,
            JoinConsumers join,
            String memberId,
            Executor here,
            Consumer<Batch> onDelivered,
            Consumer<Runnable> inAMoment) {
        this.metadata = context.metadata();
        this.group = join.getGroup();
        this.memberId = memberId;
        this.fetch = new QueueFetch(context.fetch(), join.getMaxBytes());
        this.keepers = new QueueKeepers(context, join, memberId, fetch);
        this.here = here;
        this.onDelivered = onDelivered;
        this.waits = new QueueWaits(context, fetch, here, inAMoment, ready::add);
    }

    /** @return whether it has others now than before */
    boolean assign(List<TopicIdPartitions> told, MetadataImage image) {
        Map<TopicIdPartition, QueuePartition> now = new LinkedHashMap<>();
        for (TopicIdPartition each : TopicIdPartitions.each(told)) {
            QueuePartition known = assigned.get(each);
            // one this node has not heard of yet, or whose topic is gone: looked at again with the next heartbeat
            String topic = image.topicNames().get(each.topic());
            if (topic == null) continue;
            now.put(each, known != null ? known : added(each, new TopicPartition(topic, each.partition())));
        }
        boolean changed = !everAssigned || !now.keySet().equals(assigned.keySet());
        assigned.forEach((id, former) -> {
            if (!now.containsKey(id)) gone(former);
        });
        assigned.clear();
        assigned.putAll(now);
        everAssigned = true;
        return changed;
    }

    private QueuePartition added(TopicIdPartition id, TopicPartition name) {
        QueuePartition partition = new QueuePartition(new ShareKey(group, id), name);
        ready.add(partition);
        return partition;
    }

    private void gone(QueuePartition partition) {
        partition.turn = Turn.GONE;
        ready.remove(partition);
    }

    Assigned assigned(int epoch) {
        Assigned.Builder message = Assigned.newBuilder().setGeneration(epoch).setMemberId(memberId);
        for (QueuePartition each : assigned.values())
            message.addPartitions(Position.newBuilder()
                    .setTopic(each.name.topic())
                    .setPartition(each.name.partition())
                    .setOffset(NOT_SAID));
        return message.build();
    }

    /** Of what it may have records; null: of that it has none. */
    @Nullable
    ShareKey key(TopicPartition name) {
        return asked.get(name);
    }

    /** The client has room for so many records. */
    void readOn(int recordsMax) {
        waits.arm();
        if (busy || ready.isEmpty()) return;
        busy = true;
        if (ready.element().readable != null) {
            ask(ready.remove(), recordsMax);
            return;
        }
        List<QueuePartition> unknown =
                ready.stream().filter(each -> each.readable == null).toList();
        then(fetch.bounds(unknown), (bounds, failure) -> onBounds(unknown, bounds));
    }

    /** The actor reads on behind each of these. */
    private <R> void then(CompletionStage<R> answer, BiConsumer<@Nullable R, @Nullable Throwable> what) {
        answer.whenCompleteAsync(
                (result, failure) -> {
                    busy = false;
                    if (failure != null) LOG.debug("a queue of group {} could not be read", group, failure);
                    what.accept(result, failure);
                },
                here);
    }

    private void onBounds(List<QueuePartition> unknown, @Nullable Map<TopicPartition, ReadableLog> bounds) {
        for (QueuePartition each : unknown) {
            if (each.turn == Turn.GONE) continue;
            each.readable = bounds == null ? null : bounds.get(each.name);
            if (each.readable != null) continue;
            ready.remove(each);
            waits.rest(each);
        }
    }

    private void ask(QueuePartition partition, int recordsMax) {
        partition.turn = Turn.ASKED;
        asked.put(partition.name, partition.key);
        ReadableLog bounds = Objects.requireNonNull(partition.readable, "its bounds have just been asked for");
        ReadableLog readable = new ReadableLog(bounds.start(), bounds.end(), leaderEpoch(partition.name));
        partition.readable = readable;
        then(keepers.acquire(partition, readable, recordsMax), (acquired, failure) -> onAcquired(partition, acquired));
    }

    /** As this node knows it: the keeper gives nothing in an epoch that is over. */
    private int leaderEpoch(TopicPartition name) {
        return metadata.image().partition(name).map(PartitionImage::leaderEpoch).orElse(QueueFetch.NO_EPOCH);
    }

    private void onAcquired(QueuePartition partition, @Nullable Acquired acquired) {
        Refusal why = acquired == null ? null : acquired.why();
        if (why != null) LOG.debug("{} gives nothing: {}", partition.key, why);
        if (acquired == null || why != null) waits.rest(partition);
        else if (acquired.ranges().isEmpty()) waits.idle(partition);
        else {
            busy = true;
            then(fetch.records(partition, acquired.ranges()), (read, failure) -> onRead(partition, acquired, read));
        }
    }

    private void onRead(QueuePartition partition, Acquired acquired, @Nullable PartitionRecords read) {
        if (read == null) {
            keepers.giveBackAll(partition.key, acquired.ranges());
            // it may begin elsewhere by now, or another node leads it
            partition.readable = null;
            waits.rest(partition);
            return;
        }
        AcquiredRecords got = AcquiredRecords.of(acquired.ranges(), read);
        keepers.giveBack(partition.key, got.tooMuch());
        keepers.skip(partition.key, got.gaps());
        partition.read(read);
        boolean further = !got.records().isEmpty() || !got.gaps().isEmpty();
        if (further) again(partition);
        else waits.rest(partition);
        if (!got.records().isEmpty())
            onDelivered.accept(new Batch(
                    partition.key, delivered(read, got, acquired.lockMillis()), got.counts(), acquired.lockMillis()));
    }

    private void again(QueuePartition partition) {
        if (partition.turn == Turn.GONE) return;
        partition.turn = Turn.READY;
        ready.add(partition);
    }

    private static Delivered delivered(PartitionRecords read, AcquiredRecords got, int lockMillis) {
        PartitionRecords records =
                read.toBuilder().clearRecords().addAllRecords(got.records()).build();
        return Delivered.newBuilder()
                .setRecords(FetchResponse.newBuilder().addPartitions(records))
                .addAllCounts(got.counts())
                .setLockTimeoutMs(lockMillis)
                .build();
    }

    /** What it has is for others. */
    void close() {
        asked.values().forEach(keepers::releaseAll);
    }
}
