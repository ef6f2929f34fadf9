package akkord.persistence.journal;

import akka.actor.ActorSystem;
import akka.testkit.javadsl.TestKit;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A journal without persistent actors: operations go straight to it. */
final class BareJournal implements AutoCloseable {

    private static final long DEADLINE_SECONDS = 30;

    private final ActorSystem system;
    private final ReplicatedJournal journal;

    private BareJournal(Path folder, String overrides) throws Exception {
        Config config =
                ConfigFactory.parseString(overrides + TestJournals.PLUGINS).withFallback(ConfigFactory.load());
        system = ActorSystem.create("bare", config);
        try {
            journal = get(ReplicatedJournal.start(system, JournalSettings.of(folder, 1, Set.of(1), config))
                    .toCompletableFuture());
        } catch (Exception e) {
            TestKit.shutdownActorSystem(system);
            throw e;
        }
    }

    static BareJournal open(Path folder, String overrides) throws Exception {
        return new BareJournal(folder, overrides);
    }

    static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }

    CompletableFuture<Outcome> submit(Operation operation) {
        return journal.submit(operation);
    }

    /** One event an entry, {@code count} of them, as the numbers in decimal. */
    void write(String id, int count) throws Exception {
        for (int i = 0; i < count; i++) {
            long nr = journal.highestSequenceNr(id) + 1;
            byte[] event = Long.toString(nr).getBytes(StandardCharsets.UTF_8);
            if (!get(submit(new Operation.Write("w", id, nr, List.of(event)))).accepted())
                throw new IllegalStateException(id + " " + nr + " was not accepted");
        }
    }

    List<String> events(String id) {
        return stored(id).stream()
                .map(e -> new String(e.bytes(), StandardCharsets.UTF_8))
                .toList();
    }

    List<History.StoredEvent> stored(String id) {
        return journal.events(id, 1, Long.MAX_VALUE, Integer.MAX_VALUE);
    }

    long highestSequenceNr(String id) {
        return journal.highestSequenceNr(id);
    }

    static List<String> numbersTo(int last) {
        List<String> numbers = new ArrayList<>();
        for (int nr = 1; nr <= last; nr++) numbers.add(Integer.toString(nr));
        return numbers;
    }

    /** Files whose name begins with {@code prefix} and does not end in .md5, by length of name, then name. */
    static List<Path> files(Path folder, String prefix) throws Exception {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(f -> String.valueOf(f.getFileName()).startsWith(prefix))
                    .filter(f -> !f.toString().endsWith(".md5"))
                    .sorted(Comparator.<Path>comparingInt(f -> f.toString().length())
                            .thenComparing(Comparator.naturalOrder()))
                    .toList();
        }
    }

    @Override
    public void close() {
        journal.stop();
        TestKit.shutdownActorSystem(system);
    }
}
