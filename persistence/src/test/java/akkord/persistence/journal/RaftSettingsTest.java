package akkord.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.util.Set;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The settings of Ratis on which the journal's promises rest. */
class RaftSettingsTest {

    @TempDir
    Path folder;

    @Test
    void anEntryIsForcedToTheDiskBeforeItIsAcknowledged() {
        RaftProperties raft = RaftSettings.of(JournalSettings.of(folder, 1, Set.of(1), ConfigFactory.load()));

        assertThat(RaftServerConfigKeys.Log.unsafeFlushEnabled(raft))
                .as("acknowledge, then force")
                .isFalse();
        assertThat(RaftServerConfigKeys.Log.asyncFlushEnabled(raft))
                .as("force beside the acknowledgement")
                .isFalse();
        assertThat(RaftServerConfigKeys.Log.forceSyncNum(raft)).isPositive();
        assertThat(RaftServerConfigKeys.Log.useMemory(raft))
                .as("no disk at all")
                .isFalse();
    }
}
