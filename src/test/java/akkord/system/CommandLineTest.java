package akkord.system;

import static org.assertj.core.api.Assertions.assertThat;

import akkord.system.Akkord.Outcome;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Every command against a real node: what it does, and how it refuses. */
@Execution(ExecutionMode.CONCURRENT)
class CommandLineTest {

    private static final int SECONDS_MAX = 60;

    @TempDir
    static Path folder;

    private static RunningNode node;

    @BeforeAll
    static void start() {
        node = RunningNode.start(folder.resolve("node"), "-Dbroker.auto.create.topics.enable=false");
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static void topic(String name, int partitions, String... options) {
        String[] arguments = new String[5 + options.length];
        System.arraycopy(new String[] {"topic", "create", name, "--partitions", "" + partitions}, 0, arguments, 0, 5);
        System.arraycopy(options, 0, arguments, 5, options.length);
        node.run(arguments).succeeded();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aTopicIsCreatedListedDescribedAlteredAndDeleted() {
        assertThat(node.run("topic", "create", "life", "--partitions", "2", "--config", "retention.ms=3600000")
                        .succeeded()
                        .out())
                .isEqualTo("Created topic life with 2 partitions.\n");
        assertThat(node.run("topic", "list").succeeded().out()).containsPattern("life +2 +1 ");
        assertThat(node.run("topic", "list", "--output", "json").succeeded().out())
                .contains("\"name\":\"life\"");
        assertThat(node.run("topic", "describe", "life").succeeded().out())
                .contains("topic life, 2 partitions", "online")
                .containsPattern("retention.ms +3600000 +topic");
        node.run("topic", "alter", "life", "--config", "retention.ms=60000", "--partitions", "3")
                .succeeded();
        assertThat(node.run("topic", "describe", "life", "--output=json")
                        .succeeded()
                        .out())
                .contains("\"partition\":2", "\"value\":\"60000\"");
        node.run("topic", "alter", "life", "--delete-config", "retention.ms").succeeded();
        assertThat(node.run("topic", "describe", "life").succeeded().out()).doesNotContain("60000");
        assertThat(node.run("topic", "delete", "life").succeeded().out()).isEqualTo("Deleted topic life.\n");
        node.run("topic", "describe", "life").refused("life");
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aDryRunChangesNothing() {
        node.run("topic", "create", "dry", "--dry-run").succeeded();
        node.run("topic", "describe", "dry").refused("dry");
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void topicsAreRefusedWithAReason() {
        topic("there", 1);
        node.run("topic", "create", "there").refused("there");
        node.run("topic", "create", "a/b").refused("a/b");
        node.run("topic", "create", "..").refused("..");
        node.run("topic", "create", "x".repeat(250)).refused("249");
        node.run("topic", "create", "odd", "--config", "retention.mss=1").refused("retention.mss", "retention.ms");
        node.run("topic", "create", "odd", "--config", "retention.ms=soon").refused("retention.ms");
        node.run("topic", "create", "odd", "--replication-factor", "3").refused("3");
        node.run("topic", "delete", "absent").refused("absent");
        node.run("topic", "alter", "absent", "--partitions", "2").refused("absent");
        node.run("topic", "alter", "there", "--partitions", "1").refused("there");
        node.run("topic", "alter", "there", "--config", "nonsense=1").refused("nonsense");
        node.run("topic", "alter", "there").misused("Say what to change");
        node.run("topic", "create", "there", "--partitions", "0").misused("--partitions");
        node.run("topic", "create").misused("TOPIC");
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void recordsComeOutAsTheyWentInByteForByte() {
        topic("bytes", 1);
        byte[] all = new byte[256 * 3];
        for (int i = 0; i < all.length; i++) all[i] = (byte) (i / 3);

        Outcome produced = node.run(all, "produce", "bytes").succeeded();

        assertThat(produced.err()).contains("partition 0: ");
        String out =
                node.run("consume", "bytes", "--from-beginning").succeeded().out();
        assertThat(bytes(out)).isEqualTo(bytes(new String(all, StandardCharsets.ISO_8859_1) + "\n"));
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void keysHeadersTombstonesAndEveryCompressionSurvive() {
        topic("rich", 3);
        for (String compression : List.of("none", "gzip", "snappy", "lz4", "zstd"))
            node.run(
                            bytes("k1:" + compression + "\nk2:NULL\n"),
                            "produce",
                            "rich",
                            "--key-separator=:",
                            "--null-marker=NULL",
                            "--header=by=" + compression,
                            "--compression=" + compression)
                    .succeeded();

        String out = node.run("consume", "rich", "--null-marker=-", "--format=%k=%v %h\\n")
                .succeeded()
                .out();

        assertThat(out.lines())
                .containsSubsequence("k1=none by=none", "k1=gzip by=gzip", "k1=snappy by=snappy")
                .containsSubsequence("k1=lz4 by=lz4", "k1=zstd by=zstd")
                .containsSubsequence("k2=- by=none", "k2=- by=zstd")
                .hasSize(10);
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void readingBeginsWhereItIsAskedTo() {
        topic("places", 2);
        node.run(bytes("a\nb\nc\nd\n"), "produce", "places", "--partition=1", "--acks=leader")
                .succeeded();
        String times =
                node.run("consume", "places", "--format=%t\\n").succeeded().out();
        String first = times.lines().findFirst().orElseThrow();

        assertThat(node.run("consume", "places", "--partition=1", "--offset=2").out())
                .isEqualTo("c\nd\n");
        assertThat(node.run("consume", "places", "--offset=-1").out()).isEqualTo("d\n");
        assertThat(node.run("consume", "places", "--max=3").out()).isEqualTo("a\nb\nc\n");
        assertThat(node.run("consume", "places", "--time=" + first).out()).isEqualTo("a\nb\nc\nd\n");
        assertThat(node.run("consume", "places", "--time=2099-01-01T00:00:00Z").out())
                .isEmpty();
        assertThat(node.run("consume", "places", "--time=1h", "--format=%p/%o ").out())
                .isEqualTo("1/0 1/1 1/2 1/3 ");
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void acksNoneIsNotWaitedForAndArrives() throws Exception {
        topic("careless", 1);
        node.run(bytes("a\nb\n"), "produce", "careless", "--acks=none").succeeded();

        assertThat(follow("careless", 2, "--from-beginning")).isEqualTo("a\nb\n");
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void followWaitsForWhatComes() throws Exception {
        topic("news", 1);
        Process following = Akkord.command(List.of(
                        "consume", "news", "--follow", "--from-beginning", "--max=2", "--server", node.server()))
                .start();
        CompletableFuture<String> out = Akkord.drained(following.getInputStream());

        node.run(bytes("first\n"), "produce", "news").succeeded();
        node.run(bytes("second\n"), "produce", "news").succeeded();

        assertThat(following.waitFor(SECONDS_MAX, TimeUnit.SECONDS)).isTrue();
        assertThat(out.join()).isEqualTo("first\nsecond\n");
    }

    private String follow(String topic, int max, String... options) throws Exception {
        String[] arguments = new String[options.length + 4];
        System.arraycopy(new String[] {"consume", topic, "--follow", "--max=" + max}, 0, arguments, 0, 4);
        System.arraycopy(options, 0, arguments, 4, options.length);
        return node.run(arguments).succeeded().out();
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aReaderThatGoesAwayOrIsInterruptedEndsTheCommandQuietly() throws Exception {
        topic("tap", 1);
        node.run(bytes("x\n".repeat(500_000)), "produce", "tap", "--quiet").succeeded();
        Process consume = Akkord.command(
                        List.of("consume", "tap", "--from-beginning", "--quiet", "--server", node.server()))
                .start();
        CompletableFuture<String> err = Akkord.drained(consume.getErrorStream());
        try (BufferedReader head = new BufferedReader(new InputStreamReader(consume.getInputStream()))) {
            assertThat(head.readLine()).isEqualTo("x");
        }
        assertThat(consume.waitFor(SECONDS_MAX, TimeUnit.SECONDS)).isTrue();
        assertThat(err.join()).isEmpty();
        assertThat(consume.exitValue()).isZero();

        Process follow = Akkord.command(
                        List.of("consume", "tap", "--from-beginning", "--follow", "--server", node.server()))
                .start();
        CompletableFuture<String> followErr = Akkord.drained(follow.getErrorStream());
        BufferedReader lines = new BufferedReader(new InputStreamReader(follow.getInputStream()));
        for (int i = 0; i < 500_000; i++) assertThat(lines.readLine()).isEqualTo("x");
        follow.destroy();
        assertThat(follow.waitFor(SECONDS_MAX, TimeUnit.SECONDS)).isTrue();
        assertThat(followErr.join()).isEmpty();
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void producingAndConsumingIsRefusedWithAReason() throws Exception {
        topic("small", 2, "--config", "max.message.bytes=20000");
        // Auto-creation is off on this node: a topic is made on first use otherwise.
        node.run(bytes("x\n"), "produce", "unheard-of").refused("unheard-of");
        node.run("consume", "unheard-of").refused("unheard-of");
        node.run(bytes("x\n"), "produce", "small", "--partition=7").refused("7");
        node.run("consume", "small", "--partition=7").refused("7");
        node.run(bytes("y".repeat(50_000) + "\n"), "produce", "small").refused("20", "0 records acknowledged");
        node.run("consume", "small", "--partition=0", "--offset=5").refused("5");
        node.run(bytes("x\n"), "produce", "small", "--compression=brotli").misused("brotli", "zstd");
        node.run(bytes("x\n"), "produce", "small", "--acks=most").misused("most");
        node.run("consume", "small", "--format=%z").misused("%z");
        node.run("consume", "small", "--time=yesterday").misused("yesterday");
        node.run("produce", "small", "" + folder.resolve("absent")).refused("absent");
        // Nothing of it hurt anything.
        assertThat(node.run(bytes("fine\n"), "produce", "small").succeeded().err())
                .contains("1 record");
        assertThat(node.run("consume", "small").succeeded().out()).isEqualTo("fine\n");
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void withoutANodeEveryCommandSaysWhereItLooked() throws Exception {
        String nowhere = "--server=127.0.0.1:1";
        for (String line : List.of("topic list", "topic describe t", "consume t", "cluster describe", "cluster watch"))
            Akkord.run((line + " " + nowhere).split(" ")).refused("No node answers at 127.0.0.1:1", "refused");
        Akkord.run(bytes("x\n"), "produce", "t", nowhere).refused("No node answers at 127.0.0.1:1");
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void theClusterIsDescribedAndWatched() throws Exception {
        assertThat(node.run("cluster", "describe").succeeded().out())
                .contains("controller node 1")
                .containsPattern("1 +up +127.0.0.1");
        assertThat(node.run("cluster", "describe", "--output", "json")
                        .succeeded()
                        .out())
                .contains("\"status\":\"up\"");
        Process watch = Akkord.command(List.of("cluster", "watch", "--last=1000", "--server", node.server()))
                .start();
        topic("watched", 1);
        CompletableFuture<Boolean> seen =
                CompletableFuture.supplyAsync(() -> new BufferedReader(new InputStreamReader(watch.getInputStream()))
                        .lines()
                        .anyMatch(line -> line.contains("topic-created") && line.contains("watched")));
        assertThat(seen.get(SECONDS_MAX, TimeUnit.SECONDS)).isTrue();
        watch.destroy();
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void theServerCanBeNamedByTheEnvironment() throws Exception {
        ProcessBuilder list = Akkord.command(List.of("topic", "list"));
        list.environment().put("AKKORD_SERVER", node.server());
        Process process = list.start();
        Akkord.drained(process.getInputStream());
        assertThat(process.waitFor()).isZero();
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void theReportOfAcknowledgedRecordsNamesTheirPlaces() throws Exception {
        topic("reported", 1);
        Path report = folder.resolve("acked");
        node.run(bytes("a\nb\nc"), "produce", "reported", "--report-acked=" + report)
                .succeeded();

        assertThat(Files.readString(report)).isEqualTo("1 0 0\n2 0 1\n3 0 2\n");
    }
}
