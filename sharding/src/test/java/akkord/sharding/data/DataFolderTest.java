package akkord.sharding.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {

    @TempDir
    Path temp;

    @Test
    void aFolderThatIsNotThereIsMade() {
        try (DataFolder folder = DataFolder.open(temp.resolve("a/b"), 1)) {
            assertThat(folder.path()).isDirectory();
            assertThat(folder.clusterId()).isNull();
        }
    }

    @Test
    void theClusterIsRemembered() {
        try (DataFolder folder = DataFolder.open(temp, 1)) {
            folder.joined("alpha");
        }
        try (DataFolder folder = DataFolder.open(temp, 1)) {
            assertThat(folder.clusterId()).isEqualTo("alpha");
        }
    }

    @Test
    void aFolderInUseIsRefusedAndNamesTheProcess() {
        try (DataFolder folder = DataFolder.open(temp, 1)) {
            assertThatThrownBy(() -> DataFolder.open(temp, 1))
                    .isInstanceOf(DataFolderException.class)
                    .hasMessageContaining(folder.path() + " is in use by process "
                            + ProcessHandle.current().pid());
        }
        DataFolder.open(temp, 1).close();
    }

    @Test
    void aFolderOfAnotherNodeIsRefusedAndLetGo() {
        DataFolder.open(temp, 1).close();

        assertThatThrownBy(() -> DataFolder.open(temp, 2))
                .isInstanceOf(DataFolderException.class)
                .hasMessageContaining("belongs to node 1, not to node 2")
                .hasMessageContaining("--node-id 1");
        DataFolder.open(temp, 1).close();
    }

    @Test
    void aFolderOfAnotherClusterIsRefused() {
        try (DataFolder folder = DataFolder.open(temp, 1)) {
            folder.joined("alpha");
            assertThatThrownBy(() -> folder.joined("beta"))
                    .isInstanceOf(DataFolderException.class)
                    .hasMessageContaining("belongs to cluster alpha, but this is cluster beta");
        }
    }

    @Test
    void aPathThatIsAFileIsRefused() throws Exception {
        Path file = Files.writeString(temp.resolve("file"), "");

        assertThatThrownBy(() -> DataFolder.open(file, 1))
                .isInstanceOf(DataFolderException.class)
                .hasMessageContaining("cannot use the data folder " + file);
    }

    @Test
    void anIdentityThatCannotBeReadIsRefused() throws Exception {
        Files.writeString(temp.resolve("node.properties"), "format=1\nnode.id=none\n");

        assertThatThrownBy(() -> DataFolder.open(temp, 1)).hasMessageContaining("node.properties is damaged");
    }
}
