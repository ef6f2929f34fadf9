package akkord.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.ActorSystem;
import akka.persistence.PersistentRepr;
import akka.serialization.Serialization;
import akka.serialization.SerializationExtension;
import akka.testkit.javadsl.TestKit;
import com.typesafe.config.ConfigFactory;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real process with persistent actors, killed at random moments, again and again on the same folder. */
@Timeout(600)
class JournalCrashTest {

    private static final int ACTORS = 20;
    private static final int ROUNDS = Integer.getInteger("akkord.test.crash.rounds", 2);

    @TempDir
    Path folder;

    private final ActorSystem system = ActorSystem.create(
            "reader", ConfigFactory.parseString(TestJournals.PLUGINS).withFallback(ConfigFactory.load()));

    @AfterEach
    void stop() {
        TestKit.shutdownActorSystem(system);
    }

    @Test
    void everyConfirmedEventIsThereOnceAndWithoutAGap() throws Exception {
        long seed = Long.getLong("akkord.test.seed", System.nanoTime());
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        Map<String, Long> confirmed = new HashMap<>();
        for (int round = 0; round < ROUNDS; round++) {
            runAndKill(confirmed, 1 + random.nextInt(3000));
            assertThat(confirmed).hasSize(ACTORS);
            check(confirmed, "seed " + seed + ", round " + round);
        }
        System.out.println("confirmed " + confirmed);
    }

    /**
     * Kills the process after so many confirmations, then takes note of those it had still said: by its handle,
     * as the process itself would close the pipe.
     */
    private void runAndKill(Map<String, Long> confirmed, int confirmations) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CrashingWriter.class.getName(),
                        folder.toString(),
                        Integer.toString(ACTORS))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            int left = Math.max(confirmations, 20 * ACTORS);
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (note(line, confirmed) && --left == 0) process.toHandle().destroyForcibly();
            }
        } finally {
            process.toHandle().destroyForcibly();
        }
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as("killed, not ended by itself").isEqualTo(137);
    }

    private static boolean note(String line, Map<String, Long> confirmed) {
        String[] words = line.split(" ", -1);
        if (words.length != 4 || !words[0].equals("confirmed") || !words[3].equals(".")) return false;
        confirmed.merge(words[1], Long.parseLong(words[2]), Math::max);
        return true;
    }

    private void check(Map<String, Long> confirmed, String where) throws Exception {
        Serialization serialization = SerializationExtension.get(system);
        try (BareJournal journal = BareJournal.open(folder, TestJournals.SMALL_FILES)) {
            for (Map.Entry<String, Long> one : confirmed.entrySet()) {
                List<History.StoredEvent> events = journal.stored(one.getKey());
                assertThat(events.size())
                        .as(where)
                        .isGreaterThanOrEqualTo(one.getValue().intValue());
                for (int i = 0; i < events.size(); i++) {
                    PersistentRepr repr = serialization
                            .deserialize(events.get(i).bytes(), PersistentRepr.class)
                            .get();
                    assertThat(repr.sequenceNr()).as(where).isEqualTo(i + 1L);
                    assertThat(repr.payload()).as(where).isEqualTo(new Added(one.getKey(), i + 1L));
                }
            }
        }
    }
}
