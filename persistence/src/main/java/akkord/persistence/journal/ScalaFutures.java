package akkord.persistence.journal;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import scala.concurrent.Future;
import scala.jdk.javaapi.FutureConverters;

/** Akka's plugins answer with Scala's futures. */
final class ScalaFutures {

    private ScalaFutures() {}

    /** Fails with the cause itself, so that an actor sees {@link StaleWriterException} and not what wraps it. */
    static <T> Future<T> of(CompletionStage<T> stage) {
        CompletableFuture<T> bare = new CompletableFuture<>();
        stage.whenComplete((value, failure) -> {
            if (failure == null) bare.complete(value);
            else bare.completeExceptionally(causeOf(failure));
        });
        return FutureConverters.asScala(bare);
    }

    private static Throwable causeOf(Throwable failure) {
        Throwable cause = failure.getCause();
        return failure instanceof CompletionException && cause != null ? cause : failure;
    }
}
