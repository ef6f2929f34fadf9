package akkord.system;

import static org.assertj.core.api.Assertions.assertThat;

import akkord.system.Akkord.Outcome;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Who may use a data folder, and what it keeps. */
@Execution(ExecutionMode.CONCURRENT)
class DataFolderTest {

    @TempDir
    static Path folder;

    private static RunningNode node;

    @BeforeAll
    static void start() {
        node = RunningNode.start(folder.resolve("node"), "-Dakkord.durability=disk");
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    void aFolderInUseOrOfAnotherNodeIsRefusedAndItsNodeServesOn() {
        node.run("topic", "create", "mine").succeeded();

        Outcome second = Akkord.run(node.startCommand(1).toArray(String[]::new));
        assertThat(second.exitCode()).as(second.toString()).isNotZero();
        assertThat(second.out() + second.err()).contains(node.data().toString());

        node.run("a\n".getBytes(), "produce", "mine").succeeded();
        node.stop();

        Outcome stranger = Akkord.run(node.startCommand(2).toArray(String[]::new));
        assertThat(stranger.exitCode()).as(stranger.toString()).isNotZero();
        assertThat(stranger.out() + stranger.err())
                .contains("1", "2", node.data().toString());

        node.restart();
        assertThat(node.run("consume", "mine").succeeded().out()).isEqualTo("a\n");
    }

    @Test
    void withDurabilityDiskAnAcknowledgedRecordIsThereAfterAKill() {
        node.run("topic", "create", "safe", "--partitions", "3").succeeded();
        String lines = "record\n".repeat(5_000);
        node.run(lines.getBytes(), "produce", "safe", "--batch-bytes=1024").succeeded();
        node.kill9().restart();

        assertThat(node.run("consume", "safe").succeeded().out()).isEqualTo(lines);
    }
}
