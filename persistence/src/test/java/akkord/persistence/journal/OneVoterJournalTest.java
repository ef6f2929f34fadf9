package akkord.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import akka.persistence.typed.javadsl.RetentionCriteria;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** One node's journal, on a real folder, through restarts. */
class OneVoterJournalTest {

    private static final Duration DEADLINE = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private ActorTestKit kit;
    private ReplicatedJournal journal;

    @BeforeEach
    void start() throws Exception {
        start("");
    }

    private void start(String overrides) throws Exception {
        Config config = ConfigFactory.parseString(overrides + """

                akka.actor.provider = local
                akka.actor.allow-java-serialization = on
                akka.actor.warn-about-java-serializer-usage = off
                akka.persistence.journal.plugin = "akkord.journal"
                akka.persistence.snapshot-store.plugin = "akkord.snapshot-store"
                """).withFallback(ConfigFactory.load());
        kit = ActorTestKit.create("journal", config);
        long began = System.nanoTime();
        journal = get(ReplicatedJournal.start(kit.system(), JournalSettings.of(folder, 1, Set.of(1), config))
                .toCompletableFuture());
        System.out.println("journal ready after " + (System.nanoTime() - began) / 1_000_000 + " ms");
    }

    @AfterEach
    void stop() {
        journal.stop();
        kit.shutdownTestKit();
    }

    private void restart(String overrides) throws Exception {
        stop();
        start(overrides);
    }

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
    }

    private Outcome write(String writer, String id, long from, String... events) throws Exception {
        List<byte[]> bytes = Stream.of(events)
                .map(event -> event.getBytes(StandardCharsets.UTF_8))
                .toList();
        return get(journal.submit(new Operation.Write(writer, id, from, bytes)));
    }

    private List<String> events(String id) {
        return journal.events(id, 1, Long.MAX_VALUE, Integer.MAX_VALUE).stream()
                .map(e -> e.sequenceNr() + new String(e.bytes(), StandardCharsets.UTF_8))
                .toList();
    }

    @BesideOthers
    void whatWasWrittenIsThereAfterARestart() throws Exception {
        write("w", "a", 1, "x", "y");
        restart("");
        assertThat(events("a")).containsExactly("1x", "2y");
    }

    @BesideOthers
    void aStaleWriterIsRefusedAndARepeatIsRecognisedAlsoAfterARestartFromTheSnapshot() throws Exception {
        restart("akkord.journal.snapshot-entries = 5");
        for (int i = 1; i <= 20; i++) write("filler", "b", i, "f");
        write("one", "a", 1, "x");
        for (int i = 21; i <= 40; i++) write("filler", "b", i, "f");
        restart("");
        try (Stream<Path> files = Files.walk(folder)) {
            assertThat(files.filter(f -> f.toString().contains("snapshot."))).isNotEmpty();
        }
        assertThat(write("two", "a", 1, "z")).isEqualTo(new Outcome(false, 1));
        assertThat(write("one", "a", 1, "x")).isEqualTo(new Outcome(true, 1));
        assertThat(write("one", "a", 3, "z").accepted()).isFalse();
        assertThat(events("a")).containsExactly("1x");
        assertThat(events("b")).hasSize(40);
    }

    @BesideOthers
    void theHighestSequenceNumberSurvivesDeletes() throws Exception {
        write("w", "a", 1, "x", "y", "z");
        get(journal.submit(new Operation.DeleteEvents("a", 2)));
        assertThat(events("a")).containsExactly("3z");
        get(journal.submit(new Operation.DeleteEvents("a", Long.MAX_VALUE)));
        restart("");
        assertThat(events("a")).isEmpty();
        assertThat(journal.highestSequenceNr("a")).isEqualTo(3);
        assertThat(write("w", "a", 4, "q").accepted()).isTrue();
    }

    @BesideOthers
    void manyWritersShareEntriesAndNothingIsLost() throws Exception {
        List<CompletableFuture<Outcome>> all = new ArrayList<>();
        for (int nr = 1; nr <= 20; nr++)
            for (int id = 0; id < 50; id++)
                all.add(journal.submit(new Operation.Write("w", "id" + id, nr, List.of(new byte[] {1}))));
        for (CompletableFuture<Outcome> one : all)
            assertThat(get(one).accepted()).isTrue();
        restart("");
        for (int id = 0; id < 50; id++) assertThat(events("id" + id)).hasSize(20);
    }

    @BesideOthers
    void anOperationThatIsTooLargeIsRefusedByName() {
        byte[] huge = new byte[5 << 20];
        assertThatThrownBy(() -> get(journal.submit(new Operation.Write("w", "a", 1, List.of(huge)))))
                .hasMessageContaining("akkord.journal.operation-bytes-max");
    }

    @BesideOthers
    void anOperationLargerThanALogSegmentSurvivesARestart() throws Exception {
        get(journal.submit(new Operation.Write("w", "a", 1, List.of(new byte[3 << 20]))));
        restart("");
        assertThat(journal.highestSequenceNr("a")).isEqualTo(1);
    }

    @BesideOthers
    void anActorRecoversFromItsSnapshotAndEventsAfterARestart() throws Exception {
        ActorRef<Object> adder = kit.spawn(adder());
        TestProbe<Integer> probe = kit.createTestProbe();
        for (int i = 0; i < 25; i++) adder.tell("add");
        adder.tell(probe.ref());
        assertThat(probe.receiveMessage(DEADLINE)).isEqualTo(25);
        restart("");
        TestProbe<Integer> again = kit.createTestProbe();
        kit.spawn(adder()).tell(again.ref());
        assertThat(again.receiveMessage(DEADLINE)).isEqualTo(25);
    }

    private static Behavior<Object> adder() {
        return new Adder();
    }

    private static final class Adder extends EventSourcedBehavior<Object, String, Integer> {
        Adder() {
            super(PersistenceId.ofUniqueId("adder"));
        }

        @Override
        public Integer emptyState() {
            return 0;
        }

        @Override
        @SuppressWarnings("unchecked")
        public CommandHandler<Object, String, Integer> commandHandler() {
            return newCommandHandlerBuilder()
                    .forAnyState()
                    .onCommand(String.class, (state, command) -> Effect().persist(command))
                    .onCommand(ActorRef.class, (state, ref) -> Effect().none().thenRun(now -> ((ActorRef<Integer>) ref)
                            .tell(now)))
                    .build();
        }

        @Override
        public EventHandler<Integer, String> eventHandler() {
            return newEventHandlerBuilder().forAnyState().onAnyEvent((state, event) -> state + 1);
        }

        @Override
        public RetentionCriteria retentionCriteria() {
            return RetentionCriteria.snapshotEvery(10, 1).withDeleteEventsOnSnapshot();
        }
    }
}
