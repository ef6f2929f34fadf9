package akkord.protocol.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The schema is the truth: what is written about it elsewhere must say the same. */
class ConfigurationPageTest {

    private static final Path PAGE = Path.of("..", "docs", "configuration.md");

    @Test
    void thePageListsEverySettingAsTheSchemaHasIt() throws IOException {
        String page = Files.readString(PAGE);
        String expected = withTable(page, "topic settings", topicTable());
        expected = withTable(expected, "group settings", groupTable());
        expected = withTable(expected, "broker settings", brokerTable());
        // whoever changes the schema finds the new page here
        Files.writeString(Path.of("target", "configuration.md"), expected);

        assertThat(page)
                .as("docs/configuration.md; the page as it should be is in protocol/target/configuration.md")
                .isEqualTo(expected);
    }

    @Test
    void thePageOfTheKafkaPortSaysOfEveryTopicSettingWhetherItIsInEffect() throws IOException {
        List<String> rows = Files.readAllLines(Path.of("..", "docs", "kafka.md"));
        for (ConfigKey key : TopicConfigSchema.keys()) {
            String row = key.effective() ? "| in effect |" : "| not yet: ";
            assertThat(rows.stream().filter(line -> line.startsWith(row)))
                    .as(key.name())
                    .anyMatch(line -> names(line, key.name()));
        }
    }

    /** Whether {@code line} has that name in quotes, or a beginning of it and a star. */
    private static boolean names(String line, String name) {
        return Arrays.stream(line.split("`"))
                .anyMatch(word -> word.endsWith("*")
                        ? name.startsWith(word.substring(0, word.length() - 1))
                        : word.equals(name) || word.startsWith(name + " = "));
    }

    @Test
    void theDefaultsInTheReferenceAreThoseOfTheSchema() {
        Map<String, String> written = FlatConfig.read(reference(), name -> Optional.empty());
        Map<String, String> schema = BrokerConfigSchema.keys().stream()
                .filter(key -> key.defaultText() != null)
                .collect(Collectors.toMap(ConfigKey::name, key -> String.valueOf(key.defaultText())));

        assertThat(written).isEqualTo(schema);
    }

    static List<String> names() {
        return BrokerConfigSchema.keys().stream().map(ConfigKey::name).toList();
    }

    @ParameterizedTest
    @MethodSource("names")
    void eachSettingIsExplainedInTheReference(String name) {
        ConfigKey key = BrokerConfigSchema.key(name).orElseThrow();
        ConfigValue value = valueOf(reference(), name);

        assertThat(String.join(" ", value.origin().comments())).isEqualToNormalizingWhitespace(key.documentation());
    }

    /** A null has no path but a place in the tree. */
    private static ConfigValue valueOf(Config block, String name) {
        ConfigValue quoted = block.root().get(name);
        if (quoted != null) return quoted;
        int dot = name.lastIndexOf('.');
        return block.getObject(name.substring(0, dot)).get(name.substring(dot + 1));
    }

    private static Config reference() {
        return ConfigFactory.parseResources(BrokerSettings.class.getClassLoader(), "reference.conf")
                .getConfig("broker");
    }

    private static String withTable(String page, String title, String table) {
        String begin = "<!-- " + title + ": begin -->\n";
        String end = "<!-- " + title + ": end -->";
        return page.substring(0, page.indexOf(begin) + begin.length()) + table + page.substring(page.indexOf(end));
    }

    private static String topicTable() {
        return inheritedTable(TopicConfigSchema.keys());
    }

    private static String groupTable() {
        return inheritedTable(GroupConfigSchema.keys());
    }

    private static String inheritedTable(Collection<ConfigKey> keys) {
        return table("Default from", keys, key -> key.brokerName() == null ? "" : "`" + key.brokerName() + "`");
    }

    private static String brokerTable() {
        return table("While it runs", BrokerConfigSchema.keys(), key -> key.dynamic() ? "yes" : "");
    }

    private static String table(
            String column, Collection<ConfigKey> keys, java.util.function.Function<ConfigKey, String> cell) {
        StringBuilder table = new StringBuilder("| Name | Meaning | Values | Default | " + column + " | In effect |\n")
                .append("|---|---|---|---|---|---|\n");
        keys.stream()
                .map(key -> "| `%s` | %s | %s | %s | %s | %s |%n"
                        .formatted(
                                key.name(),
                                key.documentation(),
                                key.expected(),
                                defaultCell(key),
                                cell.apply(key),
                                key.effective() ? "yes" : "not yet"))
                .forEach(table::append);
        return table.toString();
    }

    private static String defaultCell(ConfigKey key) {
        String text = key.defaultText();
        if (text == null) return "unset";
        return text.isEmpty() ? "empty" : "`" + text + "`";
    }
}
