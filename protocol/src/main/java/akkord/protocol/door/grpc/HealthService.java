package akkord.protocol.door.grpc;

import akka.NotUsed;
import akka.stream.javadsl.Source;
import akkord.protocol.grpc.health.v1.Health;
import akkord.protocol.grpc.health.v1.HealthCheckRequest;
import akkord.protocol.grpc.health.v1.HealthCheckResponse;
import akkord.protocol.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The standard health service: whether this node serves, or is stopping. */
final class HealthService implements Health {

    private final Set<String> services;
    private final CompletableFuture<Void> stopping = new CompletableFuture<>();

    /** @param services the names that can be asked about, besides the empty one for all */
    HealthService(Set<String> services) {
        this.services = services;
    }

    /** From now on the node does not serve. */
    void stop() {
        stopping.complete(null);
    }

    @Override
    public CompletionStage<HealthCheckResponse> check(HealthCheckRequest in) {
        if (isKnown(in)) return CompletableFuture.completedFuture(answer(now()));
        return CompletableFuture.failedFuture(new StatusRuntimeException(
                Status.NOT_FOUND.withDescription("there is no service \"" + in.getService() + "\" here")));
    }

    @Override
    public Source<HealthCheckResponse, NotUsed> watch(HealthCheckRequest in) {
        if (!isKnown(in))
            return Source.single(answer(ServingStatus.SERVICE_UNKNOWN)).concat(Source.maybe());
        ServingStatus now = now();
        Source<HealthCheckResponse, NotUsed> present = Source.single(answer(now));
        if (now == ServingStatus.NOT_SERVING) return present.concat(Source.maybe());
        return present.concat(Source.completionStage(stopping.thenApply(stop -> answer(ServingStatus.NOT_SERVING))))
                .concat(Source.maybe());
    }

    private boolean isKnown(HealthCheckRequest in) {
        return in.getService().isEmpty() || services.contains(in.getService());
    }

    private ServingStatus now() {
        return stopping.isDone() ? ServingStatus.NOT_SERVING : ServingStatus.SERVING;
    }

    private static HealthCheckResponse answer(ServingStatus status) {
        return HealthCheckResponse.newBuilder().setStatus(status).build();
    }
}
