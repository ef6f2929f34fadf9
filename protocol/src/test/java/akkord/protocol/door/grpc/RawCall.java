package akkord.protocol.door.grpc;

import akka.http.javadsl.Http;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpEntity;
import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.MediaTypes;
import akka.stream.Materializer;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import io.grpc.Status;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** A call whose body is any bytes, also such as no gRPC client would send. */
final class RawCall {

    private RawCall() {}

    /** The status that {@code method} answers {@code body} with, all of which is the request. */
    static Status status(RunningDoor door, String method, byte[] body) throws Exception {
        HttpRequest request = HttpRequest.POST("/" + method)
                .addHeader(HttpHeader.parse("te", "trailers"))
                .withEntity(HttpEntities.create(
                        MediaTypes.applicationBinary("grpc", false).toContentType(), body));
        Materializer materializer = Materializer.createMaterializer(door.system);
        var connection = Http.get(door.system)
                .connectionTo("127.0.0.1")
                .toPort(door.door.port())
                .http2WithPriorKnowledge();
        return Source.single(request)
                .concat(Source.maybe())
                .via(connection)
                .mapAsync(1, response -> trailers(response, materializer))
                .map(RawCall::status)
                .runWith(Sink.head(), materializer)
                .toCompletableFuture()
                .get(RunningDoor.SECONDS_MAX, TimeUnit.SECONDS);
    }

    private static CompletionStage<List<HttpHeader>> trailers(HttpResponse response, Materializer materializer) {
        List<HttpHeader> headers = new ArrayList<>();
        response.getHeaders().forEach(headers::add);
        if (!(response.entity() instanceof HttpEntity.Chunked chunked))
            return CompletableFuture.completedFuture(headers);
        return chunked.getChunks()
                .runForeach(chunk -> chunk.getTrailerHeaders().forEach(headers::add), materializer)
                .thenApply(done -> headers);
    }

    private static Status status(List<HttpHeader> trailers) {
        int code = Integer.parseInt(value(trailers, "grpc-status"));
        return Status.fromCodeValue(code)
                .withDescription(URLDecoder.decode(value(trailers, "grpc-message"), StandardCharsets.UTF_8));
    }

    private static String value(List<HttpHeader> trailers, String name) {
        return trailers.stream()
                .filter(header -> header.is(name))
                .map(HttpHeader::value)
                .findFirst()
                .orElse("");
    }
}
