package akkord.system.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import akkord.system.kafka.client.RecordLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Kafka's own command-line tools: what they say and the exit code they end with. */
@Execution(ExecutionMode.CONCURRENT)
class KafkaToolsTest {

    private static final int DUMPED = 20;

    @RegisterExtension
    static final SharedNode SHARED = new SharedNode();

    private static KafkaTools kafka;

    @BeforeAll
    static void find() {
        kafka = new KafkaTools(SHARED.server());
    }

    @Test
    void topicsAreCreatedListedDescribedGrownAndDeleted() {
        String topic = "by-tools";

        assertThat(kafka.topics("--create", "--topic", topic, "--partitions", "2", "--config", "retention.ms=3600000")
                        .succeeded()
                        .text())
                .isEqualTo("Created topic by-tools.\n");
        assertThat(kafka.topics("--create", "--topic", topic).failed().text()).contains("already exists");
        kafka.topics("--alter", "--topic", topic, "--partitions", "3").succeeded();
        assertThat(kafka.topics("--alter", "--topic", topic, "--partitions", "3")
                        .failed()
                        .text())
                .contains("has 3 partitions");
        assertThat(kafka.topics("--list").succeeded().lines()).contains(topic);

        List<String> described =
                kafka.topics("--describe", "--topic", topic).succeeded().lines();
        assertThat(described).hasSize(4);
        assertThat(described.get(0))
                .matches("Topic: by-tools\tTopicId: \\S{22}\tPartitionCount: 3\tReplicationFactor: 1\t"
                        + "Configs: retention.ms=3600000");
        for (int partition = 0; partition < 3; partition++)
            assertThat(described.get(partition + 1))
                    .startsWith(
                            "\tTopic: by-tools\tPartition: " + partition + "\tLeader: 1\tReplicas: 1\tIsr: 1\tElr: ");

        kafka.topics("--delete", "--topic", topic).succeeded();
        assertThat(kafka.topics("--describe", "--topic", topic).failed().text()).contains("does not exist");
    }

    @Test
    void settingsOfATopicAreChangedShownAndTakenBack() {
        String topic = newTopic("settings-by-tools");
        String[] of = {"--entity-type", "topics", "--entity-name", topic};

        assertThat(configs(of, "--alter", "--add-config", "retention.ms=7200000,max.message.bytes=2000000")
                        .succeeded()
                        .text())
                .isEqualTo("Completed updating config for topic settings-by-tools.\n");
        assertThat(configs(of, "--alter", "--add-config", "retention.ms=-7")
                        .failed()
                        .err())
                .contains("InvalidConfigurationException: retention.ms");
        configs(of, "--alter", "--delete-config", "max.message.bytes").succeeded();

        assertThat(configs(of, "--describe").succeeded().lines())
                .containsExactly(
                        "Dynamic configs for topic settings-by-tools are:",
                        "  retention.ms=7200000 sensitive=false synonyms={DYNAMIC_TOPIC_CONFIG:retention.ms=7200000, "
                                + "DEFAULT_CONFIG:log.retention.ms=604800000}");
        assertThat(configs(of, "--describe", "--all").succeeded().lines())
                .anyMatch(line -> line.startsWith("  cleanup.policy=delete sensitive=false"));
    }

    @Test
    void settingsOfANodeAndOfAllNodesAreChangedShownAndTakenBack() {
        String[] node = {"--entity-type", "brokers", "--entity-name", "1"};
        String[] all = {"--entity-type", "brokers", "--entity-default"};

        configs(node, "--alter", "--add-config", "log.segment.bytes=104857600").succeeded();
        configs(all, "--alter", "--add-config", "log.segment.bytes=209715200").succeeded();

        assertThat(configs(node, "--describe").succeeded().text())
                .contains("  log.segment.bytes=104857600 sensitive=false synonyms={"
                        + "DYNAMIC_BROKER_CONFIG:log.segment.bytes=104857600");
        assertThat(configs(all, "--describe").succeeded().text())
                .contains("DYNAMIC_DEFAULT_BROKER_CONFIG:log.segment.bytes=209715200");

        configs(node, "--alter", "--delete-config", "log.segment.bytes").succeeded();
        configs(all, "--alter", "--delete-config", "log.segment.bytes").succeeded();
        assertThat(configs(node, "--describe").succeeded().lines())
                .containsExactly("Dynamic configs for broker 1 are:");
    }

