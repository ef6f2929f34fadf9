package akkord.system.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import akkord.system.kafka.client.RecordLine;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * kafkajs: producer, administration, and what its consumer fetches with, which itself knows only groups. It has gzip
 * built in; the other compressions are plug-ins in JavaScript and WebAssembly.
 */
@Execution(ExecutionMode.CONCURRENT)
class KafkaJsTest {

    private static final List<String> COMPRESSIONS = SharedNode.COMPRESSIONS;
    private static final int REQUEST_RECORDS = 8;

    /** It refuses headers that are absent. */
    private static final List<RecordLine> WRITABLE = Samples.withoutAbsentHeaders();

    @RegisterExtension
    static final SharedNode SHARED = new SharedNode();

    private static ClientProcess kafkaJs;

    @BeforeAll
    static void start() {
        Path folder = NodePackages.installed("kafkajs");
        ProcessBuilder command = new ProcessBuilder("/usr/bin/node", "client.js", SHARED.server());
        command.environment().put("KAFKAJS_NO_PARTITIONER_WARNING", "1");
        kafkaJs = SHARED.closedAtLast(ClientProcess.start("kafkajs", command.directory(folder.toFile())));
    }

    @ParameterizedTest
    @CsvSource({
        "none,",
        "gzip,",
        "snappy,",
        "lz4,",
        "zstd,",
        "none,idempotent",
        "gzip,idempotent",
        "snappy,idempotent",
        "lz4,idempotent",
        "zstd,idempotent"
    })
    void whatItWritesEveryoneReads(String compression, String idempotent) {
        String topic = "of-kafkajs-" + compression + "-" + idempotent;
        kafkaJs.ask("create", topic, 2);

        List<String> requests = idempotent == null
                ? kafkaJs.produce(topic, 1, compression, WRITABLE)
                : kafkaJs.produce(topic, 1, compression + "\t" + idempotent, WRITABLE);

        for (int i = 0; i < requests.size(); i++) assertThat(requests.get(i)).startsWith(i * REQUEST_RECORDS + "\t");
        assertThat(SegmentFile.compressions(SHARED.node(), topic, 1)).containsExactly(compression);
        assertThat(SHARED.reference().read(topic, 1, 0, WRITABLE.size())).isEqualTo(Samples.from(0, WRITABLE));
        assertThat(Printed.byGrpc(SHARED.node(), topic)).isEqualTo(Samples.from(0, WRITABLE));
        assertThat(kafkaJs.read(topic, 1, 0, WRITABLE.size())).isEqualTo(Samples.from(0, WRITABLE));
        assertThat(kafkaJs.ask("bounds", topic, 1)).containsExactly("0", "" + WRITABLE.size());
    }

    @ParameterizedTest
    @FieldSource("COMPRESSIONS")
    void itReadsWhatKafkaClientsWrote(String compression) {
        String topic = SHARED.topicWithSamples("for-kafkajs-" + compression, compression, WRITABLE);

        for (int offset : List.of(0, 1, WRITABLE.size() / 2, WRITABLE.size() - 1))
            assertThat(kafkaJs.read(topic, 0, offset, WRITABLE.size() - offset))
                    .isEqualTo(Samples.from(offset, WRITABLE));
    }

    @Test
    void offsetsAreFoundByTime() {
        String topic = SHARED.topicWithSamples("kafkajs-by-time", "zstd", WRITABLE);

        for (RecordLine wanted : WRITABLE)
            assertThat(kafkaJs.ask("at", topic, 0, wanted.timestamp()))
                    .containsExactly("" + Samples.firstAtOrAfter(wanted.timestamp(), WRITABLE));
        // of a time after all records kafkajs makes the end
        assertThat(kafkaJs.ask("at", topic, 0, Samples.AFTER_ALL_MILLIS)).containsExactly("" + WRITABLE.size());
    }

    @Test
    void topicsAreMadeShownChangedAndDeleted() {
        String topic = "made-by-kafkajs";

        kafkaJs.ask("create", topic, 2);
        assertThat(kafkaJs.ask("topics")).contains(topic);
        assertThat(kafkaJs.ask("metadata", topic)).containsExactly("0\t1\t1\t1", "1\t1\t1\t1");

        kafkaJs.ask("grow", topic, 3);
        assertThat(kafkaJs.ask("metadata", topic)).hasSize(3);

        assertThat(kafkaJs.ask("setting", topic, "retention.ms")).containsExactly("604800000");
        kafkaJs.ask("set", topic, "retention.ms", "3600000");
        assertThat(kafkaJs.ask("setting", topic, "retention.ms")).containsExactly("3600000");

        kafkaJs.ask("delete", topic);
        assertThat(kafkaJs.ask("topics")).doesNotContain(topic);
    }

    @Test
    void recordsAreDeletedUpToAnOffset() {
        String topic = SHARED.topicWithSamples("kafkajs-deletes", "lz4", WRITABLE);
        // kafkajs deletes records only of topics that it has asked about before
        assertThat(kafkaJs.ask("bounds", topic, 0)).containsExactly("0", "" + WRITABLE.size());

        kafkaJs.ask("delete-records", topic, 0, 10);

        assertThat(kafkaJs.ask("bounds", topic, 0)).containsExactly("10", "" + WRITABLE.size());
        assertThat(SHARED.reference().ask("bounds", topic, 0)).containsExactly("10", "" + WRITABLE.size());
        assertThat(SHARED.reference().read(topic, 0, 10, WRITABLE.size() - 10)).isEqualTo(Samples.from(10, WRITABLE));
    }

    @Test
    void theClusterIsShown() {
        assertThat(kafkaJs.ask("cluster")).containsExactly("1\t" + SHARED.server());
    }
}
