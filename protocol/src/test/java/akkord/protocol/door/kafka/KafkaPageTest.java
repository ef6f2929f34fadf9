package akkord.protocol.door.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import akkord.protocol.config.BrokerSettings;
import akkord.protocol.controller.ControllerAccess;
import akkord.protocol.door.kafka.connection.Served;
import akkord.protocol.door.kafka.handler.KafkaDoorContext;
import akkord.protocol.door.kafka.handler.RequestTable;
import akkord.protocol.group.GroupAccess;
import akkord.protocol.metadata.MetadataCache;
import akkord.protocol.partition.LocalPartitions;
import akkord.protocol.share.ShareAccess;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Keeps docs/kafka.md true. */
class KafkaPageTest {

    private static final Pattern ROW = Pattern.compile("\\| (\\w+) \\| (\\d+)-(\\d+) \\|.*");

    @Test
    void thePageListsWhatTheTableOffers() throws IOException {
        List<String> offered = new RequestTable(new Nothing(), Duration.ofSeconds(1))
                .rows().stream().map(KafkaPageTest::row).toList();
        List<String> listed = page().lines()
                .map(ROW::matcher)
                .filter(Matcher::matches)
                .map(row -> row.group(1) + " " + row.group(2) + " " + row.group(3))
                .toList();
        assertThat(listed).isEqualTo(offered);
    }

    @Test
    void noVersionIsOfferedThatTheMessagesDoNotHave() {
        assertThat(new RequestTable(new Nothing(), Duration.ofSeconds(1)).rows())
                .allSatisfy(row -> {
                    assertThat(row.key().isVersionSupported((short) row.from())).isTrue();
                    assertThat(row.key().isVersionSupported((short) row.to())).isTrue();
                });
    }

    @Test
    void thePageNamesEveryBoundOfTheDoor() throws IOException {
        Config bounds = ConfigFactory.load().getConfig("akkord.kafka");
        String page = page();
        assertThat(bounds.root().keySet()).isNotEmpty().allMatch(key -> page.contains("`" + key + "`"));
    }

    private static String row(Served served) {
        return served.key().messageType.name + " " + served.from() + " " + served.to();
    }

    private static String page() throws IOException {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.isRegularFile(folder.resolve("docs/kafka.md"))) folder = folder.getParent();
        return Files.readString(folder.resolve("docs/kafka.md"));
    }

    /** The table is made without asking the node anything but its settings. */
    private static final class Nothing implements KafkaDoorContext {

        @Override
        public int nodeId() {
            return 1;
        }

        @Override
        public LocalPartitions partitions() {
            throw new AssertionError();
        }

        @Override
        public MetadataCache metadata() {
            throw new AssertionError();
        }

        @Override
        public GroupAccess groups() {
            throw new AssertionError();
        }

        @Override
        public ShareAccess shares() {
            throw new AssertionError();
        }

        @Override
        public ControllerAccess controller() {
            throw new AssertionError();
        }

        @Override
        public BrokerSettings settings() {
            return BrokerSettings.DEFAULTS;
        }

        @Override
        public String version() {
            return "test";
        }

        @Override
        public Path logFolder() {
            throw new AssertionError();
        }
    }
}