    private static Ran configs(String[] entity, String... arguments) {
        List<String> all = new ArrayList<>(List.of(entity));
        all.addAll(List.of(arguments));
        return kafka.configs(all.toArray(String[]::new));
    }

    @Test
    void whatTheConsoleProducerWritesEveryoneReads() {
        String topic = newTopic("of-console");
        List<String> expected = new ArrayList<>();
        for (String compression : SharedNode.COMPRESSIONS) {
            String large = compression.repeat(20_000);
            int offset = expected.size();

            kafka.consoleProducer(
                            topic,
                            compression,
                            List.of("a:1,b:zwei\tk1\tgrüße", "a:1\tk2\tNULL", "NULL\tNULL\t" + large))
                    .succeeded();

            expected.add(offset + " k1=grüße a=1 b=zwei");
            expected.add(offset + 1 + " k2=NULL a=1");
            expected.add(offset + 2 + " NULL=" + large);
        }

        List<String> read = SHARED.reference().read(topic, 0, 0, expected.size());
        assertThat(read.stream().map(Samples::withoutTime)).containsExactlyElementsOf(expected);
        assertThat(kafka.consoleConsumer(topic, "earliest", expected.size())).isEqualTo(read);
        assertThat(SegmentFile.compressions(SHARED.node(), topic, 0))
                .containsExactlyInAnyOrderElementsOf(SharedNode.COMPRESSIONS);
        assertThat(Printed.byGrpc(SHARED.node(), topic)).isEqualTo(read);
    }

    @Test
    void theConsoleConsumerReadsEveryCompressionFromEveryOffset() {
        String topic = newTopic("for-console");
        int each = Samples.all().size();
        for (String compression : SharedNode.COMPRESSIONS)
            SHARED.reference().produce(topic, 0, compression, Samples.all());
        int count = each * SharedNode.COMPRESSIONS.size();
        List<String> read = SHARED.reference().read(topic, 0, 0, count);

        assertThat(read.subList(0, each)).isEqualTo(Samples.from(0, Samples.all()));
        assertThat(kafka.consoleConsumer(topic, "earliest", count)).isEqualTo(read);
        assertThat(kafka.consoleConsumer(topic, count - 30, 30)).isEqualTo(read.subList(count - 30, count));
    }

    @Test
    void offsetsAreFoundByTime() {
        String topic = SHARED.topicWithSamples("offsets-by-tools", "snappy", Samples.all());
        int count = Samples.all().size();
        long wanted = Samples.all().get(11).timestamp();

        assertThat(offsets(topic, "latest")).isEqualTo(count);
        assertThat(offsets(topic, "earliest")).isZero();
        assertThat(offsets(topic, "max-timestamp")).isEqualTo(Samples.latest(Samples.all()));
        assertThat(offsets(topic, "" + wanted)).isEqualTo(Samples.firstAtOrAfter(wanted, Samples.all()));
    }

    /** @param time as the tool takes it */
    private static int offsets(String topic, String time) {
        String said =
                kafka.offsets("--topic", topic, "--time", time).succeeded().text();
        assertThat(said).startsWith(topic + ":0:");
        return Integer.parseInt(said.strip().substring(said.lastIndexOf(':') + 1));
    }

