package akkord.system.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import akkord.system.Akkord;
import akkord.system.kafka.client.RecordLine;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** kafka-python as Debian packages it: producer, consumer with its own partitions, administration. */
@Execution(ExecutionMode.CONCURRENT)
class KafkaPythonTest {

    private static final List<String> COMPRESSIONS = SharedNode.COMPRESSIONS;
    private static final List<RecordLine> SAMPLES = Samples.all();

    /** It refuses headers that are absent, and records of neither key nor value. */
    private static final List<RecordLine> WRITABLE = Samples.withoutAbsentHeaders().stream()
            .filter(each -> each.keyBytes() != null || each.valueBytes() != null)
            .toList();

    @RegisterExtension
    static final SharedNode SHARED = new SharedNode();

    private static ClientProcess python;

    @BeforeAll
    static void start() {
        String packages = "/usr/lib/python3/dist-packages/";
        Debian.needs("python3-kafka", "/usr/bin/python3", packages + "kafka/__init__.py");
        Debian.needs("python3-snappy", packages + "snappy/__init__.py");
        Debian.needs("python3-lz4", packages + "lz4/__init__.py");
        Debian.needs("python3-zstandard", packages + "zstandard/__init__.py");
        String program =
                Akkord.home().resolve("src/test/clients/kafka-python/client.py").toString();
        python = SHARED.closedAtLast(ClientProcess.start(
                "kafka-python", new ProcessBuilder("/usr/bin/python3", "-B", program, SHARED.server())));
    }

    @ParameterizedTest
    @FieldSource("COMPRESSIONS")
    void itReadsWhatKafkaClientsWrote(String compression) {
        String topic = SHARED.topicWithSamples("for-python-" + compression, compression, SAMPLES);

        assertThat(python.read(topic, 0, 0, SAMPLES.size())).isEqualTo(Samples.from(0, SAMPLES));
        assertThat(python.read(topic, 0, 17, SAMPLES.size() - 17)).isEqualTo(Samples.from(17, SAMPLES));
    }

    @ParameterizedTest
    @FieldSource("COMPRESSIONS")
    void whatItWritesEveryoneReads(String compression) {
        String topic = "of-python-" + compression;
        python.ask("create", topic, 1);

        assertThat(python.produce(topic, 0, compression, WRITABLE)).isEqualTo(Samples.acknowledged(WRITABLE));

        assertThat(SegmentFile.compressions(SHARED.node(), topic, 0)).contains(compression);
        assertThat(python.read(topic, 0, 0, WRITABLE.size())).isEqualTo(Samples.from(0, WRITABLE));
        assertThat(SHARED.reference().read(topic, 0, 0, WRITABLE.size())).isEqualTo(Samples.from(0, WRITABLE));
        assertThat(Printed.byGrpc(SHARED.node(), topic)).isEqualTo(Samples.from(0, WRITABLE));
    }

    @Test
    void offsetsAreFoundByTime() {
        String topic = SHARED.topicWithSamples("python-by-time", "snappy", SAMPLES);

        assertThat(python.ask("bounds", topic, 0)).containsExactly("0", "" + SAMPLES.size());
        for (RecordLine wanted : SAMPLES) {
            int first = Samples.firstAtOrAfter(wanted.timestamp(), SAMPLES);
            assertThat(python.ask("at", topic, 0, wanted.timestamp()))
                    .containsExactly(first + "\t" + SAMPLES.get(first).timestamp());
        }
        assertThat(python.ask("at", topic, 0, Samples.AFTER_ALL_MILLIS)).isEmpty();
    }

    @Test
    void topicsAreMadeShownChangedAndDeleted() {
        String topic = "made-by-python";

        python.ask("create", topic, 2);
        assertThat(python.ask("topics")).contains(topic);
        assertThat(python.ask("metadata", topic)).containsExactly("0\t1\t[1]\t[1]", "1\t1\t[1]\t[1]");

        python.ask("grow", topic, 3);
        assertThat(python.ask("metadata", topic)).hasSize(3);

        assertThat(python.ask("setting", topic, "retention.ms")).containsExactly("604800000");
        python.ask("set", topic, "retention.ms", "3600000");
        assertThat(python.ask("setting", topic, "retention.ms")).containsExactly("3600000");

        python.ask("delete", topic);
        assertThat(python.ask("topics")).doesNotContain(topic);
    }

    @Test
    void theClusterIsShown() {
        assertThat(python.ask("cluster")).containsExactly("1\t" + SHARED.server());
    }
}
