package akkord.sharding.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akkord.sharding.settings.HostPort;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a node notes of the cluster and of its own end. */
class RememberedNodesTest {

    @TempDir
    Path folder;

    @Test
    void theNodesAreReadAsTheyWereWritten() throws Exception {
        RememberedNodes nodes =
                new RememberedNodes(Map.of(1, new HostPort("a", 1), 7, new HostPort("b.c", 25520)), true);
        nodes.write(folder);
        assertThat(RememberedNodes.read(folder)).isEqualTo(nodes);
    }

    @Test
    void aFolderThatWasInNoClusterRemembersNobody() {
        assertThat(RememberedNodes.read(folder).addresses()).isEmpty();
    }

    @Test
    void aDamagedListIsNamedWithTheWayOut() throws Exception {
        Files.writeString(folder.resolve("nodes.properties"), "node.x=a:1\n");
        assertThatThrownBy(() -> RememberedNodes.read(folder))
                .isInstanceOf(DataFolderException.class)
                .hasMessageContaining("nodes.properties")
                .hasMessageContaining("--join");
    }

    @Test
    void aProcessThatWasKilledKeptItsRecordsWhileTheMachineRan() throws Exception {
        LastLife life = LastLife.beginning("i1", false, false);
        life.write(folder);
        assertThat(LastLife.read(folder)).isEqualTo(life);
        assertThat(life.keptItsRecords()).isTrue();
        assertThat(new LastLife("i1", "another boot", false, false, false).keptItsRecords())
                .as("the machine has lost what was not flushed")
                .isFalse();
        assertThat(new LastLife("i1", "another boot", true, false, false).keptItsRecords())
                .as("it acknowledged from the disk")
                .isTrue();
        assertThat(new LastLife("i1", "another boot", false, false, false)
                        .ended()
                        .keptItsRecords())
                .as("it was stopped well")
                .isTrue();
        assertThat(new LastLife("i1", "", false, false, false).keptItsRecords())
                .as("nothing is known of the machine")
                .isFalse();
    }
}
