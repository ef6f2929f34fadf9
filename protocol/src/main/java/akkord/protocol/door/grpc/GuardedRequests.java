package akkord.protocol.door.grpc;

import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.japi.function.Function;
import akka.stream.javadsl.Flow;
import akka.util.ByteString;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.concurrent.CompletionStage;

/** Puts a {@link FrameGuard} in front of every request, since Akka gRPC bounds neither messages nor gzip. */
final class GuardedRequests implements Function<HttpRequest, CompletionStage<HttpResponse>> {

    private static final long serialVersionUID = 1L;
    private static final String ENCODING = "grpc-encoding";

    private final transient Function<HttpRequest, CompletionStage<HttpResponse>> services;
    private final int messageBytesMax;

    GuardedRequests(Function<HttpRequest, CompletionStage<HttpResponse>> services, int messageBytesMax) {
        this.services = services;
        this.messageBytesMax = messageBytesMax;
    }

    @Override
    public CompletionStage<HttpResponse> apply(HttpRequest request) throws Exception {
        String encoding = request.getHeader(ENCODING).map(HttpHeader::value).orElse("identity");
        return services.apply(request.removeHeader(ENCODING).transformEntityDataBytes(guard(encoding)));
    }

    private Flow<ByteString, ByteString, ?> guard(String encoding) {
        boolean isGzip = encoding.equals("gzip");
        if (!isGzip && !encoding.equals("identity"))
            return Flow.of(ByteString.class).map(bytes -> {
                throw unknown(encoding);
            });
        return Flow.of(ByteString.class).statefulMapConcat(() -> new FrameGuard(messageBytesMax, isGzip)::pass);
    }

    private static StatusRuntimeException unknown(String encoding) {
        return Status.UNIMPLEMENTED
                .withDescription("grpc-encoding \"" + encoding + "\" is not known here: gzip or identity")
                .asRuntimeException();
    }
}
