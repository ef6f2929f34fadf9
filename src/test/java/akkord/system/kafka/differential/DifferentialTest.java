package akkord.system.kafka.differential;

import static org.assertj.core.api.Assertions.assertThat;

import akkord.system.RunningNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.protocol.ApiMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
class DifferentialTest {

    /** Apache Kafka makes changes known a moment after it has acknowledged them: readers ask again until then. */
    private static final long SETTLING_SECONDS_MAX = 10;

    @TempDir
    Path folder;

    private final MeantDifferences meant = new MeantDifferences();

    @Test
    void everyAnswerIsApacheKafkasButForWhatIsMeant() throws Exception {
        List<String> different = new ArrayList<>();
        List<Step> steps = Requests.steps();
        try (ApacheKafka kafka =
                        ApacheKafka.start(folder.resolve("kafka"), List.of("auto.create.topics.enable=false"));
                RunningNode akkord =
                        RunningNode.start(folder.resolve("akkord"), "-Dbroker.auto.create.topics.enable=false");
                Peer theirs = new Peer("Apache Kafka", kafka.port());
                Peer ours = new Peer("Akkord", port(akkord))) {
            for (Step step : steps) different.addAll(differences(step, theirs, ours));
        }
        assertThat(different).as("differences in %d requests", steps.size()).isEmpty();
        assertThat(meant.neverMet()).as("meant differences that did not occur").isEmpty();
    }

    private static int port(RunningNode node) {
        String server = node.kafkaServer();
        return Integer.parseInt(server.substring(server.lastIndexOf(':') + 1));
    }

    private List<String> differences(Step step, Peer theirs, Peer ours) throws InterruptedException {
        List<String> found = askBoth(step, theirs, ours);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SETTLING_SECONDS_MAX);
        while (!found.isEmpty() && !step.changes() && System.nanoTime() < deadline) {
            found = askBoth(step, theirs, ours);
        }
        return found;
    }

    private List<String> askBoth(Step step, Peer theirs, Peer ours) {
        Map<String, String> expected = answer(step, theirs);
        Map<String, String> actual = answer(step, ours);
        List<String> found = new ArrayList<>();
        TreeSet<String> paths = new TreeSet<>(expected.keySet());
        paths.addAll(actual.keySet());
        for (String path : paths) {
            String one = expected.getOrDefault(path, "(absent)");
            String other = actual.getOrDefault(path, "(absent)");
            if (!one.equals(other) && !meant.isMeant(step, path))
                found.add(step + " " + path + ": Apache Kafka " + one + ", Akkord " + other);
        }
        return found;
    }

    private static Map<String, String> answer(Step step, Peer peer) {
        ApiMessage answer = peer.ask(step.key(), step.version(), step.request().apply(peer));
        return Fields.of(Peer.tree(answer, step.version()), peer.topicIds());
    }
}
