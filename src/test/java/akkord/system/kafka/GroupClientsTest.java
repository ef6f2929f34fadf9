package akkord.system.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import akkord.system.Akkord;
import akkord.system.kafka.client.RecordLine;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Other people's consumers as members of groups: each record once, none left out, and on from where they stopped. */
@Execution(ExecutionMode.CONCURRENT)
class GroupClientsTest {

    private static final int PARTITIONS = 6;
    private static final int RECORDS = 40;
    private static final int ALL = PARTITIONS * RECORDS;
    private static final int LISTED_SECONDS_MAX = 30;

    @RegisterExtension
    static final SharedNode SHARED = new SharedNode("-Dbroker.group.initial.rebalance.delay.ms=300");

    @ParameterizedTest
    @CsvSource({
        "4.4.0, RangeAssignor, 3",
        "4.4.0, StickyAssignor, 3",
        "4.4.0, CooperativeStickyAssignor, 3",
        "2.1.1, RoundRobinAssignor, 2"
    })
    void kafkasOwnConsumersShareATopicAndGoOnWhereTheyStopped(String version, String assignor, int members) {
        String topic = "shared-" + version + "-" + assignor;
        List<String> expected = filled(topic, 0);
        ClientProcess client = SHARED.javaClient(version);

        List<String> read = client.ask("group", topic, topic + "-group", assignor, members, ALL);

        assertThat(read.subList(0, ALL)).isEqualTo(expected);
        assertThat(read.get(ALL)).startsWith("owners " + members);
        // one of the cooperative ones may lose a partition between reading and committing
        if (!assignor.startsWith("Cooperative")) assertThat(read.get(ALL)).endsWith("repeated 0");
        List<String> more = filled(topic, RECORDS);
        assertThat(client.ask("group", topic, topic + "-group", assignor, 1, ALL)
                        .subList(0, ALL))
                .as("only what is new")
                .isEqualTo(more);
    }

    @Test
    void kcatIsAMember() {
        String topic = "kcat-group";
        filled(topic, 0);
        Kcat kcat = new Kcat(SHARED.server());

        List<String> read = kcatGroup(kcat, topic);

        assertThat(read).hasSize(ALL).doesNotHaveDuplicates();
        assertThat(kcatGroup(kcat, topic)).as("all is committed").isEmpty();
    }

    private static List<String> kcatGroup(Kcat kcat, String topic) {
        String out = kcat.run(
                        "-G", "by-kcat", "-q", "-e", "-X", "auto.offset.reset=earliest", "-f", "%p %o %s\\n", topic)
                .succeeded()
                .out();
        return out.isEmpty() ? List.of() : Arrays.asList(out.split("\n"));
    }

    @Test
    void kafkaPythonIsAMemberAndShowsTheGroup() {
        String topic = "python-group";
        List<String> expected = withoutKeys(filled(topic, 0));
        Debian.needs("python3-kafka", "/usr/bin/python3", "/usr/lib/python3/dist-packages/kafka/__init__.py");
        String program =
                Akkord.home().resolve("src/test/clients/kafka-python/client.py").toString();
        ClientProcess python = SHARED.closedAtLast(ClientProcess.start(
                "kafka-python", new ProcessBuilder("/usr/bin/python3", "-B", program, SHARED.server())));

        assertThat(python.ask("group", topic, "by-python", ALL)).isEqualTo(expected);

        await("it is listed", () -> python.ask("groups").contains("by-python"));
        assertThat(python.ask("members", "by-python")).containsExactly("Empty", "0");
        assertThat(python.ask("committed", "by-python")).isEqualTo(committed(topic, RECORDS));
        List<String> more = withoutKeys(filled(topic, RECORDS));
        assertThat(python.ask("group", topic, "by-python", ALL)).isEqualTo(more);
    }

    @Test
    void kafkaJsIsAMemberAndDeletesTheGroup() {
        String topic = "kafkajs-group";
        List<String> expected = withoutKeys(filled(topic, 0));
        Path folder = NodePackages.installed("kafkajs");
        ProcessBuilder command = new ProcessBuilder("/usr/bin/node", "client.js", SHARED.server());
        command.environment().put("KAFKAJS_NO_PARTITIONER_WARNING", "1");
        ClientProcess kafkaJs = SHARED.closedAtLast(ClientProcess.start("kafkajs", command.directory(folder.toFile())));

        assertThat(kafkaJs.ask("group", topic, "by-kafkajs", ALL)).isEqualTo(expected);

        await("it is listed", () -> kafkaJs.ask("groups").contains("by-kafkajs"));
        assertThat(kafkaJs.ask("committed", "by-kafkajs", topic)).isEqualTo(committed(topic, RECORDS));
        kafkaJs.ask("delete-group", "by-kafkajs");
        await("it is listed no more", () -> !kafkaJs.ask("groups").contains("by-kafkajs"));
    }

