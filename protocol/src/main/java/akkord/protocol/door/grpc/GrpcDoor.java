package akkord.protocol.door.grpc;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.Http;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.settings.ServerSettings;
import akka.japi.function.Function;
import com.typesafe.config.Config;
import java.util.concurrent.CompletionStage;

/** The node's gRPC port: HTTP/2 without TLS, with prior knowledge. */
public final class GrpcDoor {

    private static final String AKKA_HTTP_SERVER = "akka.http.server";

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
                .withSettings(serverSettings(system.settings().config()))
                .bind(new GuardedRequests(services, settings))
                .thenApply(binding -> new OpenDoor(binding, health, settings.unbindDeadline()));
    }

    private static ServerSettings serverSettings(Config root) {
        return ServerSettings.create(
                root.getConfig("akkord.grpc.server").atPath(AKKA_HTTP_SERVER).withFallback(root));
    }
}
