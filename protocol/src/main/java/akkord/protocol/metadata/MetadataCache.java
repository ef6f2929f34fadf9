package akkord.protocol.metadata;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/** This node's knowledge of the cluster: one image, replaced whole, read without locks. */
public interface MetadataCache {

    /** The newest image; never null, empty before the controller was first heard of. */
    MetadataImage image();

    /**
     * Completes with the first image, the present one included, that satisfies {@code condition}.
     * Fails with {@link java.util.concurrent.TimeoutException} after {@code atMost}.
     */
    CompletionStage<MetadataImage> await(Predicate<MetadataImage> condition, Duration atMost);
}
