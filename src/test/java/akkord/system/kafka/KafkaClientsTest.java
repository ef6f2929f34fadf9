package akkord.system.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import akkord.system.kafka.client.RecordLine;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Kafka's own Java client, of every age that is in use, each with the libraries it was released with. */
@Execution(ExecutionMode.CONCURRENT)
class KafkaClientsTest {

    private static final String OLDEST = "0.11.0.3";
    private static final List<String> VERSIONS = List.of(OLDEST, "2.1.1", "2.8.2", "3.9.2", "4.4.0");
    private static final List<String> COMPRESSIONS = SharedNode.COMPRESSIONS;

    private static final List<RecordLine> SAMPLES = Samples.all();
    private static final int PARTITIONS = 4;
    private static final int ROUNDS = 3;

    @RegisterExtension
    static final SharedNode SHARED = new SharedNode();

    static Stream<Arguments> versionsAndCompressions() {
        return VERSIONS.stream().flatMap(version -> COMPRESSIONS.stream()
                .filter(compression -> knows(version, compression))
                .map(compression -> Arguments.of(version, compression)));
    }

    private static boolean knows(String version, String compression) {
        return !(version.equals(OLDEST) && compression.equals("zstd"));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("versionsAndCompressions")
    void whatOneVersionWritesEveryVersionReads(String writer, String compression) {
        String topic = "of-" + writer + "-" + compression;
        ask(writer, "create", topic, 2);

        List<String> acknowledged = SHARED.javaClient(writer).produce(topic, 1, compression, SAMPLES);

        assertThat(acknowledged).isEqualTo(Samples.acknowledged(SAMPLES));
        assertThat(SegmentFile.compressions(SHARED.node(), topic, 1)).containsExactly(compression);
        for (String reader : VERSIONS) {
            if (!knows(reader, compression)) continue;
            assertThat(SHARED.javaClient(reader).read(topic, 1, 0, SAMPLES.size()))
                    .as("read by " + reader)
                    .isEqualTo(Samples.from(0, SAMPLES));
            assertThat(ask(reader, "bounds", topic, 1)).containsExactly("0", "" + SAMPLES.size());
            assertThat(ask(reader, "bounds", topic, 0)).containsExactly("0", "0");
        }
        assertThat(Printed.byGrpc(SHARED.node(), topic)).isEqualTo(Samples.from(0, SAMPLES));
    }

    @ParameterizedTest
    @FieldSource("VERSIONS")
    void aReaderMayBeginAtEveryOffset(String version) {
        String topic = SHARED.topicWithSamples("any-offset-" + version, "gzip", SAMPLES);

        for (int offset = 0; offset < SAMPLES.size(); offset += 3)
            assertThat(SHARED.javaClient(version).read(topic, 0, offset, SAMPLES.size() - offset))
                    .isEqualTo(Samples.from(offset, SAMPLES));
    }

    @ParameterizedTest
    @FieldSource("VERSIONS")
    void aReaderThatWaitsGetsWhatComesInEveryPartition(String version) {
        String topic = "awaited-" + version;
        ask(version, "create", topic, PARTITIONS);
        int count = PARTITIONS * ROUNDS * SAMPLES.size();
        CompletableFuture<List<String>> reading =
                CompletableFuture.supplyAsync(() -> ask(version, "read-all", topic, PARTITIONS, count));

        for (int round = 0; round < ROUNDS; round++)
            for (int partition = 0; partition < PARTITIONS; partition++)
                SHARED.javaClient(writerBeside(version)).produce(topic, partition, "snappy", SAMPLES);

        List<String> read = reading.join();
        assertThat(read).hasSize(count);
        for (int partition = 0; partition < PARTITIONS; partition++) {
            String prefix = partition + "\t";
            assertThat(read.stream()
                            .filter(line -> line.startsWith(prefix))
                            .map(line -> line.substring(prefix.length())))
                    .containsExactlyElementsOf(repeated(ROUNDS));
        }
    }

    /** A client answers one question after the other: who waits does not write. */
    private static String writerBeside(String reader) {
        return VERSIONS.get((VERSIONS.indexOf(reader) + 1) % VERSIONS.size());
    }

    private static List<String> repeated(int rounds) {
        List<RecordLine> all = new ArrayList<>();
        for (int round = 0; round < rounds; round++) all.addAll(SAMPLES);
        return Samples.from(0, all);
    }

    @ParameterizedTest
    @FieldSource("VERSIONS")
    void whatIsRefusedIsSaidInTheClientsOwnErrors(String version) {
        String topic = SHARED.topicWithSamples("refused-" + version, "none", SAMPLES);
        ClientProcess client = SHARED.javaClient(version);

        assertThat(client.refused("create", topic, 1)).contains("TopicExistsException: topic " + topic);
        assertThat(client.refused("create", "in valid", 1)).contains("InvalidTopicException");
        assertThat(client.refused("delete", "not-there")).contains("UnknownTopicOrPartitionException");
        assertThat(client.refused("read", topic, 0, 5_000, 1)).contains("OffsetOutOfRangeException");
    }

    /** As with Kafka: batches go out as they came in, and a client that is too old for them says so. */
    @Test
    void aClientThatDoesNotKnowZstdEndsWithAnError() {
        String topic = SHARED.topicWithSamples("zstd-for-the-oldest", "zstd", SAMPLES);

        assertThat(SHARED.javaClient(OLDEST).refused("read", topic, 0, 0, 1))
                .contains("Unknown compression type id: 4");
    }

    @ParameterizedTest
    @FieldSource("VERSIONS")
    void offsetsAreFoundByTime(String version) {
        String topic = SHARED.topicWithSamples("by-time-" + version, "lz4", SAMPLES);

        for (RecordLine wanted : SAMPLES) {
            int first = Samples.firstAtOrAfter(wanted.timestamp(), SAMPLES);
            assertThat(ask(version, "at", topic, 0, wanted.timestamp()))
                    .containsExactly(first + "\t" + SAMPLES.get(first).timestamp());
        }
        assertThat(ask(version, "at", topic, 0, Samples.AFTER_ALL_MILLIS)).isEmpty();
    }

    @ParameterizedTest
    @FieldSource("VERSIONS")
    void topicsAreMadeShownAndDeleted(String version) {
        String topic = "made-by-" + version;

        ask(version, "create", topic, 3);
        assertThat(ask(version, "topics")).contains(topic);
        // 0.11 asks for settings in a version that Kafka itself gave up with 4.0
        if (!version.equals(OLDEST))
            assertThat(ask(version, "setting", topic, "cleanup.policy")).containsExactly("delete");
        assertThat(ask(version, "bounds", topic, 2)).containsExactly("0", "0");

        ask(version, "delete", topic);
        assertThat(ask(version, "topics")).doesNotContain(topic);
    }

    @ParameterizedTest
    @FieldSource("COMPRESSIONS")
    void everyVersionReadsWhatGrpcWrote(String compression) {
        String topic = "of-grpc-" + compression;
        SHARED.node().run("topic", "create", topic, "--partitions", "1").succeeded();
        SHARED.node()
                .run(
                        "k1=v1\nk2=grüße\nk3=NULL\n=\n".getBytes(StandardCharsets.UTF_8),
                        "produce",
                        topic,
                        "--key-separator==",
                        "--null-marker=NULL",
                        "--header=from=grpc",
                        "--compression=" + compression)
                .succeeded();

        for (String reader : VERSIONS) {
            if (!knows(reader, compression)) continue;
            assertThat(SHARED.javaClient(reader).read(topic, 0, 0, 4).stream().map(Samples::withoutTime))
                    .as("read by " + reader)
                    .containsExactly(
                            "0 k1=v1 from=grpc", "1 k2=grüße from=grpc", "2 k3=NULL from=grpc", "3 = from=grpc");
        }
    }

    private static List<String> ask(String version, Object... words) {
        return SHARED.javaClient(version).ask(words);
    }
}
