package akkord.actors.door;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.ListOffsetsResponseData;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Single connections: order, other protocols, and clients that mean harm; over epoll where there is one. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KafkaConnectionTest {

    private KafkaNode node;

    String transport() {
        return "auto";
    }

    @BeforeAll
    void start(@TempDir Path data) throws Exception {
        node = new KafkaNode(
                data,
                Map.of("socket.request.max.bytes", "1000000", "max.connections", "1500"),
                ConfigFactory.parseString(
                        "akkord.kafka { request-receive-timeout = 300 ms, transport = " + transport() + "}"));
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", node.bootstrap()))) {
            admin.createTopics(List.of(new NewTopic("empty", 1, (short) 1), new NewTopic("without-acks", 1, (short) 1)))
                    .all()
                    .get();
        }
    }

    @AfterAll
    void stop() throws Exception {
        node.close();
    }

    @Test
    void answersComeInTheOrderOfTheRequestsThoughTheFirstOneWaits() throws Exception {
        ByteArrayOutputStream pipelined = new ByteArrayOutputStream();
        pipelined.write(Wire.request(ApiKeys.FETCH, 11, 0, waitingFetch(500)));
        for (int i = 1; i < 500; i++) pipelined.write(Wire.request(ApiKeys.API_VERSIONS, 3, i, apiVersions()));
        try (Wire wire = new Wire(node.door().port())) {
            wire.write(pipelined.toByteArray());
            for (int i = 0; i < 500; i++)
                assertThat(wire.receive().correlationId()).isEqualTo(i);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 7, 1000})
    void requestsMayComeInPiecesOfAnySize(int piece) throws Exception {
        byte[] request = Wire.request(ApiKeys.METADATA, 9, 7, new MetadataRequestData().setTopics(null));
        try (Wire wire = new Wire(node.door().port())) {
            for (int from = 0; from < request.length; from += piece)
                wire.write(java.util.Arrays.copyOfRange(request, from, Math.min(request.length, from + piece)));
            MetadataResponseData answer = wire.receive().read(ApiKeys.METADATA, 9, new MetadataResponseData());
            assertThat(answer.brokers().find(KafkaNode.ID).port())
                    .isEqualTo(node.door().port());
        }
    }

    @Test
    void aVersionOfTheFutureIsToldWhichOnesThereAre() throws Exception {
        try (Wire wire = new Wire(node.door().port())) {
            byte[] request = Wire.request(ApiKeys.API_VERSIONS, 4, 9, apiVersions());
            ByteBuffer.wrap(request).putShort(6, (short) 99);
            ApiVersionsResponseData answer =
                    wire.write(request).receive().read(ApiKeys.API_VERSIONS, 0, new ApiVersionsResponseData());
            assertThat(answer.errorCode()).isEqualTo(Errors.UNSUPPORTED_VERSION.code());
            assertThat(answer.apiKeys().find(ApiKeys.API_VERSIONS.id).maxVersion())
                    .isEqualTo((short) 5);
        }
    }

    @Test
    void aBrowserIsToldWhatThisIs() throws Exception {
        try (Wire wire = new Wire(node.door().port())) {
            wire.write("GET / HTTP/1.1\r\nHost: here\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(wire.readToEnd(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 200 OK\r\n")
                    .contains("Connection: close", "Akkord runs", "Kafka port", "127.0.0.1:8080");
        }
    }

    /** A connection that is closed before all was read is reset, and that can cost the client the page. */
    @Test
    void whoSendsMuchOfAnotherProtocolGetsThePageAllTheSame() throws Exception {
        try (Wire wire = new Wire(node.door().port())) {
            byte[] body = new byte[200_000];
            byte[] head = ("POST / HTTP/1.1\r\nHost: here\r\nContent-Length: " + body.length + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII);
            wire.write(ByteBuffer.allocate(head.length + body.length)
                    .put(head)
                    .put(body)
                    .array());
            assertThat(new String(wire.readToEnd(), StandardCharsets.UTF_8)).contains("Kafka port");
        }
    }

    @Test
    void recordsWithoutAcksAreWrittenThoughTheirProducerGoesAtOnce() throws Exception {
        ByteArrayOutputStream pipelined = new ByteArrayOutputStream();
        int sent = 1000;
        for (int i = 0; i < sent; i++)
            pipelined.write(Wire.request(
                    ApiKeys.PRODUCE,
                    9,
                    i,
                    SampleRequests.produce(9, "without-acks", Uuid.ZERO_UUID, 0, SampleRequests.records(5))
                            .setAcks((short) 0)));
        try (Wire wire = new Wire(node.door().port())) {
            wire.write(pipelined.toByteArray());
        }
        try (Wire wire = new Wire(node.door().port())) {
            long deadline = System.nanoTime() + KafkaNode.PATIENCE.toNanos();
            while (end(wire, "without-acks") < sent)
                assertThat(System.nanoTime())
                        .as("records written in time, of %d: %d", sent, end(wire, "without-acks"))
                        .isLessThan(deadline);
        }
    }

    private static long end(Wire wire, String topic) throws Exception {
        return wire.send(ApiKeys.LIST_OFFSETS, 7, 1, SampleRequests.listOffsets(topic, 0, -1))
                .receive()
                .read(ApiKeys.LIST_OFFSETS, 7, new ListOffsetsResponseData())
                .topics()
                .get(0)
                .partitions()
                .get(0)
                .offset();
    }

    @Test
    void onlyTheHeadOfThePageIsSentToWhoAsksForNoMore() throws Exception {
        try (Wire wire = new Wire(node.door().port())) {
            wire.write("HEAD / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(wire.readToEnd(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 200 OK\r\n")
                    .endsWith("Connection: close\r\n\r\n");
        }
    }

    @Test
    void tlsAndHttp2AreToldOffInTheirOwnProtocols() throws Exception {
        try (Wire wire = new Wire(node.door().port())) {
            wire.write(new byte[] {0x16, 3, 1, 0, 50, 1, 0, 0});
            assertThat(wire.readToEnd()).startsWith(0x15, 3, 3);
        }
        try (Wire wire = new Wire(node.door().port())) {
            wire.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(wire.readToEnd(), StandardCharsets.UTF_8)).contains("this is the Kafka port");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 7, 1_000_001, Integer.MAX_VALUE})
    void anImpossibleLengthEndsTheConnection(int length) throws Exception {
        try (Wire wire = new Wire(node.door().port())) {
            wire.write(ByteBuffer.allocate(4).putInt(length).array());
            assertThat(wire.isHungUpOn()).isTrue();
        }
        assertServes();
    }

    @Test
    void garbageEndsOnlyItsOwnConnection() throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("seed=" + seed);
        Random random = new Random(seed);
        try (Wire witness = new Wire(node.door().port())) {
            for (int round = 0; round < 300; round++) {
                try (Wire wire = new Wire(node.door().port())) {
                    wire.write(garbage(random));
                    wire.finishWriting();
                    wire.readToEnd();
                } catch (java.net.SocketException reset) {
                    assertThat(reset).isNotNull();
                }
            }
            witness.send(ApiKeys.API_VERSIONS, 3, 1, apiVersions());
            assertThat(witness.receive().correlationId()).isEqualTo(1);
        }
        assertServes();
    }

    /** A known kind and version, then noise; or noise altogether. */
    private static byte[] garbage(Random random) {
        byte[] noise = new byte[8 + random.nextInt(300)];
        random.nextBytes(noise);
        ByteBuffer frame =
                ByteBuffer.allocate(4 + noise.length).putInt(noise.length).put(noise);
        if (random.nextBoolean()) {
            ApiKeys[] kinds = {ApiKeys.PRODUCE, ApiKeys.FETCH, ApiKeys.METADATA, ApiKeys.CREATE_TOPICS};
            ApiKeys kind = kinds[random.nextInt(kinds.length)];
            int version = kind.oldestVersion() + random.nextInt(1 + kind.latestVersion() - kind.oldestVersion());
            frame.putShort(4, kind.id).putShort(6, (short) version);
        }
        return frame.array();
    }

    @Test
    void whoSendsHalfARequestAndNoMoreIsLetGo() throws Exception {
        try (Wire wire = new Wire(node.door().port())) {
            wire.write(ByteBuffer.allocate(5).putInt(1000).array());
            assertThat(wire.isHungUpOn()).isTrue();
        }
    }

    @Test
    void aThousandIdleConnectionsAreInNobodysWay() throws Exception {
        List<Wire> idle = new ArrayList<>();
        try {
            for (int i = 0; i < 1000; i++) idle.add(new Wire(node.door().port()));
            assertServes();
        } finally {
            for (Wire wire : idle) wire.close();
        }
    }

    private void assertServes() throws Exception {
        try (Wire wire = new Wire(node.door().port())) {
            wire.send(ApiKeys.FETCH, 11, 3, waitingFetch(0));
            FetchResponseData answer = wire.receive().read(ApiKeys.FETCH, 11, new FetchResponseData());
            assertThat(answer.responses().get(0).partitions().get(0).errorCode())
                    .isEqualTo(Errors.NONE.code());
        }
    }

    private static ApiVersionsRequestData apiVersions() {
        return new ApiVersionsRequestData().setClientSoftwareName("wire").setClientSoftwareVersion("1");
    }

    private static FetchRequestData waitingFetch(int waitMillis) {
        FetchRequestData.FetchPartition partition = new FetchRequestData.FetchPartition()
                .setPartition(0)
                .setFetchOffset(0)
                .setPartitionMaxBytes(1000);
        return new FetchRequestData()
                .setMaxWaitMs(waitMillis)
                .setMinBytes(1)
                .setTopics(List.of(
                        new FetchRequestData.FetchTopic().setTopic("empty").setPartitions(List.of(partition))));
    }
}