    @Test
    void kafkasToolsReadAsAGroupListDescribeResetAndDeleteIt() {
        String topic = "tools-group";
        filled(topic, 0);
        KafkaTools kafka = new KafkaTools(SHARED.server());

        List<String> read = kafka.tool(
                        "consumer.ConsoleConsumer",
                        "--topic",
                        topic,
                        "--group",
                        "by-tools",
                        "--from-beginning",
                        "--max-messages",
                        "" + ALL,
                        "--timeout-ms",
                        "60000")
                .succeeded()
                .lines();
        assertThat(read).hasSize(ALL).doesNotHaveDuplicates();

        await("it is listed", () -> groups(kafka, "--list").lines().contains("by-tools"));
        assertThat(groups(kafka, "--describe", "--group", "by-tools").lines())
                .filteredOn(line -> line.contains(topic))
                .hasSize(PARTITIONS)
                .allMatch(line -> line.matches("by-tools +" + topic + " +\\d +" + RECORDS + " +" + RECORDS + " +0 .*"));
        assertThat(groups(kafka, "--describe", "--group", "by-tools", "--state").text())
                .contains("Empty");

        String[] back = {"--group", "by-tools", "--topic", topic, "--reset-offsets", "--to-offset", "30", "--execute"};
        assertThat(groups(kafka, back).lines())
                .filteredOn(line -> line.contains(topic))
                .hasSize(PARTITIONS);
        assertThat(groups(kafka, "--describe", "--group", "by-tools").lines())
                .filteredOn(line -> line.contains(topic))
                .allMatch(line -> line.matches("by-tools +" + topic + " +\\d +30 +" + RECORDS + " +10 .*"));

        groups(kafka, "--delete-offsets", "--group", "by-tools", "--topic", topic + ":0");
        assertThat(groups(kafka, "--describe", "--group", "by-tools").lines())
                .filteredOn(line -> line.contains(topic))
                .hasSize(PARTITIONS - 1);

        groups(kafka, "--delete", "--group", "by-tools");
        await("it is listed no more", () -> !groups(kafka, "--list").lines().contains("by-tools"));
    }

    @Test
    void toolsTellAGroupOfTheConsumerProtocolWithItsEpoch() {
        String topic = "consumer-protocol";
        SHARED.reference().ask("create", topic, PARTITIONS);
        Map<String, Object> settings = Map.of(
                "bootstrap.servers", SHARED.server(),
                "group.protocol", "consumer",
                "group.id", "watchers",
                "enable.auto.commit", "false");
        try (KafkaConsumer<byte[], byte[]> member =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            member.subscribe(List.of(topic));
            await("all partitions", () -> {
                member.poll(Duration.ofMillis(100));
                return member.assignment().size() == PARTITIONS;
            });

            assertThat(groups(new KafkaTools(SHARED.server()), "--describe", "--group", "watchers", "--state")
                            .lines())
                    .anyMatch(line -> line.matches("watchers .* uniform +Stable +1 *"));
            assertThat(SHARED.node()
                            .run("group", "describe", "watchers")
                            .succeeded()
                            .out())
                    .contains("group watchers, Stable, epoch 1, uniform");
        }
    }

    @Test
    void theConsoleShareConsumerReleasesAndReadsWhatAShareGroupIsNotDoneWith() {
        String topic = "tools-share-group";
        SHARED.reference().ask("create", topic, 1);
        produce(topic, "one", "two", "three", "four", "five");
        KafkaTools kafka = new KafkaTools(SHARED.server());
        kafka.configs(
                        "--alter",
                        "--entity-type",
                        "groups",
                        "--entity-name",
                        topic,
                        "--add-config",
                        "share.auto.offset.reset=earliest")
                .succeeded();

        assertThat(shared(kafka, topic, 2, "--release")).containsExactly("one", "two");
        assertThat(shared(kafka, topic, 5)).containsExactlyInAnyOrder("one", "two", "three", "four", "five");
    }

    private static List<String> shared(KafkaTools kafka, String topic, int count, String... more) {
        Stream<String> arguments =
                Stream.of("--topic", topic, "--group", topic, "--max-messages", "" + count, "--timeout-ms", "60000");
        return kafka.tool(
                        "consumer.ConsoleShareConsumer",
                        Stream.concat(arguments, Stream.of(more)).toArray(String[]::new))
                .succeeded()
                .lines();
    }

    private static void produce(String topic, String... values) {
        List<RecordLine> records = Arrays.stream(values)
                .map(value -> RecordLine.of(
                        1_700_000_000_000L, new byte[0], value.getBytes(StandardCharsets.UTF_8), List.of()))
                .toList();
        SHARED.reference().produce(topic, 0, "none", records);
    }

    /** The directory of groups hears of them a moment later. */
    private static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LISTED_SECONDS_MAX);
        while (!condition.getAsBoolean()) assertThat(System.nanoTime()).as(what).isLessThan(deadline);
    }

    private static Ran groups(KafkaTools kafka, String... arguments) {
        return kafka.tool("consumer.group.ConsumerGroupCommand", arguments).succeeded();
    }

    /** Puts records into each partition, making the topic if it is not there. @return lines as a member prints them */
    private static List<String> filled(String topic, int from) {
        if (from == 0) SHARED.reference().ask("create", topic, PARTITIONS);
        List<String> lines = new ArrayList<>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            List<RecordLine> records = new ArrayList<>();
            for (int number = from; number < from + RECORDS; number++) {
                String value = "p" + partition + " n" + number;
                records.add(RecordLine.of(
                        1_700_000_000_000L + number,
                        ("k" + number).getBytes(StandardCharsets.UTF_8),
                        value.getBytes(StandardCharsets.UTF_8),
                        List.of()));
                lines.add(partition + "\t" + number + "\tk" + number + "\t" + value);
            }
            SHARED.reference().produce(topic, partition, "none", records);
        }
        return lines;
    }

    private static List<String> withoutKeys(List<String> lines) {
        return lines.stream().map(line -> line.replaceFirst("\tk\\d+\t", "\t")).toList();
    }

    private static List<String> committed(String topic, int offset) {
        return Stream.iterate(0, partition -> partition + 1)
                .limit(PARTITIONS)
                .map(partition -> topic + "-" + partition + "\t" + offset)
                .toList();
    }
}
