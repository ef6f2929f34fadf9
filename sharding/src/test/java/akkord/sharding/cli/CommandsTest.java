package akkord.sharding.cli;

import static org.assertj.core.api.Assertions.assertThat;

import akkord.protocol.grpc.v1.NewRecord;
import com.google.protobuf.ByteString;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class CommandsTest {

    @Command(
            name = "akkord",
            subcommands = {TopicCommand.class, ProduceCommand.class, ConsumeCommand.class, ClusterCommand.class})
    static final class Root {}

    record Outcome(int exitCode, String out, String err) {}

    private final InputStream realIn = System.in;
    private final PrintStream realOut = System.out;
    private InMemoryNode node;

    @TempDir
    Path folder;

    @BeforeEach
    void startANode() throws Exception {
        node = new InMemoryNode();
        node.topic("lines", 2);
    }

    @AfterEach
    void stopIt() {
        node.close();
        System.setIn(realIn);
        System.setOut(realOut);
    }

    @Test
    void everyByteOfALineIsKeptAndALastLineWithoutANewlineCounts() {
        byte[] input = {0, -1, '\r', '\n', '\n', -128, 'x', '\n', 'e', 'n', 'd'};

        Outcome produced = run(input, "produce", "lines", "--partition", "1");

        assertThat(produced.exitCode()).isZero();
        assertThat(node.records("lines", 1).stream().map(NewRecord::getValue))
                .containsExactly(
                        ByteString.copyFrom(new byte[] {0, -1, '\r'}),
                        ByteString.EMPTY,
                        ByteString.copyFrom(new byte[] {-128, 'x'}),
                        ByteString.copyFromUtf8("end"));
        Outcome consumed = run(new byte[0], "consume", "lines", "--from-beginning");
        assertThat(consumed.out().getBytes(StandardCharsets.ISO_8859_1))
                .isEqualTo(new byte[] {0, -1, '\r', '\n', '\n', -128, 'x', '\n', 'e', 'n', 'd', '\n'});
    }

    @Test
    void linesLongerThanAReadBufferArriveWhole() {
        String line = "0123456789abcdef".repeat(200_000);

        assertThat(run(bytes("short\n" + line + "\n" + line), "produce", "lines", "--partition", "0")
                        .exitCode())
                .isZero();

        assertThat(node.records("lines", 0).stream().map(r -> r.getValue().toStringUtf8()))
                .containsExactly("short", line, line);
    }

    @Test
    void theSummaryCountsTheRecordsOfEachPartition() {
        Outcome outcome = run(bytes("a\nb\nc\n"), "produce", "lines", "--batch-bytes", "1");

        assertThat(outcome.err()).contains("3 records").contains("partition 0: 2, 1: 1");
    }

    @Test
    void quietMeansNothingOnStandardError() {
        assertThat(run(bytes("a\n"), "produce", "lines", "--quiet").err()).isEmpty();
    }

    @Test
    void keysHeadersAndTombstonesAreMadeOfTheLineAndTheOptions() {
        run(
                bytes("k:v:w\nNULL:x\nk2:NULL\n"),
                "produce",
                "lines",
                "--partition=0",
                "--key-separator=:",
                "--null-marker=NULL",
                "--header=source=test");

        List<NewRecord> records = node.records("lines", 0);
        assertThat(records.get(0).getKey().toStringUtf8()).isEqualTo("k");
        assertThat(records.get(0).getValue().toStringUtf8()).isEqualTo("v:w");
        assertThat(records.get(0).getHeaders(0).getName()).isEqualTo("source");
        assertThat(records.get(1).hasKey()).isFalse();
        assertThat(records.get(2).hasValue()).isFalse();
        Outcome outcome = run(
                new byte[0], "consume", "lines", "--null-marker=-", "--format=%p %o %k=%v %h %t %T %% \\x41\\t|\\n");
        assertThat(outcome.out())
                .isEqualTo("0 0 k=v:w source=test 1767225600000 2026-01-01T00:00:00Z % A\t|\n"
                        + "0 1 -=x source=test 1767225600001 2026-01-01T00:00:00.001Z % A\t|\n"
                        + "0 2 k2=- source=test 1767225600002 2026-01-01T00:00:00.002Z % A\t|\n");
    }

    @Test
    void aLineWithoutItsKeyEndsTheCommandWithItsNumber() {
        Outcome outcome = run(bytes("k:v\nbare\n"), "produce", "lines", "--key-separator", ":");

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.err()).contains("Line 2 has no key").hasLineCount(1);
    }

    @Test
    void theReportNamesEveryAcknowledgedRecordAndNoOther() throws Exception {
        node.acceptedRequests = 2;
        Path report = folder.resolve("acked");

        Outcome outcome = run(
                bytes("a\nb\nc\nd\n"),
                "produce",
                "lines",
                "--batch-bytes=1",
                "--partition=1",
                "--report-acked=" + report);

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.err())
                .contains("No space is left. (KAFKA_STORAGE_ERROR). 2 records acknowledged")
                .hasLineCount(1);
        assertThat(Files.readString(report)).isEqualTo("1 1 0\n2 1 1\n");
    }

    @Test
    void aBrokenStreamTellsWhatWasAcknowledgedAndWhatIsUncertain() {
        node.acceptedRequests = 3;
        node.breaks = true;
        byte[] input = bytes(String.join(
                "\n", IntStream.range(0, 10_000).mapToObj(i -> "record " + i).toList()));

        Outcome outcome = run(input, "produce", "lines", "--batch-bytes=64");

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.err())
                .contains("The node is stopping. ")
                .contains(" records acknowledged; ")
                .contains("may or may not have been written");
    }

    @Test
    void consumeReadsTheLastRecordsTheOnesAskedForAndNoMoreThanMax() {
        run(bytes("a\nb\nc\nd\n"), "produce", "lines", "--partition=0");

        assertThat(run(new byte[0], "consume", "lines", "--offset", "-2").out()).isEqualTo("c\nd\n");
        assertThat(run(new byte[0], "consume", "lines", "--partition=0", "--offset=1")
                        .out())
                .isEqualTo("b\nc\nd\n");
        assertThat(run(new byte[0], "consume", "lines", "--max=1").out()).isEqualTo("a\n");
    }

    @Test
    void theLastRecordsAreReadOfPartitionsThatAnotherNodeLeads() throws Exception {
        run(bytes("a\nb\nc\nd\n"), "produce", "lines", "--partition=0");
        try (InMemoryNode leader = new InMemoryNode()) {
            leader.topic("lines", 2);
            node.leader = leader;
            assertThat(run(new byte[0], "consume", "lines", "--offset=-1", "--partition=0")
                            .out())
                    .as("where the leader says it ends: at 0")
                    .isEqualTo("a\nb\nc\nd\n");
            for (String record : List.of("a", "b", "c", "d")) leader.produced("lines", 0, record);
            assertThat(run(new byte[0], "consume", "lines", "--offset=-1").out())
                    .isEqualTo("d\n");
        }
        assertRefused("No node answers at ", "consume", "lines", "--offset=-1");
    }

    @Test
    void aPartitionThatCannotBeReadIsNamedAndTheOthersAreRead() {
        run(bytes("a\nb\n"), "produce", "lines", "--partition=0");

        Outcome outcome = run(new byte[0], "consume", "lines", "--offset=1");

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.out()).isEqualTo("b\n");
        assertThat(outcome.err()).contains("partition 1: Offset 1 is out of range.");
    }

    @Test
    void refusalsAreOneSentenceAndExitCodeOne() {
        assertRefused("There is no topic none.", "consume", "none");
        assertRefused("There is no topic none.", "topic", "describe", "none");
        assertRefused("Topic lines exists already.", "topic", "create", "lines");
        assertRefused(
                "Topic lines has no partition 2: it has 2, numbered from 0.", "consume", "lines", "--partition=2");
        node.close();
        assertRefused("No node answers at " + node.address() + ": Connection refused", "topic", "list");
        assertRefused(
                "There is no file " + folder.resolve("absent"), "produce", "lines", "" + folder.resolve("absent"));
    }

    private void assertRefused(String sentence, String... arguments) {
        Outcome outcome = run(new byte[0], arguments);
        assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(1);
        assertThat(outcome.err()).contains(sentence).hasLineCount(1);
    }

    @Test
    void aWrongCommandLineIsExitCodeTwo() {
        for (String line : List.of(
                "topic",
                "topic create",
                "topic alter lines",
                "consume lines --format %z",
                "consume lines --format \\q",
                "consume lines --time yesterday",
                "consume lines --from-beginning --offset 3",
                "produce lines --acks 7",
                "produce lines --compression brotli",
                "produce lines --batch-bytes 0",
                "topic list --server nowhere",
                "nonsense")) {
            Outcome outcome = run(new byte[0], line.split(" "));
            assertThat(outcome.exitCode()).as(line).isEqualTo(2);
            assertThat(outcome.err()).as(line).startsWith("akkord: ").doesNotContain("\tat ");
        }
    }

    @Test
    void topicsAreCreatedListedAndDescribed() {
        assertThat(run(new byte[0], "topic", "create", "orders", "--partitions", "3")
                        .out())
                .isEqualTo("Created topic orders with 3 partitions.\n");
        assertThat(run(new byte[0], "topic", "list").out())
                .isEqualTo("TOPIC   PARTITIONS  REPLICATION  ID\nlines            2            0\n"
                        + "orders           3            0\n");
        assertThat(run(new byte[0], "topic", "list", "--output", "json").out())
                .startsWith("[{\"name\":\"lines\",\"id\":\"\",\"partitions\":2,")
                .contains("\"internal\":false}");
        assertThat(run(new byte[0], "topic", "describe", "orders").out())
                .startsWith("topic orders, 3 partitions, id id-of-orders\nPARTITION  LEADER");
        assertThat(run(new byte[0], "topic", "describe", "orders", "--output=json")
                        .out())
                .contains("\"highWatermark\":0,\"sizeBytes\":null");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private Outcome run(byte[] input, String... arguments) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        System.setIn(new ByteArrayInputStream(input));
        System.setOut(new PrintStream(bytes, false));
        CommandLine commandLine = Sentences.install(
                        new CommandLine(new Root()).setCaseInsensitiveEnumValuesAllowed(true))
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true));
        String[] all = java.util.Arrays.copyOf(arguments, arguments.length);
        boolean asksANode = arguments.length > 1 && !List.of(arguments).contains("--server");
        if (asksANode) {
            all = java.util.Arrays.copyOf(arguments, arguments.length + 1);
            all[arguments.length] = "--server=" + node.address();
        }
        int exitCode = commandLine.execute(all);
        System.out.flush();
        return new Outcome(exitCode, out + bytes.toString(StandardCharsets.ISO_8859_1), err.toString());
    }
}
