package akkord.sharding.metadata;

import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.RefusedException;
import akkord.protocol.metadata.MetadataCache;
import akkord.protocol.metadata.MetadataImage;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** The image in a volatile field; who waits for a change is looked at once with each new image. */
public final class ImageCache implements MetadataCache {

    private final int waitingMax;
    private final Set<Waiter> waiting = ConcurrentHashMap.newKeySet();
    private volatile MetadataImage image = MetadataImage.EMPTY;

    /** @param waitingMax more than this many waiting at once are refused */
    public ImageCache(int waitingMax) {
        this.waitingMax = waitingMax;
    }

    @Override
    public MetadataImage image() {
        return image;
    }

    @Override
    public CompletionStage<MetadataImage> await(Predicate<MetadataImage> condition, Duration atMost) {
        MetadataImage now = image;
        if (condition.test(now)) return CompletableFuture.completedFuture(now);
        if (waiting.size() >= waitingMax)
            return CompletableFuture.failedFuture(new RefusedException(
                    ErrorCode.REQUEST_TIMED_OUT,
                    "too many requests wait for a change of the cluster's metadata (" + waitingMax + "); try again"));
        Waiter waiter = new Waiter(condition, new CompletableFuture<>());
        waiting.add(waiter);
        // published between the test and the add: nobody else would look at this waiter
        waiter.offer(image);
        return waiter.result
                .orTimeout(atMost.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((found, timeout) -> waiting.remove(waiter));
    }

    /** Replaces the image, whole, and answers those whose condition it meets. One caller at a time. */
    void publish(MetadataImage next) {
        image = next;
        for (Waiter waiter : waiting) waiter.offer(next);
    }

    int waitingCount() {
        return waiting.size();
    }

    /** Compared by identity: two may wait for the same. */
    private static final class Waiter {

        private final Predicate<MetadataImage> condition;
        private final CompletableFuture<MetadataImage> result;

        Waiter(Predicate<MetadataImage> condition, CompletableFuture<MetadataImage> result) {
            this.condition = condition;
            this.result = result;
        }

        void offer(MetadataImage image) {
            if (condition.test(image)) result.complete(image);
        }
    }
}
