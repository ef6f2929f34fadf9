package akkord.actors.controller;

import static akkord.actors.controller.Fixtures.set;
import static org.assertj.core.api.Assertions.assertThat;

import akkord.protocol.controller.ControllerCommand.ConfigChange;
import akkord.protocol.controller.ControllerCommand.ConfigOp;
import akkord.protocol.controller.ControllerCommand.TopicResult;
import akkord.protocol.domain.ErrorCode;
import akkord.protocol.metadata.MetadataImage;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.module.paramnames.ParameterNamesModule;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Settings of single groups, which are kept and sent with those of topics and nodes. */
class GroupConfigsTest {

    private static final String SESSION = "consumer.session.timeout.ms";

    private final CoreHarness one = CoreHarness.withNodes(1);

    private List<TopicResult> alter(String group, ConfigOp... ops) {
        return one.alter(ConfigChange.ofGroup(group, false, List.of(ops)));
    }

    @Test
    void whatIsSetIsInTheImageUntilItIsTakenAway() {
        assertThat(alter("g", set(SESSION, "50000"), set("share.auto.offset.reset", "earliest"))
                        .get(0)
                        .why())
                .isNull();
        assertThat(one.image.groupConfig("g"))
                .isEqualTo(Map.of(SESSION, "50000", "share.auto.offset.reset", "earliest"));
        assertThat(one.image.groupConfig("h")).isEmpty();
        alter("g", new ConfigOp(SESSION, ConfigOp.Kind.DELETE, null));
        assertThat(one.image.groupConfig("g")).isEqualTo(Map.of("share.auto.offset.reset", "earliest"));
        one.alter(ConfigChange.ofGroup("g", true, List.of()));
        assertThat(one.image.groupConfig()).as("nothing is kept for nothing").isEmpty();
        assertThat(one.state.groupConfig()).isEmpty();
    }

    @Test
    void whatMakesNoSenseChangesNothing() {
        refused(alter("g", set(SESSION, "1")), ErrorCode.INVALID_CONFIG, "group.consumer.min.session.timeout.ms");
        refused(
                alter("g", set(SESSION, "50000"), set("consumer.x", "1")),
                ErrorCode.INVALID_CONFIG,
                "unknown group setting \"consumer.x\"");
        refused(
                alter("g", new ConfigOp("consumer.x", ConfigOp.Kind.DELETE, null)),
                ErrorCode.INVALID_CONFIG,
                "unknown group setting");
        refused(alter("", set(SESSION, "50000")), ErrorCode.INVALID_GROUP_ID, "a group's name");
        ConfigChange twice = ConfigChange.ofGroup("g", false, List.of(set(SESSION, "50000")));
        refused(one.alter(twice, twice), ErrorCode.INVALID_REQUEST, "group g is named more than once");
        refused(
                one.alter(new ConfigChange(null, 1, "g", false, List.of())),
                ErrorCode.INVALID_REQUEST,
                "both a topic and a node or group");
        assertThat(one.state.groupConfig()).isEmpty();
    }

    @Test
    void onlySoManyGroupsMayHaveSettings() {
        for (String group : List.of("a", "b", "c")) alter(group, set(SESSION, "50000"));
        refused(alter("d", set(SESSION, "50000")), ErrorCode.POLICY_VIOLATION, "groups-with-settings-max");
        assertThat(alter("c", set(SESSION, "50001")).get(0).why()).isNull();
        one.alter(ConfigChange.ofGroup("c", true, List.of()));
        assertThat(alter("d", set(SESSION, "50000")).get(0).why()).isNull();
    }

    @Test
    void whatAnOlderAkkordHasStoredHasNoSettingsOfGroups() throws Exception {
        String stored = "{\"version\":3,\"clusterId\":\"c\",\"nodes\":{},\"topics\":{},\"nodeConfig\":{}";
        ObjectMapper mapper = new ObjectMapper().registerModule(new ParameterNamesModule());
        assertThat(mapper.readValue(stored + ",\"nextProducerId\":7}", ControllerState.class)
                        .groupConfig())
                .isEmpty();
        assertThat(mapper.readValue(stored + ",\"controllerNode\":1}", MetadataImage.class)
                        .groupConfig())
                .isEmpty();
        MetadataImage image =
                MetadataImage.of(1, "c", 1, Map.of(), Map.of(), Map.of(), Map.of("g", Map.of(SESSION, "1")));
        assertThat(mapper.readValue(mapper.writeValueAsBytes(image), MetadataImage.class))
                .isEqualTo(image);
    }

    private static void refused(List<TopicResult> results, ErrorCode code, String sentence) {
        assertThat(results).isNotEmpty().allSatisfy(result -> {
            assertThat(result.why()).isNotNull();
            assertThat(result.why().code()).isEqualTo(code);
            assertThat(result.why().message()).contains(sentence);
        });
    }
}
