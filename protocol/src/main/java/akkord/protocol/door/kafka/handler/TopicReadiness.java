package akkord.protocol.door.kafka.handler;

import akkord.protocol.metadata.MetadataImage;
import akkord.protocol.metadata.PartitionImage;
import akkord.protocol.metadata.TopicImage;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Waits until new topics serve. A topic is made in two steps, the controller's decision and each replica's
 * opening of its log; a client that is told of the leader in between meets refusals, and an idempotent producer
 * can lose its place for minutes.
 */
final class TopicReadiness {

    private static final long FIRST_LOOK_MILLIS = 1;
    private static final long LOOK_MILLIS_MAX = 16;

    private final KafkaDoorContext context;
    private final Leaders leaders;
    private final Duration atMost;

    /** @param atMost how long a client is kept waiting for partitions that were just made */
    TopicReadiness(KafkaDoorContext context, Leaders leaders, Duration atMost) {
        this.context = context;
        this.leaders = leaders;
        this.atMost = atMost;
    }

    /**
     * Completes, on any thread and never exceptionally, once the metadata has {@code version} and every partition
     * of {@code topics} has a leader that serves, or when that took too long.
     */
    CompletionStage<Void> await(long version, Collection<String> topics, EventExecutor timer) {
        long deadlineNanos = System.nanoTime() + atMost.toNanos();
        CompletableFuture<Void> ready = new CompletableFuture<>();
        context.metadata()
                .await(image -> image.version() >= version, atMost)
                .whenComplete((image, tooLong) -> look(topics, timer, deadlineNanos, FIRST_LOOK_MILLIS, ready));
        return ready;
    }

    private void look(
            Collection<String> topics,
            EventExecutor timer,
            long deadlineNanos,
            long pauseMillis,
            CompletableFuture<Void> ready) {
        if (serve(topics) || System.nanoTime() - deadlineNanos >= 0 || timer.isShuttingDown()) {
            ready.complete(null);
            return;
        }
        long next = Math.min(LOOK_MILLIS_MAX, pauseMillis * 2);
        try {
            timer.schedule(() -> look(topics, timer, deadlineNanos, next, ready), pauseMillis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException stopped) {
            ready.complete(null);
        }
    }

    private boolean serve(Collection<String> topics) {
        MetadataImage image = context.metadata().image();
        return topics.stream().allMatch(name -> serves(image, image.topic(name)));
    }

    /** A topic that is gone, or has lost its leaders' nodes, is not worth waiting for. */
    private boolean serves(MetadataImage image, Optional<TopicImage> topic) {
        if (topic.isEmpty()) return true;
        for (int partition = 0; partition < topic.get().partitions().size(); partition++) {
            boolean hasLeader = topic.get().partitions().get(partition).leader() != PartitionImage.NO_LEADER;
            if (hasLeader && leaders.announced(image, topic.get(), partition) == PartitionImage.NO_LEADER) return false;
        }
        return true;
    }
}
