package akkord.actors.share;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.persistence.testkit.PersistenceTestKitPlugin;
import akka.persistence.testkit.PersistenceTestKitSnapshotPlugin;
import akka.persistence.testkit.javadsl.PersistenceTestKit;
import akka.serialization.Serialization;
import akka.serialization.SerializationExtension;
import akka.serialization.Serializers;
import akkord.actors.share.core.Phase;
import akkord.actors.share.core.ShareEvent;
import akkord.actors.share.core.ShareLimits;
import akkord.actors.share.core.ShareSnapshot;
import akkord.actors.share.core.StoredStretch;
import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.Refusal;
import akkord.protocol.domain.TopicId;
import akkord.protocol.domain.TopicIdPartition;
import akkord.protocol.share.AckBatch;
import akkord.protocol.share.DeadLetter;
import akkord.protocol.share.DeadLetters.Copied;
import akkord.protocol.share.OffsetRange;
import akkord.protocol.share.ReadableLog;
import akkord.protocol.share.ShareCommand;
import akkord.protocol.share.ShareKey;
import akkord.protocol.share.ShareReply;
import akkord.protocol.share.ShareReply.Acknowledged;
import akkord.protocol.share.ShareReply.Acquired;
import akkord.protocol.share.ShareReply.AcquiredRange;
import akkord.protocol.share.ShareReply.Available;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The shell: what is persisted when, and that everything survives serialization, a restart and a long sleep. */
class ShareKeeperTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final ShareKey KEY =
            new ShareKey("g|roup", new TopicIdPartition(TopicId.parse("AAAAAAAAAAEAAAAAAAAAAg"), 3));
    private static final String STORED = "share|AAAAAAAAAAEAAAAAAAAAAg-3|g|roup";
    private static final ReadableLog LOG = new ReadableLog(0, 10_000, 0);

    private final Config config = ConfigFactory.parseString("""
                    akkord.share.passivate-after = 200 ms
                    akkord.share.dead-letters { retry-min = 20 ms, retry-max = 40 ms }
                    akka.log-dead-letters = off
                    akka.persistence.testkit.events.serialize = on
                    akka.persistence.testkit.snapshots.serialize = on
                    """)
            .withFallback(PersistenceTestKitPlugin.config())
            .withFallback(PersistenceTestKitSnapshotPlugin.config())
            .withFallback(ConfigFactory.load());
    private final ActorTestKit kit = ActorTestKit.create("share", config);
    private final PersistenceTestKit journal = PersistenceTestKit.create(kit.system());
    private final ShareSettings settings = ShareSettings.from(config.getConfig("akkord.share"));
    private final List<List<DeadLetter>> copied = new CopyOnWriteArrayList<>();
    private volatile boolean topicIsThere = true;
    private final TestProbe<String> slept = kit.createTestProbe();
    private volatile int lockMillis = 60_000;
    private ActorRef<ShareCommand> keeper = started();

    private ActorRef<ShareCommand> started() {
        ShareContext context = new ShareContext(
                settings,
                key -> new ShareLimits(
                        2_000, 2, lockMillis, true, 100, settings.letters().limits(true)),
                System::currentTimeMillis,
                this::copy);
        return kit.spawn(ShareKeeper.create(context, KEY, self -> slept.getRef().tell("sleep")));
    }

    private CompletionStage<Copied> copy(ShareKey key, List<DeadLetter> letters) {
        copied.add(letters);
        long count = letters.stream().mapToLong(DeadLetter::count).sum();
        Refusal none = new Refusal(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, "there is no topic");
        return CompletableFuture.completedFuture(topicIsThere ? new Copied(count, null) : new Copied(0, none));
    }

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
    }

    @Test
    void whatWasAcknowledgedIsStillSoAfterARestartAndTheRestIsForAnybody() {
        assertThat(acquire("a", 10).ranges()).containsExactly(new AcquiredRange(0, 9, (short) 1));
        assertThat(acknowledge("a", 0, 6, AckBatch.ACCEPT)).isNull();
        assertThat(acknowledge("a", 8, 8, AckBatch.RELEASE)).isNull();
        restart();
        assertThat(acquire("b", 5).ranges())
                .containsExactly(
                        new AcquiredRange(7, 7, (short) 1),
                        new AcquiredRange(8, 8, (short) 2),
                        new AcquiredRange(9, 11, (short) 1));
    }

    @Test
    void whereTheGroupBeginsIsKeptBeforeAnybodyIsToldOfIt() {
        journal.failNextPersisted(STORED);
        Acquired refused = acquire("a", 10);
        assertThat(refused.why().code()).isEqualTo(ErrorCode.COORDINATOR_NOT_AVAILABLE);
        kit.createTestProbe().expectTerminated(keeper, PATIENCE);
        keeper = started();
        assertThat(state().startOffset()).isEqualTo(ShareReply.State.NEVER_READ);
    }

    @Test
    void anAcknowledgementThatCannotBeWrittenIsRefusedAndDoesNotCount() {
        acquire("a", 10);
        journal.failNextPersisted(STORED);
        assertThat(acknowledge("a", 0, 9, AckBatch.ACCEPT).code()).isEqualTo(ErrorCode.COORDINATOR_NOT_AVAILABLE);
        kit.createTestProbe().expectTerminated(keeper, PATIENCE);
        keeper = started();
        assertThat(acquire("b", 10).ranges()).containsExactly(new AcquiredRange(0, 9, (short) 1));
    }

    @Test
    void acknowledgementsThatWaitTogetherAreWrittenTogether() {
        int count = 500;
        acquire("a", count);
        TestProbe<Acknowledged> answers = kit.createTestProbe();
        for (int offset = 0; offset < count; offset++)
            keeper.tell(acknowledgement("a", offset, offset, AckBatch.ACCEPT, answers.getRef()));
        for (int offset = 0; offset < count; offset++)
            assertThat(answers.receiveMessage(PATIENCE).why()).isNull();
        assertThat(state().startOffset()).isEqualTo(count);
        assertThat(journal.persistedInStorage(STORED)).hasSizeLessThan(count / 2);
        restart();
        assertThat(state().startOffset()).isEqualTo(count);
    }

    @Test
    void whatIsNotAcknowledgedInTimeComesAgainByItselfAndWhoWaitsIsTold() {
        lockMillis = 300;
        acquire("a", 10_000);
        TestProbe<Available> waits = kit.createTestProbe();
        keeper.tell(new ShareCommand.AwaitAvailable(LOG, PATIENCE.toMillis(), waits.getRef()));
        waits.receiveMessage(PATIENCE);
        assertThat(acquire("b", 2).ranges()).containsExactly(new AcquiredRange(0, 1, (short) 2));
        restart();
        assertThat(state().waiting())
                .as("deliveries that were in vain are on record")
                .isEqualTo(2_000);
    }

    @Test
    void whatIsGivenUpIsCopiedOnceAndNotAgainAfterARestart() {
        acquire("a", 3);
        acknowledge("a", 1, 1, AckBatch.REJECT);
        slept.awaitAssert(
                PATIENCE, () -> assertThat(journal.persistedInStorage(STORED)).contains(new ShareEvent.LettersDone(1)));
        restart();
        state();
        assertThat(copied).containsExactly(List.of(new DeadLetter(1, 1, 1, DeadLetter.Cause.REJECTED)));
    }

    @Test
    void whatCouldNotBeCopiedIsCopiedByTheNextKeeperWithoutBeingAsked() {
        topicIsThere = false;
        acquire("a", 3);
        acknowledge("a", 0, 2, AckBatch.REJECT);
        slept.awaitAssert(PATIENCE, () -> assertThat(copied).isNotEmpty());
        slept.expectNoMessage(settings.passivateAfter().multipliedBy(3));
        kit.stop(keeper, PATIENCE);
        topicIsThere = true;
        copied.clear();
        keeper = started();
        slept.awaitAssert(PATIENCE, () -> assertThat(copied)
                .containsExactly(List.of(new DeadLetter(0, 2, 1, DeadLetter.Cause.REJECTED))));
        slept.expectMessage(PATIENCE, "sleep");
    }

    @Test
    void whatCouldNotBeCopiedIsTriedAgain() {
        topicIsThere = false;
        acquire("a", 3);
        acknowledge("a", 0, 2, AckBatch.REJECT);
        slept.awaitAssert(PATIENCE, () -> assertThat(copied).hasSizeGreaterThan(1));
        topicIsThere = true;
        slept.expectMessage(PATIENCE, "sleep");
        copied.clear();
        restart();
        slept.expectMessage(PATIENCE, "sleep");
        assertThat(copied).as("all is done").isEmpty();
    }

    @Test
    void whatIsGivenUpIsNotCopiedWhenThatCouldNotBeWritten() {
        acquire("a", 3);
        journal.failNextPersisted(STORED);
        assertThat(acknowledge("a", 0, 2, AckBatch.REJECT).code()).isEqualTo(ErrorCode.COORDINATOR_NOT_AVAILABLE);
        kit.createTestProbe().expectTerminated(keeper, PATIENCE);
        assertThat(copied).isEmpty();
    }

    @Test
    void whatAnOlderAkkordHasWrittenIsRead() throws Exception {
        ObjectMapper cbor = new ObjectMapper(new CBORFactory());
        List<Object> stretch = List.of(3, 4, "ARCHIVED", 0);
        assertThat(kept(ShareEvent.Changed.class, cbor.writeValueAsBytes(Map.of("stretches", List.of(stretch)))))
                .isEqualTo(new ShareEvent.Changed(List.of(new StoredStretch(3, 4, Phase.ARCHIVED, 0)), List.of()));
        assertThat(kept(
                        ShareSnapshot.class,
                        cbor.writeValueAsBytes(Map.of("startOffset", 3, "stretches", List.of(stretch)))))
                .isEqualTo(new ShareSnapshot(3, List.of(new StoredStretch(3, 4, Phase.ARCHIVED, 0)), List.of()));
    }

    @Test
    void whatIsKeptSurvivesItAndTakesNoMoreThanBeforeWithoutDeadLetters() throws Exception {
        List<StoredStretch> stretches = List.of(new StoredStretch(3, 4, Phase.ARCHIVED, 0));
        List<DeadLetter> letters = List.of(new DeadLetter(3, 4, 1, DeadLetter.Cause.DELIVERED_TOO_OFTEN));
        for (Object each : List.of(
                new ShareEvent.Changed(stretches, letters),
                new ShareEvent.Changed(stretches, List.of()),
                new ShareSnapshot(3, stretches, letters),
                new ShareEvent.LettersDone(7))) assertThat(crossed(each)).isEqualTo(each);
        Object without = new ShareEvent.Changed(stretches, List.of());
        byte[] bytes =
                SerializationExtension.get(kit.system()).serialize(without).get();
        assertThat(new ObjectMapper(new CBORFactory()).readTree(bytes).fieldNames())
                .toIterable()
                .containsExactly("stretches");
    }

    private Object kept(Class<?> kind, byte[] bytes) throws Exception {
        Serialization serialization = SerializationExtension.get(kit.system());
        int id = serialization.serializerFor(kind).identifier();
        return serialization.deserialize(bytes, id, kind.getName()).get();
    }

    @Test
    void oneThatNobodyAsksSleepsWithLittleInTheJournalUnlessAMemberHasSomething() {
        acquire("a", 200);
        slept.expectNoMessage(settings.passivateAfter().multipliedBy(3));
        for (int offset = 0; offset < 190; offset++) acknowledge("a", offset, offset, AckBatch.ACCEPT);
        release("a");
        slept.expectMessage(PATIENCE, "sleep");
        slept.awaitAssert(PATIENCE, () -> {
            assertThat(journal.persistedInStorage(STORED))
                    .hasSizeLessThanOrEqualTo(settings.snapshotEvery())
                    .allMatch(event -> event instanceof ShareEvent.Parked);
            return null;
        });
        restart();
        assertThat(acquire("b", 11).ranges())
                .containsExactly(new AcquiredRange(190, 199, (short) 2), new AcquiredRange(200, 200, (short) 1));
    }

    @Test
    void oneThatWasOnlyAskedForSleepsWithoutAWord() {
        assertThat(state().startOffset()).isEqualTo(ShareReply.State.NEVER_READ);
        slept.expectMessage(PATIENCE, "sleep");
        assertThat(journal.persistedInStorage(STORED)).isEmpty();
    }

    @Test
    void theOrderToStopIsCarriedOutAfterWhatWasAskedBefore() {
        acquire("a", 10);
        TestProbe<Acknowledged> answer = kit.createTestProbe();
        keeper.tell(acknowledgement("a", 0, 9, AckBatch.ACCEPT, answer.getRef()));
        keeper.tell(ShareCommand.Stop.STOP);
        assertThat(answer.receiveMessage(PATIENCE).why()).isNull();
        kit.createTestProbe().expectTerminated(keeper, PATIENCE);
        keeper = started();
        assertThat(state().startOffset()).isEqualTo(10);
    }

    @Test
    void whatAMemberHasItStillHasWhenTheKeeperMovesInGoodOrder() {
        acquire("a", 10);
        keeper.tell(ShareCommand.Stop.STOP);
        kit.createTestProbe().expectTerminated(keeper, PATIENCE);
        keeper = started();
        assertThat(acquire("b", 1).ranges()).containsExactly(new AcquiredRange(10, 10, (short) 1));
        assertThat(acknowledge("a", 0, 4, AckBatch.ACCEPT)).isNull();
        lockMillis = 300;
        keeper.tell(ShareCommand.Stop.STOP);
        kit.createTestProbe().expectTerminated(keeper, PATIENCE);
        keeper = started();
        TestProbe<Available> waits = kit.createTestProbe();
        keeper.tell(new ShareCommand.AwaitAvailable(new ReadableLog(0, 10, 0), PATIENCE.toMillis(), waits.getRef()));
        waits.receiveMessage(PATIENCE);
        assertThat(state().waiting()).as("locks end where they are kept now").isEqualTo(6);
        lockMillis = 60_000;
        acquire("b", 10);
        restart();
        assertThat(state().acquired()).isZero();
    }

    @Test
    void locksThatAKeeperHasBeenHandedEndThoughNobodyAsksSoThatItSleeps() {
        acquire("a", 10);
        keeper.tell(ShareCommand.Stop.STOP);
        kit.createTestProbe().expectTerminated(keeper, PATIENCE);
        lockMillis = 300;
        keeper = started();
        slept.expectMessage(PATIENCE, "sleep");
    }

    @Test
    void whatCrossesNodesAndIsKeptSurvivesIt() {
        ActorRef<Acknowledged> replyTo = kit.<Acknowledged>createTestProbe().getRef();
        AckBatch batch = new AckBatch(3, 4, new byte[] {1, 2});
        ShareCommand acknowledge = new ShareCommand.Acknowledge("m", List.of(batch), replyTo);
        assertThat(crossed(acknowledge)).usingRecursiveComparison().isEqualTo(acknowledge);
        ActorRef<Acquired> acquiredTo = kit.<Acquired>createTestProbe().getRef();
        List<Object> messages = List.of(
                new ShareCommand.Acquire("m", LOG, 5, -1, acquiredTo),
                new ShareCommand.GiveBack("m", List.of(new OffsetRange(3, 9))),
                new ShareCommand.AwaitAvailable(
                        LOG, 9, kit.<Available>createTestProbe().getRef()),
                new ShareCommand.SetStart(
                        9, kit.<ShareReply.StartSet>createTestProbe().getRef()),
                ShareCommand.Stop.STOP,
                new Acquired(null, List.of(new AcquiredRange(1, 2, (short) 3)), 9, 0),
                Acquired.refused(new Refusal(ErrorCode.COORDINATOR_NOT_AVAILABLE, "gone")),
                new Acknowledged(null),
                new Available(),
                new ShareReply.State(1, 2, 3, 4, 5));
        for (Object message : messages) assertThat(crossed(message)).isEqualTo(message);
        assertThat(Set.copyOf(messages)).hasSize(messages.size());
    }

    private Object crossed(Object message) {
        Serialization serialization = SerializationExtension.get(kit.system());
        byte[] bytes = serialization.serialize(message).get();
        int id = serialization.findSerializerFor(message).identifier();
        String manifest = Serializers.manifestFor(serialization.findSerializerFor(message), message);
        return serialization.deserialize(bytes, id, manifest).get();
    }

    private void restart() {
        kit.stop(keeper, PATIENCE);
        keeper = started();
    }

    private Acquired acquire(String member, int recordsMax) {
        TestProbe<Acquired> answer = kit.createTestProbe();
        keeper.tell(new ShareCommand.Acquire(member, LOG, recordsMax, 0, answer.getRef()));
        return answer.receiveMessage(PATIENCE);
    }

    private static ShareCommand acknowledgement(
            String member, long first, long last, byte type, ActorRef<Acknowledged> replyTo) {
        return new ShareCommand.Acknowledge(member, List.of(new AckBatch(first, last, new byte[] {type})), replyTo);
    }

    private Refusal acknowledge(String member, long first, long last, byte type) {
        TestProbe<Acknowledged> answer = kit.createTestProbe();
        keeper.tell(acknowledgement(member, first, last, type, answer.getRef()));
        return answer.receiveMessage(PATIENCE).why();
    }

    private void release(String member) {
        TestProbe<ShareReply.Released> answer = kit.createTestProbe();
        keeper.tell(new ShareCommand.ReleaseAll(member, answer.getRef()));
        assertThat(answer.receiveMessage(PATIENCE).why()).isNull();
    }

    private ShareReply.State state() {
        TestProbe<ShareReply.State> answer = kit.createTestProbe();
        keeper.tell(new ShareCommand.ReadState(answer.getRef()));
        return answer.receiveMessage(PATIENCE);
    }
}
