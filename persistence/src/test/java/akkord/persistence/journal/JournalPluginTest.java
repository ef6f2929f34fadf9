package akkord.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.ActorRef;
import akka.actor.ActorSystem;
import akka.persistence.AtomicWrite;
import akka.persistence.JournalProtocol;
import akka.persistence.Persistence;
import akka.persistence.PersistentEnvelope;
import akka.persistence.PersistentRepr;
import akka.persistence.PersistentRepr$;
import akka.persistence.SnapshotMetadata;
import akka.persistence.SnapshotProtocol;
import akka.persistence.SnapshotSelectionCriteria;
import akka.testkit.javadsl.TestKit;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import scala.jdk.javaapi.CollectionConverters;

/** What Akka Persistence asks of its plugins, in its own messages. */
@Timeout(120)
class JournalPluginTest {

    private static final Duration DEADLINE = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private ActorSystem system;
    private TestKit probe;
    private ActorRef journal;
    private ActorRef snapshots;

    private CompletableFuture<ReplicatedJournal> start(Path in, String overrides) {
        Config config =
                ConfigFactory.parseString(overrides + TestJournals.PLUGINS).withFallback(ConfigFactory.load());
        system = ActorSystem.create("plugin", config);
        probe = new TestKit(system);
        journal = Persistence.get(system).journalFor("akkord.journal", ConfigFactory.empty());
        snapshots = Persistence.get(system).snapshotStoreFor("akkord.snapshot-store", ConfigFactory.empty());
        return in == null
                ? new CompletableFuture<>()
                : ReplicatedJournal.start(system, JournalSettings.of(in, 1, Set.of(1), config))
                        .toCompletableFuture();
    }

    private void started(String overrides) throws Exception {
        start(folder, overrides).get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() {
        TestKit.shutdownActorSystem(system);
    }

    private static AtomicWrite write(String writer, long nr, Object payload) {
        PersistentRepr repr = PersistentRepr$.MODULE$.apply(payload, nr, "a", "", false, ActorRef.noSender(), writer);
        return AtomicWrite.apply(repr);
    }

    private void tell(AtomicWrite... writes) {
        List<PersistentEnvelope> all = new ArrayList<>(Arrays.asList(writes));
        journal.tell(
                new JournalProtocol.WriteMessages(
                        CollectionConverters.asScala(all).toList(), probe.getRef(), 1),
                probe.getRef());
    }

    private void written(int count) {
        tell(Stream.iterate(1, nr -> nr + 1)
                .limit(count)
                .map(nr -> write("w", nr, new Added("a", nr)))
                .toArray(AtomicWrite[]::new));
        probe.expectMsgClass(DEADLINE, JournalProtocol.WriteMessagesSuccessful$.class);
        for (int i = 0; i < count; i++) probe.expectMsgClass(DEADLINE, JournalProtocol.WriteMessageSuccess.class);
    }

    private List<Long> replayed(long from, long to, long max) {
        journal.tell(new JournalProtocol.ReplayMessages(from, to, max, "a", probe.getRef()), probe.getRef());
        List<Long> numbers = new ArrayList<>();
        while (true) {
            Object answer = probe.expectMsgClass(DEADLINE, Object.class);
            if (answer instanceof JournalProtocol.ReplayedMessage one)
                numbers.add(one.persistent().sequenceNr());
            else {
                assertThat(answer).isInstanceOf(JournalProtocol.RecoverySuccess.class);
                return numbers;
            }
        }
    }

    @BesideOthers
    void aWriteThatCannotBeSerializedIsRejectedAloneAndLeavesItsNumberFree() throws Exception {
        started("");
        tell(write("w", 1, new Added("a", 1)), write("w", 2, new Object()), write("w", 3, new Added("a", 3)));
        probe.expectMsgClass(DEADLINE, JournalProtocol.WriteMessagesSuccessful$.class);
        probe.expectMsgClass(DEADLINE, JournalProtocol.WriteMessageSuccess.class);
        assertThat(probe.expectMsgClass(DEADLINE, JournalProtocol.WriteMessageRejected.class)
                        .message()
                        .sequenceNr())
                .isEqualTo(2);
        probe.expectMsgClass(DEADLINE, JournalProtocol.WriteMessageSuccess.class);
        assertThat(replayed(1, Long.MAX_VALUE, Long.MAX_VALUE)).containsExactly(1L, 3L);
        tell(write("w", 4, new Added("a", 4)));
        probe.expectMsgClass(DEADLINE, JournalProtocol.WriteMessagesSuccessful$.class);
    }

    @BesideOthers
    void aStaleWriterFails() throws Exception {
        started("");
        written(2);
        tell(write("old", 2, new Added("a", 2)));
        assertThat(probe.expectMsgClass(DEADLINE, JournalProtocol.WriteMessagesFailed.class)
                        .cause())
                .isInstanceOf(StaleWriterException.class);
        probe.expectMsgClass(DEADLINE, JournalProtocol.WriteMessageFailure.class);
        assertThat(replayed(1, Long.MAX_VALUE, Long.MAX_VALUE)).containsExactly(1L, 2L);
    }

    @BesideOthers
    void aReplayKeepsItsBoundsAlsoWhenReadInPieces() throws Exception {
        started("akkord.journal.replay-events-max = 2\n");
        written(7);
        assertThat(replayed(1, Long.MAX_VALUE, Long.MAX_VALUE)).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L);
        assertThat(replayed(3, 5, Long.MAX_VALUE)).containsExactly(3L, 4L, 5L);
        assertThat(replayed(2, 7, 3)).containsExactly(2L, 3L, 4L);
        assertThat(replayed(5, 4, 10)).isEmpty();
        assertThat(replayed(1, 7, 0)).isEmpty();
        assertThat(replayed(8, 9, 10)).isEmpty();
        journal.tell(new JournalProtocol.DeleteMessagesTo("a", 4, probe.getRef()), probe.getRef());
        probe.expectMsgClass(DEADLINE, akka.persistence.DeleteMessagesSuccess.class);
        assertThat(replayed(1, 7, 10)).containsExactly(5L, 6L, 7L);
    }

