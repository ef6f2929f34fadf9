package akkord.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two consumers of a group, one of them in a process, that reach the node through a relay. The relay cuts their connections,
 * and nobody notices; the process is killed, and the other one has everything long before a session of 45 s is over.
 */
@Isolated("what a second more or less means is tested")
class ClosedConnectionTest {

    /** Told to clients instead of the address where the node listens. */
    private static final String RELAY = "127.66.0.1";

    private static final int PARTITIONS = 6;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Less than half a session; the grace is 3 s here. */
    private static final Duration SOON = Duration.ofSeconds(20);

    /** More than two graces take, at one each half second. */
    private static final int BEATS = 14;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    /** What one of the members has told. */
    private static final class Heard {
        private final Queue<String> changes = new ConcurrentLinkedQueue<>();
        private final AtomicLong owns = new AtomicLong();
        private final AtomicLong beats = new AtomicLong();

        void hear(String what, long number) {
            if (what.equals("beats")) {
                beats.set(number);
                return;
            }
            changes.add(what + " " + number);
            if (what.equals("owns")) owns.set(number);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"classic", "consumer"})
    void aKilledMemberIsGoneLongBeforeItsSessionAndOneThatIsCutOffAMomentStays(String protocol) throws Exception {
        try (RunningNode node = RunningNode.start(
                        folder.resolve("node"),
                        "-Dakkord.advertised-host=" + RELAY,
                        "-Dbroker.group.initial.rebalance.delay.ms=0");
                Relay relay = relayTo(node)) {
            String servers = RELAY + ":" + port(node);
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
                admin.createTopics(List.of(new NewTopic(protocol, PARTITIONS, (short) 1)))
                        .all()
                        .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            }
            Heard living = new Heard();
            Heard mortal = new Heard();
            BeatingMember member = new BeatingMember(servers, protocol, protocol, living::hear);
            Thread thread = new Thread(member::run, "living");
            Process process = started(servers, protocol, mortal);
            try {
                thread.start();
                Eventually.holds(
                        "half for each",
                        PATIENCE,
                        () -> living.owns.get() == PARTITIONS / 2 && mortal.owns.get() == PARTITIONS / 2);
                beat(living, mortal);
                List<String> before = List.of(living.changes.toString(), mortal.changes.toString());

                assertThat(relay.cut()).as("connections that were cut").isGreaterThan(3);
                beat(living, mortal);
                assertThat(List.of(living.changes.toString(), mortal.changes.toString()))
                        .as("nobody has noticed: " + node.logTail())
                        .isEqualTo(before);

                process.destroyForcibly().waitFor();
                Eventually.holds("all for one", SOON, () -> living.owns.get() == PARTITIONS);
                assertThat(node.logTail())
                        .containsPattern("was not heard of for [3-9]\\d{3} ms after its connection was closed");
            } finally {
                process.destroyForcibly();
                member.end();
                thread.join();
            }
        }
    }

    /** Until both have sent so many more heartbeats. */
    private static void beat(Heard one, Heard other) {
        long first = one.beats.get() + BEATS;
        long second = other.beats.get() + BEATS;
        Eventually.holds("heartbeats", PATIENCE, () -> one.beats.get() >= first && other.beats.get() >= second);
    }

    private static int port(RunningNode node) {
        return Integer.parseInt(node.kafkaServer().replaceFirst(".*:", ""));
    }

    private static Relay relayTo(RunningNode node) throws IOException {
        return new Relay(RELAY, port(node), new InetSocketAddress("127.0.0.1", port(node)));
    }

    private static Process started(String servers, String protocol, Heard heard) throws IOException {
        Process process = MemberProcess.start(BeatingMember.class, servers, protocol, protocol);
        Thread listener = new Thread(() -> listen(process, heard), "mortal");
        listener.setDaemon(true);
        listener.start();
        return process;
    }

    private static void listen(Process process, Heard heard) {
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] words = line.split(" ");
                if (words.length == 2 && words[1].matches("\\d+")) heard.hear(words[0], Long.parseLong(words[1]));
                else System.out.println("mortal: " + line);
            }
        } catch (IOException killed) {
            assert !process.isAlive();
        }
    }
}
