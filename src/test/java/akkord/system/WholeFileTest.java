package akkord.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real file of some hundred megabytes goes in and comes out, whatever happens to the node meanwhile. */
class WholeFileTest {

    private static final int PARTITIONS = 4;
    private static final int KILLS = Integer.getInteger("kills", 8);
    private static final int CORPUS_BYTES = Integer.getInteger("corpus.mib", 200) << 20;

    private static Corpus corpus;

    @TempDir
    Path folder;

    @BeforeAll
    static void gather() {
        corpus = Corpus.ofAtLeast(CORPUS_BYTES);
        System.out.printf("corpus: %,d lines, %,d bytes%n", corpus.lines(), corpus.size());
    }

    @AfterAll
    static void forget() {
        corpus = null;
    }

    @Test
    void aWholeFileGoesInAndTheSameLinesComeOut() throws Exception {
        Path file = folder.resolve("corpus.txt");
        Path report = folder.resolve("acked.txt");
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write(corpus.bytes(), 0, corpus.size());
        }
        Ledger ledger = new Ledger(corpus, PARTITIONS);
        try (RunningNode node = RunningNode.start(folder.resolve("node"))) {
            node.run("topic", "create", "lines", "--partitions", "" + PARTITIONS)
                    .succeeded();

            node.run("produce", "lines", file.toString(), "--report-acked", report.toString())
                    .succeeded();
            ledger.add(report, ledger.open());

            assertThat(ledger.count()).isEqualTo(corpus.lines());
            ReadBack readBack = ReadBack.of(node, "lines", corpus, ledger);
            assertEverythingPromisedIsThere(ledger, readBack);
            // Every line was promised a place of its own and is there, so nothing more may be.
            assertThat(readBack.records()).isEqualTo(corpus.lines());
        }
    }

    @Test
    void whatWasAcknowledgedIsThereOnceAndInOrderHoweverOftenTheNodeIsKilled() throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("seed " + seed + " (run it again with -Dseed=" + seed + ")");
        Random random = new Random(seed);
        Ledger ledger = new Ledger(corpus, PARTITIONS);
        try (RunningNode node = RunningNode.start(folder.resolve("node"))) {
            node.run("topic", "create", "lines", "--partitions", "" + PARTITIONS)
                    .succeeded();
            for (int kill = 0; kill < KILLS; kill++) {
                // Somewhere from the first byte on; all of them together cover most of the file.
                long killAfter = 1 + (long) (random.nextDouble() * 2 * corpus.size() / (KILLS + 2));
                produceUntilKilled(node, ledger, killAfter);
                System.out.printf("killed after %,d bytes; %,d lines acknowledged%n", killAfter, ledger.count());
                node.restart();
            }
            produceUntilKilled(node, ledger, Long.MAX_VALUE);
            assertThat(ledger.count()).isEqualTo(corpus.lines());

            ReadBack readBack = ReadBack.of(node, "lines", corpus, ledger);
            assertEverythingPromisedIsThere(ledger, readBack);
            assertThat(readBack.records())
                    .isEqualTo(ledger.count() + readBack.unpromised().size());
            assertNothingIsInvented(readBack.unpromised());
        }
    }

    /** Sends every open line; at {@code killAfter} bytes sent the node dies, and the command fails. */
    private void produceUntilKilled(RunningNode node, Ledger ledger, long killAfter) throws Exception {
        Path report = folder.resolve("acked.txt");
        Files.deleteIfExists(report);
        int[] open = ledger.open();
        Process produce = Akkord.command(List.of(
                        "produce", "lines", "--quiet", "--report-acked", report.toString(), "--server", node.server()))
                .start();
        CompletableFuture<String> out = Akkord.drained(produce.getInputStream());
        CompletableFuture<String> err = Akkord.drained(produce.getErrorStream());
        boolean killed = feed(produce.getOutputStream(), open, killAfter, node);
        int exitCode = produce.waitFor();
        // Killed after the last answer it may still have succeeded; with a living node it must have.
        boolean expected = exitCode == 0 || (killed && exitCode == 1);
        assertThat(expected)
                .as("exit code %d: %s%s\n%s", exitCode, out.join(), err.join(), node.logTail())
                .isTrue();
        if (exitCode == 1) assertThat(err.join()).contains("acknowledged").hasLineCount(1);
        ledger.add(report, open);
        if (!killed && killAfter != Long.MAX_VALUE) node.kill9();
    }

    private static boolean feed(OutputStream stdin, int[] lines, long killAfter, RunningNode node) {
        boolean killed = false;
        long sent = 0;
        try (OutputStream out = new BufferedOutputStream(stdin, 1 << 16)) {
            for (int line : lines) {
                out.write(corpus.bytes(), corpus.start(line), corpus.length(line) + 1);
                sent += corpus.length(line) + 1;
                if (!killed && sent >= killAfter) {
                    killed = true;
                    node.kill9();
                }
            }
        } catch (IOException commandEnded) {
            // It stops reading once the node is gone. If the node is not, its exit code fails the test.
            return killed;
        }
        return killed;
    }

    private static void assertEverythingPromisedIsThere(Ledger ledger, ReadBack readBack) {
        for (int p = 0; p < PARTITIONS; p++) {
            System.out.printf(
                    "partition %d: %,d records promised, CRC-32C %08x; %,d there, CRC-32C %08x%n",
                    p, ledger.promised(p), ledger.checksum(p), readBack.kept(p), readBack.checksum(p));
            assertThat(readBack.kept(p)).as("partition %d", p).isEqualTo(ledger.promised(p));
            assertThat(readBack.checksum(p)).as("partition %d", p).isEqualTo(ledger.checksum(p));
        }
    }

    /** What was in flight when the node died may have been written; then it is a line of the corpus. */
    private static void assertNothingIsInvented(List<byte[]> unpromised) {
        Set<ByteBuffer> unknown = new HashSet<>();
        for (byte[] record : unpromised) unknown.add(ByteBuffer.wrap(record));
        for (int line = 0; line < corpus.lines() && !unknown.isEmpty(); line++)
            unknown.remove(ByteBuffer.wrap(corpus.bytes(), corpus.start(line), corpus.length(line)));
        System.out.printf("%,d records in flight at a kill had been written%n", unpromised.size());
        assertThat(unknown).isEmpty();
    }
}
