package akkord.system.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import akkord.system.RunningNode;
import akkord.system.kafka.client.RecordLine;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Kafka's own Java client, of every age that is in use, each with the libraries it was released with. */
class KafkaClientsTest {

    private static final String OLDEST = "0.11.0.3";
    private static final List<String> VERSIONS = List.of(OLDEST, "2.1.1", "2.8.2", "3.9.2", "4.4.0");
    private static final List<String> COMPRESSIONS = List.of("none", "gzip", "snappy", "lz4", "zstd");

    private static final List<RecordLine> SAMPLES = Samples.all();

    @TempDir
    static Path folder;

    private static RunningNode node;
    private static final Map<String, ClientProcess> CLIENTS = new LinkedHashMap<>();

    @BeforeAll
    static void start() {
        node = RunningNode.start(folder.resolve("node"));
        for (String version : VERSIONS) CLIENTS.put(version, ClientProcess.java(version, node.kafkaServer()));
    }

    @AfterAll
    static void stop() {
        try (RunningNode ending = node) {
            CLIENTS.values().forEach(ClientProcess::close);
        } finally {
            CLIENTS.clear();
        }
    }

    static Stream<String> versions() {
        return VERSIONS.stream();
    }

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

        List<String> acknowledged = CLIENTS.get(writer).produce(topic, 1, compression, SAMPLES);

        assertThat(acknowledged).isEqualTo(Samples.acknowledged(SAMPLES));
        for (String reader : VERSIONS) {
            if (!knows(reader, compression)) continue;
            assertThat(CLIENTS.get(reader).read(topic, 1, 0, SAMPLES.size()))
                    .as("read by " + reader)
                    .isEqualTo(Samples.from(0, SAMPLES));
            assertThat(ask(reader, "bounds", topic, 1)).containsExactly("0", "" + SAMPLES.size());
            assertThat(ask(reader, "bounds", topic, 0)).containsExactly("0", "0");
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void aReaderMayBeginAtEveryOffset(String version) {
        String topic = "any-offset-" + version;
        ask(version, "create", topic, 1);
        CLIENTS.get(version).produce(topic, 0, "gzip", SAMPLES);

        for (int offset = 0; offset < SAMPLES.size(); offset += 3)
            assertThat(CLIENTS.get(version).read(topic, 0, offset, SAMPLES.size() - offset))
                    .isEqualTo(Samples.from(offset, SAMPLES));
    }

    @ParameterizedTest
    @MethodSource("versions")
    void offsetsAreFoundByTime(String version) {
        String topic = "by-time-" + version;
        ask(version, "create", topic, 1);
        CLIENTS.get(version).produce(topic, 0, "lz4", SAMPLES);

        for (int i = 0; i < SAMPLES.size(); i++) {
            long wanted = SAMPLES.get(i).timestamp();
            int first = firstAtOrAfter(wanted);
            assertThat(ask(version, "at", topic, 0, wanted))
                    .containsExactly(first + "\t" + SAMPLES.get(first).timestamp());
        }
        assertThat(ask(version, "at", topic, 0, Samples.FIRST_MILLIS + 1_000_000_000L))
                .isEmpty();
    }

    private static int firstAtOrAfter(long timestamp) {
        int index = 0;
        while (SAMPLES.get(index).timestamp() < timestamp) index++;
        return index;
    }

    @ParameterizedTest
    @MethodSource("versions")
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

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("versionsAndCompressions")
    void grpcReadsWhatKafkaClientsWrote(String version, String compression) {
        String topic = "for-grpc-" + version + "-" + compression;
        ask(version, "create", topic, 1);
        CLIENTS.get(version).produce(topic, 0, compression, SAMPLES);

        String read = node.run("consume", topic, "--format", "%o %t %k %v %h\\n", "--null-marker", "NULL", "--quiet")
                .succeeded()
                .out();

        assertThat(utf8(read).lines()).containsExactlyElementsOf(asPrinted());
    }

    @Test
    void kafkaClientsReadWhatGrpcWrote() {
        String input = "k1=v1\nk2=grüße\nk3=NULL\n=\n";
        for (String compression : COMPRESSIONS) {
            String topic = "of-grpc-" + compression;
            node.run("topic", "create", topic, "--partitions", "1").succeeded();
            node.run(
                            input.getBytes(StandardCharsets.UTF_8),
                            "produce",
                            topic,
                            "--key-separator==",
                            "--null-marker=NULL",
                            "--header=from=grpc",
                            "--quiet",
                            "--compression=" + compression)
                    .succeeded();

            for (String reader : VERSIONS) {
                if (!knows(reader, compression)) continue;
                List<String> read = new ArrayList<>();
                for (String line : CLIENTS.get(reader).read(topic, 0, 0, 4)) read.add(withoutTime(line));
                assertThat(read)
                        .as("read by " + reader + ", " + compression)
                        .containsExactly("0 k1=v1 grpc", "1 k2=grüße grpc", "2 k3=NULL grpc", "3 = grpc");
            }
        }
    }

    private static String withoutTime(String read) {
        String offset = read.substring(0, read.indexOf('\t'));
        RecordLine record = RecordLine.parse(read.substring(offset.length() + 1));
        assertThat(record.headers()).extracting(RecordLine.HeaderLine::name).containsExactly("from");
        return offset + " " + RecordLine.text(record.keyBytes(), "NULL") + "="
                + RecordLine.text(record.valueBytes(), "NULL") + " "
                + RecordLine.text(record.headers().get(0).bytes(), "NULL");
    }

    private static List<String> asPrinted() {
        List<String> lines = new ArrayList<>();
        for (int offset = 0; offset < SAMPLES.size(); offset++) {
            RecordLine record = SAMPLES.get(offset);
            List<String> headers = new ArrayList<>();
            for (RecordLine.HeaderLine header : record.headers())
                headers.add(header.name() + "=" + RecordLine.text(header.bytes(), "NULL"));
            lines.add(String.join(
                    " ",
                    "" + offset,
                    "" + record.timestamp(),
                    RecordLine.text(record.keyBytes(), "NULL"),
                    RecordLine.text(record.valueBytes(), "NULL"),
                    String.join(",", headers)));
        }
        return lines;
    }

    private static String utf8(String bytes) {
        return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), java.nio.charset.StandardCharsets.UTF_8);
    }

    private static List<String> ask(String version, Object... words) {
        return CLIENTS.get(version).ask(words);
    }
}
