package akkord.protocol.door.grpc.consume;

import akkord.protocol.domain.TopicPartition;
import akkord.protocol.door.grpc.consume.QueuePartition.Turn;
import akkord.protocol.metadata.MetadataCache;
import akkord.protocol.metadata.PartitionImage;
import akkord.protocol.share.ReadableLog;
import akkord.protocol.share.ShareAccess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The partitions in which there was nothing for a queue's member: new records are waited for at their leaders, what others
 * give up at their keepers. Each is in one wait of either kind at most. Changed by the member's actor only.
 */
final class QueueWaits {

    private static final Logger LOG = LoggerFactory.getLogger(QueueWaits.class);

    /** Whoever is told that there is something, and then gets nothing, so often in a row, does not ask on at once. */
    private static final int IN_VAIN_MAX = 3;

    private final ShareAccess shares;
    private final MetadataCache metadata;
    private final QueueFetch fetch;
    private final Executor here;
    private final Consumer<Runnable> inAMoment;
    private final Consumer<QueuePartition> ready;
    private final Duration atMost;
    private final Duration moment;
    private Set<QueuePartition> unarmed = new LinkedHashSet<>();
    private List<QueuePartition> resting = new ArrayList<>();

    /** @param ready takes those whose turn comes again */
    QueueWaits(
            ConsumeContext context,
            QueueFetch fetch,
            Executor here,
            Consumer<Runnable> inAMoment,
            Consumer<QueuePartition> ready) {
        this.shares = context.shares();
        this.metadata = context.metadata();
        this.fetch = fetch;
        this.here = here;
        this.inAMoment = inAMoment;
        this.ready = ready;
        this.atMost = context.settings().queueWaitMax();
        this.moment = context.settings().retryAfter();
    }

    /** There is nothing now. */
    void idle(QueuePartition partition) {
        if (partition.turn == Turn.GONE) return;
        // a wait that failed has made it forgotten; or others are always faster, or this node does not know who leads
        if (partition.readable == null || ++partition.inVain > IN_VAIN_MAX) {
            partition.inVain = 0;
            rest(partition);
            return;
        }
        partition.turn = Turn.IDLE;
        unarmed.add(partition);
    }

    /** It could not be read, or looking at it again at once would be in vain. */
    void rest(QueuePartition partition) {
        if (partition.turn == Turn.GONE) return;
        partition.turn = Turn.RESTING;
        if (resting.isEmpty()) inAMoment.accept(this::rested);
        resting.add(partition);
    }

    private void rested() {
        List<QueuePartition> all = resting;
        resting = new ArrayList<>();
        for (QueuePartition each : all) if (each.turn == Turn.RESTING) wake(each);
    }

    private void wake(QueuePartition partition) {
        partition.turn = Turn.READY;
        ready.accept(partition);
    }

    /** Waits for those that have become idle. */
    void arm() {
        if (unarmed.isEmpty()) return;
        Set<QueuePartition> all = unarmed;
        unarmed = new LinkedHashSet<>();
        // one fetch for each leader: one that asked several would go on at the others when it has an answer
        Map<Integer, List<QueuePartition>> byLeader = new HashMap<>();
        for (QueuePartition each : all) {
            if (each.turn != Turn.IDLE) continue;
            if (!each.awaited) await(each);
            if (!each.polled)
                byLeader.computeIfAbsent(leader(each.name), leader -> new ArrayList<>())
                        .add(each);
        }
        byLeader.values().forEach(this::poll);
    }

    private int leader(TopicPartition partition) {
        return metadata.image().partition(partition).map(PartitionImage::leader).orElse(PartitionImage.NO_LEADER);
    }

    private void await(QueuePartition partition) {
        partition.awaited = true;
        long began = System.nanoTime();
        ReadableLog readable = Objects.requireNonNull(partition.readable, "an idle one has been asked");
        shares.awaitAvailable(partition.key, readable, atMost)
                .whenCompleteAsync(
                        (available, failure) -> {
                            partition.awaited = false;
                            if (partition.turn != Turn.IDLE) return;
                            if (Boolean.TRUE.equals(available) || !isEarly(began)) wake(partition);
                            else rest(partition);
                        },
                        here);
    }

    /** Nobody can wait there now: it would be asked for over and over. */
    private boolean isEarly(long beganNanos) {
        return System.nanoTime() - beganNanos < moment.toNanos();
    }

    private void poll(List<QueuePartition> partitions) {
        partitions.forEach(each -> each.polled = true);
        long began = System.nanoTime();
        fetch.news(partitions, atMost)
                .whenCompleteAsync(
                        (news, failure) -> {
                            if (failure != null)
                                LOG.debug("new records of {} cannot be waited for", names(partitions), failure);
                            onNews(partitions, news, began);
                        },
                        here);
    }

    private static List<TopicPartition> names(List<QueuePartition> partitions) {
        return partitions.stream().map(each -> each.name).toList();
    }

    /** @param news null: some cannot be read */
    private void onNews(
            List<QueuePartition> partitions, @Nullable Map<TopicPartition, ReadableLog> news, long beganNanos) {
        for (QueuePartition each : partitions) {
            each.polled = false;
            ReadableLog now = news == null ? null : news.get(each.name);
            if (now != null || news == null) each.readable = now;
            if (each.turn != Turn.IDLE) continue;
            if (now != null || (news != null && !isEarly(beganNanos))) wake(each);
            else rest(each);
        }
    }
}
