package akkord.protocol.door.grpc;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCodes;

/** Answers whoever comes to the port with something other than gRPC, as a browser does. */
final class PortPage {

    private static final String TEXT = """
            This is the gRPC port of an Akkord node: HTTP/2 without TLS, content type application/grpc.
            Server reflection is on; to see the services:  grpcurl -plaintext HOST:PORT list
            """;

    private final ActorSystem<?> system;
    private final long drainBytesMax;

    /** @param drainBytesMax of a request that are received and thrown away; a longer one ends its connection */
    PortPage(ActorSystem<?> system, long drainBytesMax) {
        this.system = system;
        this.drainBytesMax = drainBytesMax;
    }

    static boolean isForIt(HttpRequest request) {
        return !request.entity().getContentType().mediaType().toString().startsWith("application/grpc");
    }

    /** With the status that gRPC asks for, so that nobody takes the page for a sign of health. */
    HttpResponse answer(HttpRequest request) {
        request.entity().withSizeLimit(drainBytesMax).discardBytes(system);
        return HttpResponse.create()
                .withStatus(StatusCodes.UNSUPPORTED_MEDIA_TYPE)
                .withEntity(ContentTypes.TEXT_PLAIN_UTF8, TEXT);
    }
}
