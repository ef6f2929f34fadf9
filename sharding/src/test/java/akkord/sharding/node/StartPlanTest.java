package akkord.sharding.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akkord.sharding.data.RememberedNodes;
import akkord.sharding.membership.Formation;
import akkord.sharding.settings.ConfigLayers;
import akkord.sharding.settings.HostPort;
import akkord.sharding.settings.SettingOverride;
import akkord.sharding.settings.SettingsReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a node becomes part of a cluster, by what it is told and what its folder holds. */
class StartPlanTest {

    private static final RememberedNodes NOBODY = new RememberedNodes(Map.of(), false);
    private static final RememberedNodes OTHERS =
            new RememberedNodes(Map.of(1, new HostPort("a", 1), 2, new HostPort("b", 1)), true);

    @TempDir
    Path data;

    private StartPlan plan(@Nullable String clusterId, RememberedNodes remembered, String... settings) {
        List<SettingOverride> overrides = new ArrayList<>();
        overrides.add(SettingOverride.property("akkord.data-folder", data.toString()));
        for (String setting : settings) {
            String[] parts = setting.split("=", 2);
            overrides.add(SettingOverride.property("akkord." + parts[0], parts[1]));
        }
        ConfigLayers layers = ConfigLayers.load(null, overrides, new Properties());
        return StartPlan.of(SettingsReader.read(layers), layers.effective(), clusterId, remembered);
    }

    private static Set<Integer> journalVoters(StartPlan plan) {
        return Objects.requireNonNull(plan.journal()).voters();
    }

    /** As Ratis writes it: an entry whose configuration names the peers. */
    private void journalOf(int... voters) throws IOException {
        ByteArrayOutputStream peers = new ByteArrayOutputStream();
        for (int voter : voters) peers.writeBytes(new byte[] {0x0a, 3, 0x0a, 1, (byte) ('0' + voter)});
        ByteArrayOutputStream entry = new ByteArrayOutputStream();
        entry.writeBytes(new byte[] {8, 1, 0x22, (byte) peers.size()});
        entry.writeBytes(peers.toByteArray());
        Path current = Files.createDirectories(data.resolve("journal")
                .resolve("616b6b6f-7264-4a6f-8075-726e616c0001")
                .resolve("current"));
        Files.write(current.resolve("raft-meta.conf"), entry.toByteArray());
    }

    @Test
    void aNodeThatIsToldNothingAndHasNothingFormsACluster() {
        StartPlan plan = plan(null, NOBODY);
        assertThat(plan.formation()).isEqualTo(new Formation.AtOnce());
        assertThat(journalVoters(plan)).containsExactly(1);
    }

    @Test
    void aNodeThatIsToldOthersFormsNoneAndWaitsToVote() {
        StartPlan plan = plan(null, NOBODY, "cluster.join=a:1,b:2", "node-id=3");
        assertThat(plan.formation()).isEqualTo(new Formation.Never());
        assertThat(plan.others()).containsExactly(new HostPort("a", 1), new HostPort("b", 2));
        assertThat(journalVoters(plan)).isEmpty();
    }

    @Test
    void ofANewClusterThatIsToldTheSameListTheFirstForms() throws Exception {
        String list = "cluster.join=127.0.0.1:7001,127.0.0.1:7002";
        StartPlan first = plan(null, NOBODY, list, "cluster.port=7001", "host=127.0.0.1");
        assertThat(first.formation()).isEqualTo(new Formation.NamedFirst());
        assertThat(first.others()).containsExactly(new HostPort("127.0.0.1", 7002));
        assertThat(journalVoters(first)).containsExactly(1);
        StartPlan second = plan(null, NOBODY, list, "cluster.port=7002", "host=127.0.0.1", "node-id=2");
        assertThat(second.formation()).isEqualTo(new Formation.Never());
        assertThat(second.others()).containsExactly(new HostPort("127.0.0.1", 7001));
        journalOf(1, 2);
        assertThat(plan("c", OTHERS, list, "cluster.port=7001", "host=127.0.0.1")
                        .formation())
                .isEqualTo(new Formation.ByMajority(Set.of(1, 2)));
    }

    @Test
    void theOnlyVoterFormsAtOnceOrAfterALookAround() throws Exception {
        journalOf(1);
        assertThat(plan("c", new RememberedNodes(Map.of(1, new HostPort("a", 1)), true))
                        .formation())
                .isEqualTo(new Formation.AtOnce());
        assertThat(plan("c", OTHERS).formation()).isEqualTo(new Formation.UnlessFound());
        assertThat(plan("c", OTHERS, "cluster.join=b:1").formation())
                .as("it was told to join")
                .isEqualTo(new Formation.Never());
    }

    @Test
    void oneOfSeveralVotersNeedsAMajorityWhateverItIsTold() throws Exception {
        journalOf(1, 2, 3);
        Formation majority = new Formation.ByMajority(Set.of(1, 2, 3));
        assertThat(plan("c", OTHERS).formation()).isEqualTo(majority);
        assertThat(plan("c", OTHERS, "cluster.join=b:1").formation()).isEqualTo(majority);
        assertThat(plan("c", OTHERS).others()).containsExactly(new HostPort("b", 1));
    }

    @Test
    void aFolderThatHasLostItsJournalIsRefused() {
        assertThatThrownBy(() -> plan("c", NOBODY))
                .hasMessageContaining("'journal'")
                .hasMessageContaining("missing");
        assertThatThrownBy(() -> plan("c", OTHERS, "cluster.join=b:1")).hasMessageContaining("missing");
    }

    @Test
    void aNodeThatDoesNotVoteNeedsSomebodyToJoin() {
        assertThatThrownBy(() -> plan(null, NOBODY, "cluster.roles=other"))
                .hasMessageContaining("akkord.cluster.roles")
                .hasMessageContaining("--join");
        StartPlan plan = plan(null, NOBODY, "cluster.roles=other", "cluster.join=a:1");
        assertThat(plan.journal()).isNull();
        assertThat(plan.formation()).isEqualTo(new Formation.Never());
    }
}
