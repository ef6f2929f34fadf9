package akkord.protocol.door.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import akkord.protocol.grpc.health.v1.HealthCheckRequest;
import akkord.protocol.grpc.health.v1.HealthCheckResponse;
import akkord.protocol.grpc.v1.NewRecord;
import akkord.protocol.grpc.v1.ProduceRequest;
import akkord.protocol.grpc.v1.ProduceResponse;
import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.Codec;
import io.grpc.CompressorRegistry;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class GuardedDoorTest {

    private static final MethodDescriptor.Marshaller<byte[]> RAW = new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    };

    private static RunningDoor door;

    @BeforeAll
    static void open() {
        door = new RunningDoor("akkord.grpc.max-message-size = 1 MiB");
    }

    @AfterAll
    static void close() throws Exception {
        door.close();
    }

    @Test
    void aMessageTooLargeIsRefusedWithBothNumbersAndHarmsNoOtherStream() throws Exception {
        var other = stream().send(request(10));
        assertThat(other.next().getPositions(0).getOffset()).isNotNegative();
        Status refused =
                door.refusal("akkord.v1.Producer/Produce", request(2 << 20), ProduceResponse.getDefaultInstance());
        assertThat(refused.getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(refused.getDescription()).contains("1048576").containsPattern("209\\d{4}");
        var broken = stream().send(request(2 << 20));
        assertThat(broken.end().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(other.send(request(10)).next().getPositions(0).getOffset()).isPositive();
        other.cancel();
    }

    @Test
    void gzipIsReadAndABombIsRefused() {
        assertThat(compressed(request(100_000), "gzip", door.channel)).isEqualTo(Status.Code.OK);
        assertThat(compressed(request(20 << 20), "gzip", door.channel)).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    }

    @Test
    void anUnknownEncodingIsUnimplemented() {
        CompressorRegistry registry = CompressorRegistry.newEmptyInstance();
        registry.register(new Codec() {
            @Override
            public String getMessageEncoding() {
                return "mystery";
            }

            @Override
            public InputStream decompress(InputStream in) {
                return in;
            }

            @Override
            public OutputStream compress(OutputStream out) {
                return out;
            }
        });
        ManagedChannel channel = ManagedChannelBuilder.forAddress("127.0.0.1", door.door.port())
                .usePlaintext()
                .compressorRegistry(registry)
                .build();
        assertThat(compressed(request(10), "mystery", channel)).isEqualTo(Status.Code.UNIMPLEMENTED);
        channel.shutdownNow();
    }

    @Test
    void bytesThatAreNoMessageAreAnInvalidArgument() {
        MethodDescriptor<byte[], byte[]> raw = MethodDescriptor.<byte[], byte[]>newBuilder()
                .setType(MethodType.UNARY)
                .setFullMethodName("akkord.v1.Producer/Produce")
                .setRequestMarshaller(RAW)
                .setResponseMarshaller(RAW)
                .build();
        var call = new RunningDoor.Stream<>(door.channel, raw, RunningDoor.options());
        assertThat(status(() -> call.send(new byte[] {10, 100, 1}).halfClose().only()))
                .isEqualTo(Status.Code.INVALID_ARGUMENT);
    }

    @Test
    void moreThanAkkaHttpsOwnLimitPassesThroughOneStream() throws Exception {
        var stream = stream();
        for (int i = 0; i < 30; i++) {
            stream.send(request(900_000));
            assertThat(stream.next().getPositions(0).getOffset()).isNotNegative();
        }
        stream.cancel();
    }

    @Test
    void reflectionListsEveryService() throws Exception {
        // The field list_services, number 7, of ServerReflectionRequest.
        MethodDescriptor<byte[], byte[]> raw = MethodDescriptor.<byte[], byte[]>newBuilder()
                .setType(MethodType.BIDI_STREAMING)
                .setFullMethodName("grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo")
                .setRequestMarshaller(RAW)
                .setResponseMarshaller(RAW)
                .build();
        var call = new RunningDoor.Stream<>(door.channel, raw, RunningDoor.options());
        String names = new String(call.send(new byte[] {58, 1, '*'}).next(), "ISO-8859-1");
        assertThat(names)
                .contains("akkord.v1.Producer", "akkord.v1.Fetch", "akkord.v1.Topics", "akkord.v1.Cluster")
                .contains("grpc.health.v1.Health");
        call.cancel();
    }

    @Test
    void whileStoppingTheNodeIsNotServingAndAnswersOnOpenConnections() throws Exception {
        try (RunningDoor stopping = new RunningDoor("")) {
            HealthCheckRequest all = HealthCheckRequest.getDefaultInstance();
            var watch = stopping.stream("grpc.health.v1.Health/Watch", all, HealthCheckResponse.getDefaultInstance())
                    .send(all)
                    .halfClose();
            assertThat(watch.next().getStatus()).isEqualTo(HealthCheckResponse.ServingStatus.SERVING);
            stopping.door.unbind().toCompletableFuture().get(RunningDoor.SECONDS_MAX, TimeUnit.SECONDS);
            assertThat(watch.next().getStatus()).isEqualTo(HealthCheckResponse.ServingStatus.NOT_SERVING);
            watch.cancel();
            stopping.door.drain().toCompletableFuture().get(RunningDoor.SECONDS_MAX, TimeUnit.SECONDS);
        }
    }

    private static RunningDoor.Stream<ProduceRequest, ProduceResponse> stream() {
        return door.stream(
                "akkord.v1.Producer/ProduceStream",
                ProduceRequest.getDefaultInstance(),
                ProduceResponse.getDefaultInstance());
    }

    private static Status.Code compressed(ProduceRequest request, String encoding, ManagedChannel channel) {
        MethodDescriptor<ProduceRequest, ProduceResponse> produce = RunningDoor.method(
                MethodType.UNARY, "akkord.v1.Producer/Produce", request, ProduceResponse.getDefaultInstance());
        CallOptions options = RunningDoor.options().withCompression(encoding);
        return status(() -> new RunningDoor.Stream<>(channel, produce, options)
                .send(request)
                .halfClose()
                .only());
    }

    private static Status.Code status(Runnable call) {
        try {
            call.run();
            return Status.Code.OK;
        } catch (StatusRuntimeException refused) {
            return refused.getStatus().getCode();
        }
    }

    private static ProduceRequest request(int valueBytes) {
        return ProduceRequest.newBuilder()
                .setTopic("guarded")
                .addRecords(NewRecord.newBuilder().setValue(ByteString.copyFrom(new byte[valueBytes])))
                .build();
    }
}
