package akkord.actors.replica;

import static akkord.actors.replica.HandHeldCluster.PARTITION;
import static akkord.actors.replica.ReplicaNode.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.FishingOutcome;
import akka.actor.testkit.typed.javadsl.FishingOutcomes;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akkord.actors.partition.core.TestBatch;
import akkord.protocol.domain.ErrorCode;
import akkord.protocol.partition.Acks;
import akkord.protocol.partition.FetchPosition;
import akkord.protocol.partition.LogReader.EpochEnd;
import akkord.protocol.partition.PartitionCommand;
import akkord.protocol.partition.PartitionCommand.Diverged;
import akkord.protocol.partition.PartitionCommand.FollowFailed;
import akkord.protocol.partition.PartitionCommand.OutOfRange;
import akkord.protocol.partition.PartitionCommand.ReplicaRecords;
import akkord.protocol.partition.PartitionView.Role;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A leader's port and another node's fetchers, with the test in the place of the follower. */
class ReplicaFetchTest {

    private static final int LEADER = 1;
    private static final int FOLLOWER = 2;

    @TempDir
    Path folder;

    private HandHeldCluster cluster;
    private ReplicaNode follower;
    private TestProbe<PartitionCommand> probe;

    @BeforeEach
    void start() throws Exception {
        cluster = new HandHeldCluster(folder);
        cluster.start(LEADER);
        follower = cluster.start(FOLLOWER);
        // only the leader has an actor: the test itself is the follower
        cluster.follower(FOLLOWER);
        cluster.lead(LEADER, List.of(LEADER), List.of(LEADER, FOLLOWER));
        cluster.awaitView(LEADER, view -> view.role() == Role.LEADER);
        probe = follower.kit.createTestProbe(PartitionCommand.class);
    }

    @AfterEach
    void stop() throws Exception {
        cluster.close();
    }

