package akkord.protocol.door.grpc;

import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.japi.function.Function;
import akka.util.ByteString;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Puts a {@link FrameGuard} in front of every request, since Akka gRPC bounds neither messages nor gzip. */
final class GuardedRequests implements Function<HttpRequest, CompletionStage<HttpResponse>> {

    private static final long serialVersionUID = 1L;
    private static final String ENCODING = "grpc-encoding";

    private final transient Function<HttpRequest, CompletionStage<HttpResponse>> services;
    private final int messageBytesMax;
    private final long drainBytesMax;
    private final transient PortPage page;

    GuardedRequests(
            Function<HttpRequest, CompletionStage<HttpResponse>> services, DoorSettings settings, PortPage page) {
        this.services = services;
        this.page = page;
        this.messageBytesMax = settings.messageBytesMax();
        this.drainBytesMax = settings.refusedDrainBytesMax();
    }

    @Override
    public CompletionStage<HttpResponse> apply(HttpRequest request) throws Exception {
        if (PortPage.isForIt(request)) return CompletableFuture.completedFuture(page.answer(request));
        String encoding = request.getHeader(ENCODING).map(HttpHeader::value).orElse("identity");
        return services.apply(request.removeHeader(ENCODING).transformEntityDataBytes(guard(encoding)));
    }

    private FrameGuardStage guard(String encoding) {
        boolean isGzip = encoding.equals("gzip");
        boolean isKnown = isGzip || encoding.equals("identity");
        return new FrameGuardStage(
                () -> isKnown ? new FrameGuard(messageBytesMax, isGzip) : bytes -> refuse(encoding), drainBytesMax);
    }

    private static ByteString refuse(String encoding) {
        throw unknown(encoding);
    }

    private static StatusRuntimeException unknown(String encoding) {
        return Status.UNIMPLEMENTED
                .withDescription("grpc-encoding \"" + encoding + "\" is not known here: gzip or identity")
                .asRuntimeException();
    }
}
