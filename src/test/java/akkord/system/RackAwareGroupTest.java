package akkord.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Nodes and consumers of three racks: everybody reads what is on its own. */
class RackAwareGroupTest {

    private static final String TOPIC = "near";
    private static final int RACKS = 3;
    private static final int OF_EACH = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(50);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    @Test
    void membersOfTheConsumerProtocolAreGivenWhatIsOnTheirRack() throws Exception {
        try (RunningCluster cluster = RunningCluster.onRacks(folder, RACKS);
                Admin admin = Admin.create(Map.of("bootstrap.servers", servers(cluster)))) {
            admin.createTopics(List.of(new NewTopic(TOPIC, RACKS * OF_EACH, (short) 1)))
                    .all()
                    .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            Map<String, Set<Integer>> near = near(admin);
            assertThat(near.values()).as("spread over the racks").hasSize(RACKS).allMatch(all -> all.size() == OF_EACH);
            Map<String, KafkaConsumer<byte[], byte[]>> members = new TreeMap<>();
            try {
                for (String rack : near.keySet()) members.put(rack, member(servers(cluster), rack));
                Eventually.holds("what is near, for each", PATIENCE, () -> {
                    members.values().forEach(member -> member.poll(POLL));
                    return owned(members).equals(near);
                });
                assertThat(racks(admin)).containsExactlyInAnyOrderElementsOf(near.keySet());
            } finally {
                members.values().forEach(KafkaConsumer::close);
            }
        }
    }

    private static Map<String, Set<Integer>> owned(Map<String, KafkaConsumer<byte[], byte[]>> members) {
        Map<String, Set<Integer>> owned = new HashMap<>();
        members.forEach((rack, member) -> owned.put(
                rack,
                member.assignment().stream().map(TopicPartition::partition).collect(Collectors.toSet())));
        return owned;
    }

    /** The partitions whose replica is on a rack, by rack. */
    private static Map<String, Set<Integer>> near(Admin admin) throws Exception {
        Map<String, Set<Integer>> near = new TreeMap<>();
        admin.describeTopics(List.of(TOPIC))
                .allTopicNames()
                .get(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .get(TOPIC)
                .partitions()
                .forEach(partition -> near.computeIfAbsent(
                                partition.replicas().get(0).rack(), rack -> new TreeSet<>())
                        .add(partition.partition()));
        return near;
    }

    /** As the group's description has them. */
    private static List<String> racks(Admin admin) throws Exception {
        return admin
                .describeConsumerGroups(List.of(TOPIC))
                .all()
                .get(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .get(TOPIC)
                .members()
                .stream()
                .map(MemberDescription::rackId)
                .map(rack -> rack.orElse("none"))
                .toList();
    }

    private static KafkaConsumer<byte[], byte[]> member(String servers, String rack) {
        KafkaConsumer<byte[], byte[]> member = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers", servers,
                        "group.id", TOPIC,
                        "group.protocol", "consumer",
                        "group.remote.assignor", "uniform",
                        "client.rack", rack),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        member.subscribe(List.of(TOPIC));
        return member;
    }

    private static String servers(RunningCluster cluster) {
        return cluster.others().stream().map(RunningNode::kafkaServer).collect(Collectors.joining(","));
    }
}