    @Test
    void recordsAreDeletedUpToAnOffset(@TempDir Path folder) throws IOException {
        String topic = SHARED.topicWithSamples("deleted-by-tools", "gzip", Samples.all());
        Path asked = folder.resolve("offsets.json");
        Files.writeString(
                asked,
                "{\"version\": 1, \"partitions\": [{\"topic\": \"" + topic + "\", \"partition\": 0, \"offset\": 9}]}");

        assertThat(kafka.tool("DeleteRecordsCommand", "--offset-json-file", "" + asked)
                        .succeeded()
                        .text())
                .contains("partition: deleted-by-tools-0\tlow_watermark: 9");

        assertThat(offsets(topic, "earliest")).isEqualTo(9);
        assertThat(kafka.consoleConsumer(topic, "earliest", 10))
                .isEqualTo(Samples.from(9, Samples.all()).subList(0, 10));
    }

    @Test
    void theSizeOfEveryPartitionIsTold() throws IOException {
        String topic = SHARED.topicWithSamples("sized-by-tools", "none", Samples.all());
        long size = Files.size(segment(topic));

        assertThat(kafka.tool("LogDirsCommand", "--describe", "--topic-list", topic)
                        .succeeded()
                        .text())
                .contains("{\"broker\":1,\"logDirs\":[")
                .contains(
                        "{\"partition\":\"sized-by-tools-0\",\"size\":" + size + ",\"offsetLag\":0,\"isFuture\":false}")
                .contains("\"error\":null");
    }

    @Test
    void theProducerOfItsBenchmarkWritesEveryRecord() {
        int records = 5_000;
        for (String compression : SharedNode.COMPRESSIONS) {
            String topic = newTopic("benchmark-" + compression);

            String said = kafka.tool(
                            "ProducerPerformance",
                            "--topic",
                            topic,
                            "--num-records",
                            "" + records,
                            "--record-size",
                            "200",
                            "--throughput",
                            "-1",
                            "--command-property",
                            "compression.type=" + compression)
                    .succeeded()
                    .text();

            assertThat(said).contains(records + " records sent");
            assertThat(SHARED.reference().ask("bounds", topic, 0)).containsExactly("0", "" + records);
        }
    }

    @Test
    void theClusterAndWhatItsNodesCanIsTold() {
        Matcher id = Pattern.compile("Cluster ID: (\\S{22})\n")
                .matcher(kafka.tool("ClusterTool", "cluster-id").succeeded().text());
        assertThat(id.matches()).isTrue();
        assertThat(SHARED.node().run("cluster", "describe").succeeded().out()).contains(id.group(1));

        assertThat(kafka.tool("BrokerApiVersionsCommand").succeeded().text())
                .startsWith(SHARED.server() + " (id: 1 rack: null isFenced: false) -> (")
                .contains("Produce(0): 0 to 13 [usable: 13]")
                .contains("Fetch(1): 4 to 18 [usable: 18]");
    }

    @Test
    void itsOwnDumpReadsTheSegmentFiles() {
        String topic = newTopic("dumped");
        List<RecordLine> all = Samples.all();
        List<RecordLine> dumped = all.subList(all.size() - DUMPED, all.size());
        for (String compression : SharedNode.COMPRESSIONS) SHARED.reference().produce(topic, 0, compression, dumped);

        List<String> batches =
                KafkaTools.offline("DumpLogSegments", "--files", segment(topic).toString()).succeeded().lines().stream()
                        .filter(line -> line.startsWith("baseOffset: "))
                        .toList();

        // how many batches the producer makes of them is its own affair
        int next = 0;
        for (String batch : batches) {
            int last = Integer.parseInt(batch.split(" ")[3]);
            assertThat(batch)
                    .startsWith("baseOffset: " + next + " lastOffset: " + last + " count: " + (last - next + 1) + " ")
                    .contains(
                            " magic: 2 ",
                            " compresscodec: " + SharedNode.COMPRESSIONS.get(next / DUMPED) + " ",
                            " isvalid: true");
            next = last + 1;
        }
        assertThat(next).isEqualTo(DUMPED * SharedNode.COMPRESSIONS.size());
    }

    private static Path segment(String topic) {
        return SegmentFile.of(SHARED.node(), topic, 0);
    }

    private static String newTopic(String name) {
        SHARED.reference().ask("create", name, 1);
        return name;
    }
}
