package akkord.protocol.door.grpc;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.Http;
import akka.http.javadsl.ServerBuilder;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.settings.ServerSettings;
import akka.japi.function.Function;
import akka.stream.javadsl.TLSPlacebo;
import akkord.protocol.share.DeadLetters;
import com.typesafe.config.Config;
import java.util.concurrent.CompletionStage;

/** The node's gRPC port: HTTP/2 without TLS, with prior knowledge. */
public final class GrpcDoor {

    private static final String AKKA_HTTP_SERVER = "akka.http.server";

    private final DoorSettings settings;
    private final HealthService health;
    private final ServerBuilder server;
    private final PortPage page;
    private final Function<HttpRequest, CompletionStage<HttpResponse>> services;
    private final DeadLetters letters;

    private GrpcDoor(ActorSystem<?> system, DoorContext context, String host, int port) {
        settings = DoorSettings.from(system.settings().config());
        page = new PortPage(system, settings.refusedDrainBytesMax());
        health = GrpcServices.health();
        GrpcServices.Services made = GrpcServices.create(system, context, settings, health);
        services = made.handler();
        letters = made.letters();
        server = Http.get(system)
                .newServerAt(host, port)
                .withSettings(serverSettings(system.settings().config()));
    }

    /**
     * Loads what the first connection would otherwise wait for and what needs nothing else: the stand-in for TLS that
     * Akka HTTP gives a connection without it reads the JDK's certificates.
     */
    public static void preload() {
        TLSPlacebo.getInstance();
        GrpcServices.health();
    }

    /**
     * Makes the services and what they need, but does not open the port yet.
     *
     * @param port 0: any free one, see {@link OpenDoor#port}
     */
    public static GrpcDoor prepare(ActorSystem<?> system, DoorContext context, String host, int port) {
        return new GrpcDoor(system, context, host, port);
    }

    /** Writes them by the same ways as clients do; also before the door is open, and with it closed. */
    public DeadLetters deadLetters() {
        return letters;
    }

    /** Makes the services and opens the door. */
    public static CompletionStage<OpenDoor> bind(ActorSystem<?> system, DoorContext context, String host, int port) {
        return prepare(system, context, host, port).open();
    }

    /**
     * Opens the door.
     *
     * @return fails with the cause when the address cannot be bound
     */
    public CompletionStage<OpenDoor> open() {
        return server.bind(new GuardedRequests(services, settings, page))
                .thenApply(binding -> new OpenDoor(binding, health, settings.unbindDeadline()));
    }

    private static ServerSettings serverSettings(Config root) {
        return ServerSettings.create(
                root.getConfig("akkord.grpc.server").atPath(AKKA_HTTP_SERVER).withFallback(root));
    }
}
