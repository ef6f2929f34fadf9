package akkord.actors.replica;

import akkord.protocol.metadata.MetadataCache;
import akkord.protocol.metadata.MetadataImage;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/** What one node knows of the cluster: whatever the test says. */
final class HandImage implements MetadataCache {

    private volatile MetadataImage image = MetadataImage.EMPTY;

    void set(MetadataImage newer) {
        image = newer;
    }

    @Override
    public MetadataImage image() {
        return image;
    }

    @Override
    public CompletionStage<MetadataImage> await(Predicate<MetadataImage> condition, Duration atMost) {
        return condition.test(image)
                ? CompletableFuture.completedFuture(image)
                : CompletableFuture.failedFuture(new UnsupportedOperationException("nobody waits in these tests"));
    }
}
