package akkord.protocol.door.grpc;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import com.typesafe.config.ConfigFactory;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.ProtoUtils;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A real actor system with a real door on a free port, and a client of grpc-java. */
final class RunningDoor implements AutoCloseable {

    static final long SECONDS_MAX = 30;

    final ActorSystem<?> system;
    final MemoryNode node;
    final OpenDoor door;
    final ManagedChannel channel;

    RunningDoor(String config) {
        system = ActorSystem.create(
                Behaviors.empty(),
                "door",
                ConfigFactory.parseString(
                                config + "\nakka.coordinated-shutdown.exit-jvm = off\nakka.loglevel = WARNING")
                        .withFallback(ConfigFactory.load()));
        node = new MemoryNode(system);
        try {
            door = GrpcDoor.bind(system, node.context(), "127.0.0.1", 0)
                    .toCompletableFuture()
                    .get(SECONDS_MAX, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        channel = newChannel();
    }

    ManagedChannel newChannel() {
        return ManagedChannelBuilder.forAddress("127.0.0.1", door.port())
                .usePlaintext()
                .maxInboundMessageSize(64 << 20)
                .build();
    }

    /** @throws StatusRuntimeException the call is refused */
    <Q extends Message, R extends Message> R call(String method, Q request, R answer) {
        return new Stream<>(channel, method(MethodType.UNARY, method, request, answer), options())
                .send(request)
                .halfClose()
                .only();
    }

    /** The status that the call fails with. */
    <Q extends Message, R extends Message> Status refusal(String method, Q request, R answer) {
        try {
            R unexpected = call(method, request, answer);
            throw new AssertionError("not refused: " + unexpected);
        } catch (StatusRuntimeException refused) {
            return refused.getStatus();
        }
    }

    <Q extends Message, R extends Message> Stream<Q, R> stream(String method, Q request, R answer) {
        return new Stream<>(channel, method(MethodType.BIDI_STREAMING, method, request, answer), CallOptions.DEFAULT);
    }

    static <Q extends Message, R extends Message> MethodDescriptor<Q, R> method(
            MethodType type, String name, Q request, R answer) {
        return MethodDescriptor.<Q, R>newBuilder()
                .setType(type)
                .setFullMethodName(name)
                .setRequestMarshaller(ProtoUtils.marshaller(request))
                .setResponseMarshaller(ProtoUtils.marshaller(answer))
                .build();
    }

    static CallOptions options() {
        return CallOptions.DEFAULT.withDeadlineAfter(SECONDS_MAX, TimeUnit.SECONDS);
    }

    static ByteString utf8(String text) {
        return ByteString.copyFromUtf8(text);
    }

    @Override
    public void close() throws Exception {
        channel.shutdownNow();
        system.terminate();
        system.getWhenTerminated().toCompletableFuture().get(SECONDS_MAX, TimeUnit.SECONDS);
    }

    /** A call whose answers are taken one by one; nothing is asked of the server that nobody takes. */
    static final class Stream<Q, R> {
        private final ClientCall<Q, R> call;
        private final BlockingQueue<Object> heard = new LinkedBlockingQueue<>();

        Stream(ManagedChannel channel, MethodDescriptor<Q, R> method, CallOptions options) {
            call = channel.newCall(method, options);
            call.start(
                    new ClientCall.Listener<R>() {
                        @Override
                        public void onMessage(R answer) {
                            heard.add(answer);
                        }

                        @Override
                        public void onClose(Status status, Metadata trailers) {
                            heard.add(status);
                        }
                    },
                    new Metadata());
        }

        Stream<Q, R> send(Q request) {
            call.sendMessage(request);
            return this;
        }

        Stream<Q, R> halfClose() {
            call.halfClose();
            return this;
        }

        void cancel() {
            call.cancel("the test has seen enough", null);
        }

        @SuppressWarnings("unchecked")
        R next() throws InterruptedException {
            call.request(1);
            Object next = poll();
            if (next instanceof Status status) throw new AssertionError("ended with " + status);
            return (R) next;
        }

        /** The one answer of a call that gives no more. */
        @SuppressWarnings("unchecked")
        R only() {
            call.request(2);
            try {
                Object first = poll();
                Status status = first instanceof Status early ? early : (Status) poll();
                if (!status.isOk()) throw status.asRuntimeException();
                return (R) first;
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        /** The status it ends with; an answer instead is an error. */
        Status end() throws InterruptedException {
            call.request(1);
            if (poll() instanceof Status status) return status;
            throw new AssertionError("an answer instead of the end");
        }

        private Object poll() throws InterruptedException {
            @Nullable Object next = heard.poll(SECONDS_MAX, TimeUnit.SECONDS);
            if (next == null) throw new AssertionError("nothing in " + SECONDS_MAX + " s");
            return next;
        }
    }
}
