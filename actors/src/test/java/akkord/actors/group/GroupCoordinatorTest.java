package akkord.actors.group;

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
import akkord.actors.group.core.ClosingLimits;
import akkord.actors.group.core.GroupEvent;
import akkord.actors.group.core.GroupLimits;
import akkord.actors.group.core.MemberPace;
import akkord.protocol.config.BrokerSettings;
import akkord.protocol.config.GroupConfigs;
import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.Refusal;
import akkord.protocol.domain.TopicId;
import akkord.protocol.domain.TopicPartition;
import akkord.protocol.event.ClusterEvents;
import akkord.protocol.group.DirectoryCommand;
import akkord.protocol.group.DirectoryCommand.Groups;
import akkord.protocol.group.DirectoryCommand.ListGroups;
import akkord.protocol.group.GroupCommand;
import akkord.protocol.group.GroupListing;
import akkord.protocol.group.GroupPhase;
import akkord.protocol.group.GroupReply;
import akkord.protocol.group.GroupRequest;
import akkord.protocol.group.GroupRequest.MemberProtocol;
import akkord.protocol.group.GroupRequest.OffsetToCommit;
import akkord.protocol.group.GroupType;
import akkord.protocol.metadata.MetadataImage;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The shell: what is persisted when, and that everything survives serialization, a restart and a long sleep. */
class GroupCoordinatorTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int COMMITS = 500;

    private final Config config = ConfigFactory.parseString("""
                    akkord.group.passivate-after = 200 ms
                    akka.log-dead-letters = off
                    akka.persistence.testkit.events.serialize = on
                    akka.persistence.testkit.snapshots.serialize = on
                    """)
            .withFallback(PersistenceTestKitPlugin.config())
            .withFallback(PersistenceTestKitSnapshotPlugin.config())
            .withFallback(ConfigFactory.load());
    private final ActorTestKit kit = ActorTestKit.create("group", config);
    private final PersistenceTestKit journal = PersistenceTestKit.create(kit.system());
    private final GroupSettings settings = GroupSettings.from(config.getConfig("akkord.group"));
    private final List<String> told = new ArrayList<>();
    private final TestProbe<String> slept = kit.createTestProbe();
    private final ActorRef<DirectoryCommand> directory = kit.spawn(
            GroupDirectory.create("0", settings, name -> slept.getRef().tell("swept " + name)));
    private volatile MetadataImage image = MetadataImage.EMPTY;
    private final GroupContext context = new GroupContext(
            7,
            GroupLimits.of(
                    BrokerSettings.of(Map.of("group.initial.rebalance.delay.ms", "0")),
                    300_000,
                    100,
                    new MemberPace(20, 500, 0),
                    new ClosingLimits(true, 100)),
            settings,
            new Told(),
            System::currentTimeMillis,
            (group, command) -> directory.tell(command),
            share -> {},
            () -> image,
            GroupConfigs.ofNode(BrokerSettings.DEFAULTS));
    private ActorRef<GroupCommand> group = started();

    private ActorRef<GroupCommand> started() {
        return kit.spawn(
                GroupCoordinator.create(context, "g", self -> slept.getRef().tell("sleep")));
    }

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
    }

    private final class Told implements ClusterEvents {
        @Override
        public void tell(String kind, String message, Map<String, String> details) {
            synchronized (told) {
                told.add(kind);
            }
        }

        @Override
        public akka.stream.javadsl.Source<akkord.protocol.event.ClusterEvent, akka.NotUsed> watch(int last) {
            return akka.stream.javadsl.Source.empty();
        }
    }

    @Test
    void aMemberJoinsSyncsCommitsAndIsStillThereAfterARestart() {
        GroupReply.Joined joined = join();
        GroupReply.Synced synced = sync(joined);
        assertThat(synced.assignment()).containsExactly(4, 2);
        commit(joined.memberId(), joined.generation(), 5);

        restart();

        assertThat(describe().phase()).isEqualTo(GroupPhase.STABLE);
        assertThat(describe().members().get(0).assignment()).containsExactly(4, 2);
        assertThat(offset()).isEqualTo(5);
        assertThat(heartbeat(joined)).isNull();
        synchronized (told) {
            assertThat(told).containsExactly("group-rebalance-started", "group-rebalance-finished");
        }
    }

    @Test
    void commitsThatWaitTogetherAreWrittenTogetherAndTheLastCounts() {
        TestProbe<GroupReply.OffsetsCommitted> answers = kit.createTestProbe();
        for (int offset = 1; offset <= COMMITS; offset++) group.tell(commitCommand("", -1, offset, answers.getRef()));
        for (int offset = 1; offset <= COMMITS; offset++)
            assertThat(answers.receiveMessage(PATIENCE).refusals().get(0)).isNull();
        assertThat(offset()).isEqualTo(COMMITS);
        restart();
        assertThat(offset()).isEqualTo(COMMITS);
    }

    @Test
    void aCommitThatCannotBeWrittenIsNotAcknowledgedAndNotThereAfterwards() {
        commit("", -1, 5);
        journal.failNextPersisted("group|g");
        TestProbe<GroupReply.OffsetsCommitted> answers = kit.createTestProbe();
        group.tell(commitCommand("", -1, 6, answers.getRef()));
        assertThat(answers.receiveMessage(PATIENCE).refusals().get(0).code()).isEqualTo(ErrorCode.NOT_COORDINATOR);
        kit.createTestProbe().expectTerminated(group, PATIENCE);
        group = started();
        assertThat(offset()).isEqualTo(5);
    }

    @Test
    void nobodyWaitsForACoordinatorWhoseWriteFailed() {
        GroupReply.Joined joined = join();
        sync(joined);
        journal.failNextPersisted("group|g");
        TestProbe<GroupReply.Joined> waits = kit.createTestProbe();
        GroupRequest.Join known = joinRequest();
        // leads, so the group rebalances at once: the generation it would be told of cannot be written
        group.tell(new GroupCommand.Join(
                new GroupRequest.Join(
                        joined.memberId(),
                        null,
                        "c",
                        "/h",
                        10_000,
                        60_000,
                        "consumer",
                        known.protocols(),
                        true,
                        true,
                        ""),
                waits.getRef()));
        assertThat(waits.receiveMessage(PATIENCE).why().code()).isEqualTo(ErrorCode.NOT_COORDINATOR);
    }

    @Test
    void whoWaitsIsSentElsewhereWhenTheCoordinatorStops() {
        sync(join());
        TestProbe<GroupReply.Joined> second = kit.createTestProbe();
        group.tell(new GroupCommand.Join(joinRequest(), second.getRef()));
        assertThat(second.receiveMessage(PATIENCE).why().code()).isEqualTo(ErrorCode.MEMBER_ID_REQUIRED);
        TestProbe<GroupReply.Joined> waits = kit.createTestProbe();
        GroupRequest.Join known = joinRequest();
        group.tell(new GroupCommand.Join(
                new GroupRequest.Join(
                        "", "fixed", "c", "/h", 10_000, 60_000, "consumer", known.protocols(), true, true, ""),
                waits.getRef()));
        waits.expectNoMessage(Duration.ofMillis(50));
        group.tell(GroupCommand.Stop.STOP);
        assertThat(waits.receiveMessage(PATIENCE).why().code()).isEqualTo(ErrorCode.NOT_COORDINATOR);
    }

    @Test
    void aGroupThatNobodyAsksSleepsWithoutAWriteAndWithFewEventsInTheJournal() {
        for (int offset = 1; offset <= 3 * settings.snapshotEvery() + 1; offset++) commit("", -1, offset);

        slept.expectMessage(PATIENCE, "sleep");

        slept.awaitAssert(PATIENCE, () -> {
            assertThat(journal.persistedInStorage("group|g"))
                    .hasSizeLessThan(2 * settings.snapshotEvery())
                    .allMatch(event -> event instanceof GroupEvent.OffsetsCommitted);
            return null;
        });
        restart();
        assertThat(offset()).isEqualTo(3 * settings.snapshotEvery() + 1);
    }

    @Test
    void groupsAreListedWhileTheyAreThere() {
        assertThat(listed()).isEmpty();
        commit("", -1, 5);
        slept.awaitAssert(PATIENCE, () -> {
            assertThat(listed()).containsExactly("g Empty");
            return null;
        });
        TestProbe<GroupReply.Deleted> deleted = kit.createTestProbe();
        group.tell(new GroupCommand.Delete(deleted.getRef()));
        assertThat(deleted.receiveMessage(PATIENCE).why()).isNull();
        slept.awaitAssert(PATIENCE, () -> {
            assertThat(listed()).isEmpty();
            return null;
        });
    }

    @Test
    void sleepingGroupsAreWokenWhenTheirOffsetsComeOfAge() {
        commit("", -1, 5);
        slept.expectMessage(PATIENCE, "sleep");
        directory.tell(new DirectoryCommand.SweepDue(System.currentTimeMillis()));
        assertThat(listed()).hasSize(1);
        directory.tell(new DirectoryCommand.SweepDue(Long.MAX_VALUE - 1));
        slept.fishForMessage(
                PATIENCE,
                message -> message.equals("swept g")
                        ? akka.actor.testkit.typed.javadsl.FishingOutcomes.complete()
                        : akka.actor.testkit.typed.javadsl.FishingOutcomes.continueAndIgnore());
    }

    @Test
    void aGroupWithMembersIsLookedAfterTooSinceTheyAndItsCoordinatorMayBeLostTogether() {
        sync(join());
        slept.awaitAssert(PATIENCE, () -> {
            assertThat(listed()).containsExactly("g Stable");
            return null;
        });
        long retention = context.limits().offsetsRetentionMillis();
        directory.tell(new DirectoryCommand.SweepDue(
                System.currentTimeMillis() + retention + Duration.ofDays(2).toMillis()));
        slept.expectMessage(PATIENCE, "swept g");
    }

    @Test
    void whatCrossesNodesSurvivesIt() {
        GroupReply.Joined joined = join();
        ActorRef<GroupReply.Joined> replyTo =
                kit.<GroupReply.Joined>createTestProbe().getRef();
        GroupCommand.Join join = new GroupCommand.Join(joinRequest(), replyTo);
        assertThat(crossed(joined)).usingRecursiveComparison().isEqualTo(joined);
        assertThat(crossed(join)).usingRecursiveComparison().isEqualTo(join);
        GroupReply.OffsetsCommitted refused = new GroupReply.OffsetsCommitted(
                java.util.Arrays.asList(null, new Refusal(ErrorCode.ILLEGAL_GENERATION, "old")));
        assertThat(crossed(refused)).isEqualTo(refused);
        GroupCommand commit = commitCommand(
                "m", 1, 5, kit.<GroupReply.OffsetsCommitted>createTestProbe().getRef());
        assertThat(crossed(commit)).isEqualTo(commit);
        assertThat(crossed(new GroupCommand.Sweep(3))).isEqualTo(new GroupCommand.Sweep(3));
        Groups groups = new Groups(List.of(new GroupListing("g", "consumer", GroupPhase.STABLE, GroupType.CLASSIC)));
        assertThat(crossed(groups)).isEqualTo(groups);
    }

    private Object crossed(Object message) {
        Serialization serialization = SerializationExtension.get(kit.system());
        byte[] bytes = serialization.serialize(message).get();
        int id = serialization.findSerializerFor(message).identifier();
        String manifest = Serializers.manifestFor(serialization.findSerializerFor(message), message);
        return serialization.deserialize(bytes, id, manifest).get();
    }

    private void restart() {
        kit.stop(group, PATIENCE);
        group = started();
    }

    private GroupRequest.Join joinRequest() {
        return new GroupRequest.Join(
                "",
                null,
                "client",
                "/127.0.0.1",
                10_000,
                60_000,
                "consumer",
                List.of(new MemberProtocol("range", new byte[] {1, 2})),
                true,
                true,
                "");
    }

    private GroupReply.Joined join() {
        TestProbe<GroupReply.Joined> answer = kit.createTestProbe();
        group.tell(new GroupCommand.Join(joinRequest(), answer.getRef()));
        GroupRequest.Join first = joinRequest();
        String id = answer.receiveMessage(PATIENCE).memberId();
        group.tell(new GroupCommand.Join(
                new GroupRequest.Join(
                        id,
                        null,
                        first.clientId(),
                        first.clientHost(),
                        first.sessionTimeoutMillis(),
                        first.rebalanceTimeoutMillis(),
                        first.protocolType(),
                        first.protocols(),
                        true,
                        true,
                        ""),
                answer.getRef()));
        GroupReply.Joined joined = answer.receiveMessage(PATIENCE);
        assertThat(joined.why()).isNull();
        assertThat(joined.members().get(0).metadata()).containsExactly(1, 2);
        return joined;
    }

    private GroupReply.Synced sync(GroupReply.Joined joined) {
        TestProbe<GroupReply.Synced> answer = kit.createTestProbe();
        group.tell(new GroupCommand.Sync(
                new GroupRequest.Sync(
                        joined.memberId(),
                        null,
                        joined.generation(),
                        "consumer",
                        "range",
                        Map.of(joined.memberId(), new byte[] {4, 2})),
                answer.getRef()));
        return answer.receiveMessage(PATIENCE);
    }

    private Object heartbeat(GroupReply.Joined joined) {
        TestProbe<GroupReply.HeartbeatSeen> answer = kit.createTestProbe();
        group.tell(new GroupCommand.Heartbeat(
                new GroupRequest.Heartbeat(joined.memberId(), null, joined.generation()), answer.getRef()));
        return answer.receiveMessage(PATIENCE).why();
    }

    private static GroupCommand commitCommand(
            String member, int generation, long offset, ActorRef<GroupReply.OffsetsCommitted> replyTo) {
        OffsetToCommit one = new OffsetToCommit(new TopicPartition("t", 0), TopicId.ZERO, offset, 0, "note", -1);
        return new GroupCommand.CommitOffsets(
                new GroupRequest.CommitOffsets(member, null, generation, List.of(one)), replyTo);
    }

    private void commit(String member, int generation, long offset) {
        TestProbe<GroupReply.OffsetsCommitted> answer = kit.createTestProbe();
        group.tell(commitCommand(member, generation, offset, answer.getRef()));
        assertThat(answer.receiveMessage(PATIENCE).refusals().get(0)).isNull();
    }

    private long offset() {
        TestProbe<GroupReply.OffsetsFetched> answer = kit.createTestProbe();
        group.tell(new GroupCommand.FetchOffsets(GroupRequest.FetchOffsets.byAnybody(null), answer.getRef()));
        return answer.receiveMessage(PATIENCE).offsets().get(0).offset();
    }

    private GroupReply.Described describe() {
        TestProbe<GroupReply.Described> answer = kit.createTestProbe();
        group.tell(new GroupCommand.Describe(answer.getRef()));
        return answer.receiveMessage(PATIENCE);
    }

    private List<String> listed() {
        TestProbe<Groups> answer = kit.createTestProbe();
        directory.tell(new ListGroups(answer.getRef()));
        return answer.receiveMessage(PATIENCE).groups().stream()
                .map(each -> each.group() + " " + each.phase().text())
                .toList();
    }
}
