package akkord.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Files that changed while the node was down: of a topic of its own in each test, on one node. */
@Execution(ExecutionMode.CONCURRENT)
class DamageTest {

    private static final int RECORDS = 20_000;

    @TempDir
    static Path folder;

    private static RunningNode node;

    @BeforeAll
    static void start() {
        node = RunningNode.start(folder.resolve("node"));
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    void aFlippedBitInWhatWasCheckpointedIsNamedAndNeverGivenOutWhileOthersServe() throws Exception {
        String topic = filled("flipped");
        node.stop();
        Path segment = onlySegment(node.partitionFolder(topic, 0));
        flipABit(segment, Files.size(segment) / 2);
        node.restart();

        // Everything is asked for, so that the damage is met wherever it is.
        node.run("consume", topic, "--partition=0", "--quiet")
                .refused(segment.getFileName().toString(), "position");
        assertThat(node.run("consume", topic, "--partition=1").succeeded().out())
                .isEqualTo(text());
        node.run("more\n".getBytes(), "produce", topic, "--partition=1").succeeded();
    }

    @Test
    void aTailThatWasCutAfterAKillHealsAndTheRestIsServed() throws Exception {
        String topic = filled("torn");
        node.run("last\n".getBytes(), "produce", topic, "--partition=0").succeeded();
        node.kill9();
        Path segment = onlySegment(node.partitionFolder(topic, 0));
        try (FileChannel file = FileChannel.open(segment, StandardOpenOption.WRITE)) {
            file.truncate(file.size() - 3);
        }
        node.restart();

        assertThat(node.run("consume", topic, "--partition=0").succeeded().out())
                .isEqualTo(text());
        node.run("again\n".getBytes(), "produce", topic, "--partition=0").succeeded();
        assertThat(node.run("consume", topic, "--partition=0", "--offset=" + RECORDS)
                        .succeeded()
                        .out())
                .isEqualTo("again\n");
    }

    @Test
    void lostIndexesAreMadeAnew() throws Exception {
        String topic = filled("indexless");
        node.stop();
        try (Stream<Path> files = Files.list(node.partitionFolder(topic, 0))) {
            for (Path file : files.toList()) if (file.toString().endsWith("index")) Files.delete(file);
        }
        node.restart();

        assertThat(node.run("consume", topic, "--partition=0", "--offset=" + (RECORDS - 1))
                        .succeeded()
                        .out())
                .isEqualTo("line " + (RECORDS - 1) + "\n");
    }

    private static String filled(String topic) {
        node.run("topic", "create", topic, "--partitions", "2").succeeded();
        for (int p = 0; p < 2; p++)
            node.run(text().getBytes(), "produce", topic, "--partition=" + p, "--batch-bytes=4096")
                    .succeeded();
        return topic;
    }

    private static String text() {
        StringBuilder text = new StringBuilder();
        IntStream.range(0, RECORDS).forEach(i -> text.append("line ").append(i).append('\n'));
        return text.toString();
    }

    private static Path onlySegment(Path partition) throws IOException {
        try (Stream<Path> files = Files.list(partition)) {
            return files.filter(file -> file.toString().endsWith(".log"))
                    .reduce((a, b) -> {
                        throw new AssertionError("more than one segment in " + partition);
                    })
                    .orElseThrow();
        }
    }

    private static void flipABit(Path path, long position) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.seek(position);
            int b = file.read();
            file.seek(position);
            file.write(b ^ 0x10);
        }
    }
}