    private void append(String... values) throws Exception {
        cluster.append(LEADER, TestBatch.of(values).build(), Acks.LEADER).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private void follow(FetchPosition position) {
        follower.fetchers.follow(PARTITION, cluster.topic, position, probe.getRef());
    }

    private static FetchPosition at(long offset, int lastEpoch) {
        return new FetchPosition(LEADER, 1, offset, lastEpoch, 0);
    }

    /** What is committed by now may come by itself, and so may a refusal of what was followed before. */
    private ReplicaRecords records() {
        while (true) {
            PartitionCommand next = probe.receiveMessage(PATIENCE);
            if (next instanceof ReplicaRecords records
                    && records.batches().buffer().hasRemaining()) return records;
        }
    }

    private static byte[] take(ReplicaRecords records) {
        ByteBuffer buffer = records.batches().buffer();
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        records.batches().release().run();
        return bytes;
    }

    @Test
    void aFollowerIsGivenTheLeadersBytesAsTheyAre() throws Exception {
        append("one", "two");
        append("three");
        follow(at(0, -1));
        ReplicaRecords records = records();
        assertThat(records.position()).isEqualTo(at(0, -1));
        assertThat(take(records)).isEqualTo(cluster.bytes(LEADER));
    }

    @Test
    void whatIsAppendedLaterComesByItself() throws Exception {
        follow(at(0, -1));
        probe.expectMessageClass(ReplicaRecords.class, PATIENCE);
        append("late");
        assertThat(take(records())).isEqualTo(cluster.bytes(LEADER));
        follow(at(1, 1));
        append("later");
        assertThat(records().batches().buffer().getLong(0)).isEqualTo(1);
    }

    @Test
    void whatIsNotCommittedIsGivenToFollowersToo() throws Exception {
        cluster.lead(LEADER, List.of(LEADER, FOLLOWER), List.of(LEADER, FOLLOWER));
        cluster.awaitView(LEADER, view -> view.leaderEpoch() == 2);
        append("uncommitted");
        follow(new FetchPosition(LEADER, 2, 0, -1, 0));
        assertThat(take(records())).isEqualTo(cluster.bytes(LEADER));
        assertThat(cluster.awaitView(LEADER, view -> true).highWatermark()).isZero();
    }

    @Test
    void aFollowerWithAnotherHistoryIsToldWhereTheLeadersEpochEnds() throws Exception {
        append("one", "two");
        cluster.lead(LEADER, List.of(LEADER), List.of(LEADER, FOLLOWER));
        cluster.awaitView(LEADER, view -> view.leaderEpoch() == 2);
        append("three");
        FetchPosition position = new FetchPosition(LEADER, 2, 5, 1, 0);
        follow(position);
        assertThat(probe.expectMessageClass(Diverged.class, PATIENCE))
                .isEqualTo(new Diverged(position, new EpochEnd(1, 2)));
    }

    @Test
    void aFollowerBeyondTheEndIsOutOfRange() {
        follow(at(7, -1));
        assertThat(probe.expectMessageClass(OutOfRange.class, PATIENCE)).isEqualTo(new OutOfRange(at(7, -1), 0));
    }

    @Test
    void anOlderEpochIsFencedAndANewerOneIsNotKnownYet() throws Exception {
        cluster.lead(LEADER, List.of(LEADER), List.of(LEADER, FOLLOWER));
        cluster.awaitView(LEADER, view -> view.leaderEpoch() == 2);
        follow(new FetchPosition(LEADER, 1, 0, -1, 0));
        assertThat(probe.expectMessageClass(FollowFailed.class, PATIENCE).why().code())
                .isEqualTo(ErrorCode.FENCED_LEADER_EPOCH);
        follow(new FetchPosition(LEADER, 3, 0, -1, 0));
        assertThat(probe.fishForMessage(PATIENCE, "unknown", this::isUnknownEpoch))
                .isNotEmpty();
    }

    private FishingOutcome isUnknownEpoch(PartitionCommand command) {
        boolean unknown =
                command instanceof FollowFailed failed && failed.why().code() == ErrorCode.UNKNOWN_LEADER_EPOCH;
        return unknown ? FishingOutcomes.complete() : FishingOutcomes.continueAndIgnore();
    }

    @Test
    void aNodeWithoutAReplicaIsRefused() {
        cluster.lead(LEADER, List.of(LEADER), List.of(LEADER, 3));
        cluster.awaitView(LEADER, view -> view.leaderEpoch() == 2);
        follow(new FetchPosition(LEADER, 2, 0, -1, 0));
        assertThat(probe.expectMessageClass(FollowFailed.class, PATIENCE).why().code())
                .isEqualTo(ErrorCode.NOT_LEADER_OR_FOLLOWER);
    }

    @Test
    void aFormerLifeOfAFollowerIsRefused() throws Exception {
        ReplicaNode former = follower;
        follower = cluster.start(FOLLOWER, "again");
        try {
            former.fetchers.follow(PARTITION, cluster.topic, at(0, -1), probe.getRef());
            assertThat(probe.expectMessageClass(FollowFailed.class, PATIENCE)
                            .why()
                            .code())
                    .isEqualTo(ErrorCode.NOT_LEADER_OR_FOLLOWER);
        } finally {
            former.close();
        }
    }

    @Test
    void aLeaderThatWasGoneIsAskedAgainWhereItIsNow() throws Exception {
        follow(at(0, -1));
        probe.expectMessageClass(ReplicaRecords.class, PATIENCE);
        cluster.stop(LEADER);
        cluster.start(LEADER);
        cluster.lead(LEADER, List.of(LEADER), List.of(LEADER, FOLLOWER));
        cluster.awaitView(LEADER, view -> view.role() == Role.LEADER);
        append("after");
        follow(new FetchPosition(LEADER, 2, 0, -1, 0));
        assertThat(take(records())).isEqualTo(cluster.bytes(LEADER));
    }

    @Test
    void manyRoundsBringEverythingOnceAndInOrder() throws Exception {
        follow(at(0, -1));
        long offset = 0;
        for (int i = 0; i < 500; i++)
            cluster.append(LEADER, TestBatch.of("value " + i).build(), Acks.NONE);
        while (offset < 500) {
            ByteBuffer batches = ByteBuffer.wrap(take(records()));
            while (batches.hasRemaining()) {
                assertThat(batches.getLong(batches.position())).isEqualTo(offset);
                offset += batches.getInt(batches.position() + 23) + 1;
                batches.position(batches.position() + batches.getInt(batches.position() + 8) + 12);
            }
            follow(at(offset, 1));
        }
    }
}
