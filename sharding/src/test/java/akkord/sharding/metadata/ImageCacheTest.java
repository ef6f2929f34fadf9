package akkord.sharding.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akkord.protocol.domain.RefusedException;
import akkord.protocol.metadata.MetadataImage;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class ImageCacheTest {

    private static final Duration LONG = Duration.ofSeconds(20);

    private final ImageCache cache = new ImageCache(2);

    @Test
    void theImageIsEmptyBeforeTheControllerWasHeard() {
        assertThat(cache.image()).isSameAs(MetadataImage.EMPTY);
    }

    @Test
    void aConditionThatHoldsIsAnsweredAtOnce() {
        cache.publish(version(3));

        assertThat(cache.await(image -> image.version() >= 3, LONG).toCompletableFuture())
                .isCompletedWithValueMatching(image -> image.version() == 3);
    }

    @Test
    void aConditionIsAnsweredByTheFirstImageThatMeetsIt() throws Exception {
        CompletableFuture<MetadataImage> awaited =
                cache.await(image -> image.version() >= 2, LONG).toCompletableFuture();
        cache.publish(version(1));
        assertThat(awaited).isNotDone();
        cache.publish(version(2));

        assertThat(awaited.get(20, TimeUnit.SECONDS).version()).isEqualTo(2);
        assertThat(cache.waitingCount()).isZero();
    }

    @Test
    void whoWaitsInVainIsToldAndForgotten() {
        CompletableFuture<MetadataImage> awaited =
                cache.await(image -> false, Duration.ofMillis(1)).toCompletableFuture();

        assertThatThrownBy(() -> awaited.get(20, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(TimeoutException.class);
        assertThat(cache.waitingCount()).isZero();
    }

    @Test
    void moreThanMayWaitAreRefused() {
        cache.await(image -> false, LONG);
        cache.await(image -> false, LONG);

        assertThatThrownBy(() ->
                        cache.await(image -> false, LONG).toCompletableFuture().get(20, TimeUnit.SECONDS))
                .hasCauseInstanceOf(RefusedException.class);
        assertThat(cache.waitingCount()).isEqualTo(2);
    }

    private static MetadataImage version(long version) {
        return new MetadataImage(version, "cluster", 1, Map.of(), Map.of(), Map.of(), Map.of());
    }
}
