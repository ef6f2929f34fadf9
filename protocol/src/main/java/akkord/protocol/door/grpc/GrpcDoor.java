package akkord.protocol.door.grpc;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.Http;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.japi.function.Function;
import java.util.concurrent.CompletionStage;

/** The node's gRPC port: HTTP/2 without TLS, with prior knowledge. */
public final class GrpcDoor {

    private GrpcDoor() {}

    /**
     * Opens the door.
     *
     * @param port 0: any free one, see {@link OpenDoor#port}
     * @return fails with the cause when the address cannot be bound
     */
    public static CompletionStage<OpenDoor> bind(ActorSystem<?> system, DoorContext context, String host, int port) {
        DoorSettings settings = DoorSettings.from(system.settings().config());
        HealthService health = GrpcServices.health();
        Function<HttpRequest, CompletionStage<HttpResponse>> services =
                GrpcServices.handler(system, context, settings, health);
        return Http.get(system)
                .newServerAt(host, port)
                .bind(services)
                .thenApply(binding -> new OpenDoor(binding, health, settings.unbindDeadline()));
    }
}
