package akkord.system.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import akkord.system.kafka.client.RecordLine;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Kafka's command for share groups: what it shows of one, with and without members, and where it sets it. */
@Execution(ExecutionMode.CONCURRENT)
class ShareGroupCommandTest {

    private static final String GROUP = "sorters";
    private static final String TOPIC = "letters";
    private static final int RECORDS = 10;
    /** Of the first record: 2023-11-14T22:13:20Z. Each further one is a millisecond later. */
    private static final long WRITTEN_MILLIS = 1_700_000_000_000L;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @RegisterExtension
    static final SharedNode SHARED = new SharedNode();

    private static KafkaTools kafka;

    @BeforeAll
    static void fill() {
        kafka = new KafkaTools(SHARED.server());
        SHARED.reference().ask("create", TOPIC, 1);
        SHARED.reference()
                .produce(
                        TOPIC,
                        0,
                        "none",
                        IntStream.range(0, RECORDS)
                                .mapToObj(number -> RecordLine.of(
                                        WRITTEN_MILLIS + number,
                                        new byte[0],
                                        ("" + number).getBytes(StandardCharsets.UTF_8),
                                        List.of()))
                                .toList());
        kafka.configs(
                        "--alter",
                        "--entity-type",
                        "groups",
                        "--entity-name",
                        GROUP,
                        "--add-config",
                        "share.auto.offset.reset=earliest")
                .succeeded();
    }

    @Test
    void aShareGroupIsListedDescribedResetAndDeleted() {
        try (KafkaShareConsumer<byte[], byte[]> member = member()) {
            assertThat(accepted(member, 4)).containsExactly("0", "1", "2", "3");
            isShownWithItsMember();
            isLeftAloneAsLongAsItHasAMember();
        }
        await("it is listed as empty", () -> shares("--list", "--state", "Empty").lines().stream()
                .anyMatch(line -> line.matches(GROUP + " +Empty *")));
        assertThat(shares("--describe", "--group", GROUP, "--members").err()).contains("has no active members");

        assertThat(reset("--topic", TOPIC, "--to-earliest", "--dry-run")).isEqualTo(0);
        assertThat(offsets()).as("it has only been asked").containsExactly(4, 6);
        assertThat(reset("--topic", TOPIC + ":0", "--to-datetime", "2023-11-14T22:13:20.007", "--execute"))
                .isEqualTo(7);
        assertThat(offsets()).containsExactly(7, 3);
        try (KafkaShareConsumer<byte[], byte[]> member = member()) {
            assertThat(accepted(member, 3)).containsExactly("7", "8", "9");
        }
        await("it is empty", ShareGroupCommandTest::isEmpty);
        assertThat(reset("--all-topics", "--to-earliest", "--execute")).isEqualTo(0);
        assertThat(offsets()).containsExactly(0, 10);

        assertThat(shares("--delete-offsets", "--group", GROUP, "--topic", TOPIC)
                        .lines())
                .anyMatch(line -> line.matches(TOPIC + " +Successful"));
        assertThat(shares("--describe", "--group", GROUP).text()).contains("has no offset information");
        assertThat(shares("--delete", "--group", GROUP).text()).contains("'" + GROUP + "'", "was successful");
        await("it is listed no more", () -> !shares("--list").lines().contains(GROUP));
        assertThat(shares("--describe", "--group", GROUP).text()).contains("GroupIdNotFoundException");
    }

    private static void isShownWithItsMember() {
        await("it is listed", () -> shares("--list", "--state").lines().stream()
                .anyMatch(line -> line.matches(GROUP + " +Stable *")));
        assertThat(shares("--list").lines()).contains(GROUP);
        assertThat(shares("--list", "--state", "Empty").text()).doesNotContain(GROUP);
        assertThat(shares("--describe", "--group", GROUP, "--state").lines())
                .anyMatch(line -> line.matches(GROUP + " +" + SHARED.server() + " +\\(1\\) +Stable +1 *"));
        assertThat(shares("--describe", "--group", GROUP, "--members").lines())
                .anyMatch(line -> line.matches(GROUP + " +\\S{22} +/?127\\.0\\.0\\.1 +reader +.*" + TOPIC + ":0 *"));
        assertThat(offsets()).containsExactly(4, 6);
        assertThat(shares("--describe", "--group", GROUP, "--offsets", "--verbose")
                        .lines())
                .anyMatch(line -> line.matches(GROUP + " +" + TOPIC + " +0 +\\d+ +4 +6 *"));
    }

    /** Kafka's command fails for some of these, and for others it only says why. */
    private static void isLeftAloneAsLongAsItHasAMember() {
        assertThat(command("--reset-offsets", "--group", GROUP, "--topic", TOPIC, "--to-earliest", "--execute")
                        .failed()
                        .err())
                .contains("is not empty");
        assertThat(shares("--delete-offsets", "--group", GROUP, "--topic", TOPIC)
                        .text())
                .contains("has members");
        assertThat(shares("--delete", "--group", GROUP).text()).contains("could not be deleted");
        assertThat(offsets()).containsExactly(4, 6);
    }

    private static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) assertThat(System.nanoTime()).as(what).isLessThan(deadline);
    }

    private static boolean isEmpty() {
        return shares("--describe", "--group", GROUP, "--state").err().contains("has no active members");
    }

    /** Where the group stands, and how many records are left. */
    private static List<Integer> offsets() {
        return shares("--describe", "--group", GROUP, "--offsets").lines().stream()
                .filter(line -> line.startsWith(GROUP))
                .map(line -> line.split(" +"))
                .filter(parts -> parts[1].equals(TOPIC) && parts[2].equals("0"))
                .flatMap(parts -> List.of(Integer.parseInt(parts[3]), Integer.parseInt(parts[4])).stream())
                .toList();
    }

    /** @return the offset that it shows for the partition */
    private static int reset(String... how) {
        List<String> arguments = new ArrayList<>(List.of("--reset-offsets", "--group", GROUP));
        arguments.addAll(List.of(how));
        String shown = shares(arguments.toArray(String[]::new)).lines().stream()
                .filter(line -> line.matches(GROUP + " +" + TOPIC + " +0 +\\d+ *"))
                .findFirst()
                .orElseThrow();
        return Integer.parseInt(shown.strip().split(" +")[3]);
    }

    private static Ran shares(String... arguments) {
        return command(arguments).succeeded();
    }

    private static Ran command(String... arguments) {
        return kafka.tool("consumer.group.ShareGroupCommand", arguments);
    }

    private static KafkaShareConsumer<byte[], byte[]> member() {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                SHARED.server(),
                "group.id",
                GROUP,
                "client.id",
                "reader",
                "share.acknowledgement.mode",
                "explicit",
                "share.acquire.mode",
                "record_limit",
                "max.poll.records",
                4);
        KafkaShareConsumer<byte[], byte[]> member =
                new KafkaShareConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        member.subscribe(List.of(TOPIC));
        return member;
    }

    /** So many records as the member gets them, all accepted. */
    private static List<String> accepted(KafkaShareConsumer<byte[], byte[]> member, int count) {
        List<String> values = new ArrayList<>();
        await(count + " records", () -> {
            for (ConsumerRecord<byte[], byte[]> record : member.poll(Duration.ofMillis(100))) {
                values.add(new String(record.value(), StandardCharsets.UTF_8));
                member.acknowledge(record);
            }
            return values.size() >= count;
        });
        assertThat(member.commitSync(PATIENCE).values()).allMatch(Optional::isEmpty);
        return values;
    }
}
