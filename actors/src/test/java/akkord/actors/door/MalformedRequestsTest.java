package akkord.actors.door;

import static org.assertj.core.api.Assertions.assertThat;

import akkord.protocol.door.kafka.handler.RequestTable;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every kind of request, spoiled in every place: its connection ends or is answered, and nobody else notices. */
class MalformedRequestsTest {

    private static final int LENGTH_BYTES = 4;
    private static final int LAST = 424_242;

    @TempDir
    static Path data;

    private static KafkaNode node;
    private static Wire witness;

    record Case(ApiKeys key, int version) {}

    @BeforeAll
    static void start() throws Exception {
        node = new KafkaNode(data, Map.of());
        witness = new Wire(node.door().port());
        witness.send(ApiKeys.CREATE_TOPICS, 4, 1, SampleRequests.createTopics("witness", 1, (short) 1))
                .receive();
        witness.send(ApiKeys.CREATE_TOPICS, 4, 2, SampleRequests.createTopics("harm", 1, (short) 1))
                .receive();
    }

    @AfterAll
    static void stop() throws Exception {
        witness.close();
        node.close();
    }

    static Stream<Case> kinds() {
        return new RequestTable(node.context(), Duration.ofSeconds(1))
                .rows().stream()
                        .flatMap(row -> Stream.of(new Case(row.key(), row.from()), new Case(row.key(), row.to()))
                                .distinct());
    }

    private static byte[] sample(Case of) {
        ApiMessage message = SampleRequests.of(of.key(), of.version(), "harm", harm());
        return Wire.request(of.key(), of.version(), 5, message);
    }

    private static Uuid harm() {
        return node.metadata()
                .image()
                .topic("harm")
                .map(topic -> new Uuid(topic.id().high(), topic.id().low()))
                .orElse(Uuid.ZERO_UUID);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aRequestThatEndsTooEarlyEndsItsConnection(Case of) throws Exception {
        byte[] whole = sample(of);
        for (int length = 0; length < whole.length - LENGTH_BYTES; length++) {
            byte[] cut = Arrays.copyOf(whole, LENGTH_BYTES + length);
            ByteBuffer.wrap(cut).putInt(0, length);
            try (Wire wire = new Wire(node.door().port())) {
                assertThat(wire.write(cut).isHungUpOn())
                        .as("%s cut to %d bytes", of, length)
                        .isTrue();
            }
        }
        assertNobodyElseNoticed();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aRequestWithWrongBytesIsAnsweredOrEndsItsConnection(Case of) throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println(of + " seed=" + seed);
        Random random = new Random(seed);
        byte[] whole = sample(of);
        for (int round = 0; round < 40; round++) {
            byte[] spoiled = whole.clone();
            int flips = 1 + random.nextInt(3);
            for (int flip = 0; flip < flips; flip++) {
                int at = LENGTH_BYTES + random.nextInt(spoiled.length - LENGTH_BYTES);
                spoiled[at] = (byte) random.nextInt(256);
            }
            sendAndAwaitTheEnd(spoiled);
        }
        assertNobodyElseNoticed();
    }

    /** What comes after it on the connection is a fetch that makes waiting fetches return. */
    private static void sendAndAwaitTheEnd(byte[] spoiled) throws Exception {
        FetchRequestData closing = new FetchRequestData().setSessionEpoch(-1);
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.write(spoiled);
        both.write(Wire.request(ApiKeys.FETCH, 11, LAST, closing));
        try (Wire wire = new Wire(node.door().port())) {
            wire.write(both.toByteArray());
            int answered = 0;
            while (answered != LAST) answered = wire.receive().correlationId();
        } catch (EOFException | SocketException hungUp) {
            assertThat(hungUp).isNotNull();
        }
    }

    @Test
    void aSmallRequestThatClaimsToListMillionsEndsItsConnection() throws Exception {
        MetadataRequestData many = new MetadataRequestData();
        for (int i = 0; i < 200_001; i++)
            many.topics().add(new MetadataRequestData.MetadataRequestTopic().setName("a"));
        try (Wire wire = new Wire(node.door().port())) {
            wire.write(Wire.request(ApiKeys.METADATA, 9, 1, many));
            assertThat(wire.isHungUpOn()).isTrue();
        }
        try (Wire wire = new Wire(node.door().port())) {
            many.topics().remove(0);
            wire.send(ApiKeys.METADATA, 9, 1, many);
            assertThat(wire.receive().correlationId()).isEqualTo(1);
        }
        assertNobodyElseNoticed();
    }

    private static void assertNobodyElseNoticed() throws Exception {
        witness.send(ApiKeys.FETCH, 11, 7, SampleRequests.fetch(11, "witness", Uuid.ZERO_UUID, 0, 0));
        FetchResponseData answer = witness.receive().read(ApiKeys.FETCH, 11, new FetchResponseData());
        assertThat(answer.responses().get(0).partitions().get(0).errorCode()).isZero();
    }
}
