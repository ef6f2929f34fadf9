package akkord.actors.door;

import akkord.actors.controller.MetadataApplier;
import akkord.protocol.controller.MetadataUpdate;
import akkord.protocol.metadata.MetadataCache;
import akkord.protocol.metadata.MetadataImage;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A node's image of the metadata, fed by one thread. */
final class AwaitableImage implements MetadataCache {

    private record Waiter(Predicate<MetadataImage> condition, CompletableFuture<MetadataImage> found) {}

    private final List<Waiter> waiters = new CopyOnWriteArrayList<>();
    private volatile MetadataImage image = MetadataImage.EMPTY;

    void update(MetadataUpdate update) {
        image = MetadataApplier.apply(image, update).orElseThrow();
        waiters.forEach(this::look);
    }

    @Override
    public MetadataImage image() {
        return image;
    }

    @Override
    public CompletionStage<MetadataImage> await(Predicate<MetadataImage> condition, Duration atMost) {
        Waiter waiter = new Waiter(condition, new CompletableFuture<>());
        waiters.add(waiter);
        look(waiter);
        return waiter.found().orTimeout(atMost.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void look(Waiter waiter) {
        MetadataImage now = image;
        if (!waiter.condition().test(now)) return;
        waiters.remove(waiter);
        waiter.found().complete(now);
    }
}