    private void save(long nr, long timestamp) {
        snapshots.tell(
                new SnapshotProtocol.SaveSnapshot(new SnapshotMetadata("a", nr, timestamp), new Added("s", nr)),
                probe.getRef());
        probe.expectMsgClass(DEADLINE, akka.persistence.SaveSnapshotSuccess.class);
    }

    /** The number of the snapshot that is selected, 0 for none. */
    private long loaded(SnapshotSelectionCriteria criteria) {
        snapshots.tell(new SnapshotProtocol.LoadSnapshot("a", criteria, Long.MAX_VALUE), probe.getRef());
        return probe.expectMsgClass(DEADLINE, SnapshotProtocol.LoadSnapshotResult.class)
                .snapshot()
                .map(s -> s.metadata().sequenceNr())
                .getOrElse(() -> 0L);
    }

    @BesideOthers
    void snapshotsAreSelectedAndDeletedByNumberAndTime() throws Exception {
        started("");
        SnapshotSelectionCriteria latest = SnapshotSelectionCriteria.latest();
        assertThat(loaded(latest)).isZero();
        // Akka stamps a snapshot when it is saved, so selection by time is asked for relative to these
        for (long nr : new long[] {10, 20, 30}) save(nr, nr * 100);
        assertThat(loaded(latest)).isEqualTo(30);
        assertThat(loaded(SnapshotSelectionCriteria.create(29, Long.MAX_VALUE))).isEqualTo(20);
        assertThat(loaded(SnapshotSelectionCriteria.create(9, Long.MAX_VALUE))).isZero();
        assertThat(loaded(SnapshotSelectionCriteria.none())).isZero();
        snapshots.tell(new SnapshotProtocol.DeleteSnapshot(new SnapshotMetadata("a", 30, 0)), probe.getRef());
        probe.expectMsgClass(DEADLINE, akka.persistence.DeleteSnapshotSuccess.class);
        assertThat(loaded(latest)).isEqualTo(20);
        snapshots.tell(
                new SnapshotProtocol.DeleteSnapshots("a", SnapshotSelectionCriteria.create(20, Long.MAX_VALUE)),
                probe.getRef());
        probe.expectMsgClass(DEADLINE, akka.persistence.DeleteSnapshotsSuccess.class);
        assertThat(loaded(latest)).isZero();
    }

    @BesideOthers
    void withoutAStartedJournalAWriteFailsInTime() {
        start(null, "akkord.journal.start-timeout = 200 ms\n");
        tell(write("w", 1, new Added("a", 1)));
        probe.expectMsgClass(DEADLINE, JournalProtocol.WriteMessagesFailed.class);
    }

    @BesideOthers
    void aFolderThatCannotBeOneIsNamedToWhoeverStartsAndToThePlugin() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "in the way");
        CompletableFuture<ReplicatedJournal> starting = start(file, "");
        assertThatThrownBy(() -> starting.get(DEADLINE.toSeconds(), TimeUnit.SECONDS))
                .hasMessageContaining("The journal in " + file + " did not start");
        tell(write("w", 1, new Added("a", 1)));
        assertThat(probe.expectMsgClass(DEADLINE, JournalProtocol.WriteMessagesFailed.class)
                        .cause())
                .hasStackTraceContaining(file.toString());
    }

    @BesideOthers
    void aFullQueueRefusesByNameAndLosesNothingThatItTook() throws Exception {
        started("");
        try (BareJournal bare = BareJournal.open(folder.resolve("bare"), "akkord.journal.queue-operations-max = 3")) {
            List<CompletableFuture<Outcome>> all = new ArrayList<>();
            for (int id = 0; id < 5000; id++)
                all.add(bare.submit(new Operation.Write("w", "id" + id, 1, List.of(new byte[] {1}))));
            int refused = 0;
            for (int id = 0; id < all.size(); id++) {
                CompletableFuture<Outcome> one = all.get(id);
                String failure = one.handle((outcome, e) -> e == null ? "" : String.valueOf(e.getMessage()))
                        .get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
                if (!failure.isEmpty()) {
                    refused++;
                    assertThat(failure).contains("akkord.journal.queue-operations-max");
                }
                assertThat(bare.highestSequenceNr("id" + id)).isEqualTo(failure.isEmpty() ? 1 : 0);
            }
            assertThat(refused).isPositive();
        }
    }
}
