package akkord.system.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import akkord.system.kafka.client.RecordLine;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** kcat, and with it librdkafka. */
@Execution(ExecutionMode.CONCURRENT)
class KcatTest {

    private static final List<String> COMPRESSIONS = SharedNode.COMPRESSIONS;
    private static final List<RecordLine> SAMPLES = Samples.all();
    private static final int END_SECONDS_MAX = 60;

    @RegisterExtension
    static final SharedNode SHARED = new SharedNode();

    private static Kcat kcat;

    @BeforeAll
    static void find() {
        kcat = new Kcat(SHARED.server());
    }

    @ParameterizedTest
    @FieldSource("COMPRESSIONS")
    void itReadsWhatKafkaClientsWrote(String compression) {
        String topic = SHARED.topicWithSamples("for-kcat-" + compression, compression, SAMPLES);

        assertThat(kcat.read(topic, "beginning")).isEqualTo(Samples.from(0, SAMPLES));
        assertThat(kcat.read(topic, 17)).isEqualTo(Samples.from(17, SAMPLES));
        assertThat(kcat.read(topic, -5)).isEqualTo(Samples.from(SAMPLES.size() - 5, SAMPLES));
    }

    @ParameterizedTest
    @FieldSource("COMPRESSIONS")
    void whatItWritesEveryoneReads(String compression) {
        String topic = "of-kcat-" + compression;
        SHARED.reference().ask("create", topic, 1);
        String large = "la ".repeat(30_000);
        String input = "k1=v1\nk2=grüße\nk3=\n=alone\nk5=" + large + "\n";
        long before = System.currentTimeMillis();

        produce(input, "-t", topic, "-p", "0", "-z", compression);
        produce(input, "-t", topic, "-p", "0", "-z", compression, "-X", "enable.idempotence=true");

        long after = System.currentTimeMillis();
        List<String> read = SHARED.reference().read(topic, 0, 0, 10);
        assertThat(read.stream().map(Samples::withoutTime).limit(6))
                .containsExactly(
                        "0 k1=v1 h=1 h=2",
                        "1 k2=grüße h=1 h=2",
                        "2 k3=NULL h=1 h=2",
                        "3 NULL=alone h=1 h=2",
                        "4 k5=" + large + " h=1 h=2",
                        "5 k1=v1 h=1 h=2");
        assertThat(read).allSatisfy(line -> assertThat(
                        RecordLine.parse(line.substring(line.indexOf('\t') + 1)).timestamp())
                .isBetween(before, after));
        // librdkafka leaves a batch as it is that compressing would make no smaller: the first short lines, if they
        // left before the large one was read
        assertThat(SegmentFile.compressions(SHARED.node(), topic, 0))
                .contains(compression)
                .isSubsetOf(compression, "none");
        assertThat(kcat.read(topic, 0)).isEqualTo(read);
        assertThat(Printed.byGrpc(SHARED.node(), topic)).isEqualTo(read);
    }

    /** Lines {@code key=value}; an empty one of the two is absent. */
    private static void produce(String lines, String... arguments) {
        String[] all = Stream.concat(Stream.of("-P", "-K", "=", "-Z", "-H", "h=1", "-H", "h=2"), Stream.of(arguments))
                .toArray(String[]::new);
        kcat.run(lines.getBytes(StandardCharsets.UTF_8), all).succeeded();
    }

    @Test
    void aTopicIsMadeByTheFirstRecord() {
        produce("a=b\n", "-t", "made-by-kcat");

        assertThat(kcat.run("-L", "-t", "made-by-kcat").succeeded().text())
                .contains("broker 1 at " + SHARED.server())
                .contains("topic \"made-by-kcat\" with 1 partitions:")
                .contains("partition 0, leader 1, replicas: 1, isrs: 1");
    }

    @Test
    void offsetsAreFoundByTime() {
        String topic = SHARED.topicWithSamples("kcat-by-time", "zstd", SAMPLES);

        for (int i = 0; i < SAMPLES.size(); i += 9) {
            long wanted = SAMPLES.get(i).timestamp();
            assertThat(kcat.run("-Q", "-t", topic + ":0:" + wanted).succeeded().text())
                    .isEqualTo(topic + " [0] offset " + Samples.firstAtOrAfter(wanted, SAMPLES) + "\n");
        }
        assertThat(kcat.run("-Q", "-t", topic + ":0:-1").succeeded().text()).contains("offset " + SAMPLES.size());
        assertThat(kcat.run("-Q", "-t", topic + ":0:-2").succeeded().text()).contains("offset 0");
    }

    @Test
    void aReaderAtTheEndGetsWhatComes() throws Exception {
        String topic = SHARED.topicWithSamples("kcat-follows", "none", SAMPLES);
        Process follower = kcat.command("-C", "-u", "-t", topic, "-p", "0", "-o", "end", "-c", "2", "-f", "%o %s\n")
                .start();
        try (BufferedReader said = follower.errorReader()) {
            CompletableFuture<Boolean> isAtTheEnd =
                    CompletableFuture.supplyAsync(() -> said.lines().anyMatch(line -> line.contains("Reached end")));
            assertThat(isAtTheEnd.get(END_SECONDS_MAX, TimeUnit.SECONDS)).isTrue();

            produce("=one\n=two\n", "-t", topic, "-p", "0");

            assertThat(follower.waitFor(END_SECONDS_MAX, TimeUnit.SECONDS)).isTrue();
            assertThat(new String(follower.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo(SAMPLES.size() + " one\n" + (SAMPLES.size() + 1) + " two\n");
        } finally {
            follower.destroyForcibly();
        }
    }

    @Test
    void anOffsetThatIsNotThereIsSaid() {
        String topic = SHARED.topicWithSamples("kcat-beyond", "none", SAMPLES);

        Ran ran = kcat.run("-C", "-e", "-t", topic, "-p", "0", "-o", "5000", "-X", "topic.auto.offset.reset=error");

        assertThat(ran.failed().err()).contains("Offset out of range");
    }
}
