package akkord.actors.partition.core;

import static akkord.actors.partition.core.CoreFixture.RETRY_MILLIS;
import static akkord.actors.partition.core.CoreFixture.opened;
import static akkord.actors.partition.core.CoreFixture.position;
import static org.assertj.core.api.Assertions.assertThat;

import akkord.actors.partition.core.ReplicaEffect.AdvanceLogStart;
import akkord.actors.partition.core.ReplicaEffect.Flush;
import akkord.actors.partition.core.ReplicaEffect.Follow;
import akkord.actors.partition.core.ReplicaEffect.RestartAt;
import akkord.actors.partition.core.ReplicaEffect.StopFollowing;
import akkord.actors.partition.core.ReplicaEffect.TruncateTo;
import akkord.protocol.metadata.PartitionImage;
import akkord.protocol.partition.FetchPosition;
import akkord.protocol.partition.LogReader.EpochEnd;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How a follower goes along its leader's log. */
class FollowingTest {

    private final CoreFixture replica = opened(Durability.PAGE_CACHE, 10, 3, 6);

    @Test
    void itFetchesFromItsEndAndGoesOnFromThere() {
        replica.follows(2, 5);
        assertThat(replica.effects).contains(new Follow(position(2, 5, 10, 3)));
        replicated(position(2, 5, 10, 3), 14, 5, 12);
        assertThat(replica.effects).containsExactly(new Follow(position(2, 5, 14, 5)));
        assertThat(replica.watermark()).isEqualTo(12);
        replicated(position(2, 5, 14, 5), 14, 5, 20);
        assertThat(replica.watermark()).as("not beyond its own log").isEqualTo(14);
    }

    @Test
    void itsHighWatermarkDoesNotGoBackWithANewLeaders() {
        replica.follows(2, 5);
        replicated(position(2, 5, 10, 3), 11, 5, 2);
        assertThat(replica.watermark()).isEqualTo(6);
    }

    @Test
    void whatAnEarlierLeaderSentIsOfNoUse() {
        replica.follows(2, 5);
        replica.follows(3, 6);
        assertThat(replica.core.awaits(position(2, 5, 10, 3))).isFalse();
        replicated(position(2, 5, 10, 3), 14, 5, 12);
        assertThat(replica.core.state().logEndOffset()).isEqualTo(10);
        assertThat(replica.core.awaits(position(3, 6, 10, 3))).isTrue();
    }

    @Test
    void whereItSharesTheLeadersEpochItIsCutToTheShorterEnd() {
        assertThat(cutBy(new EpochEnd(3, 8), new EpochEnd(3, 10))).isEqualTo(8);
    }

    @Test
    void whereItLacksTheLeadersEpochItIsCutToTheEndOfItsNextSmallerOne() {
        assertThat(cutBy(new EpochEnd(2, 9), new EpochEnd(1, 7))).isEqualTo(7);
    }

    @Test
    void itIsNeverCutFurtherThanToTheEndOfTheEpochBothHold() {
        assertThat(cutBy(new EpochEnd(2, 9), new EpochEnd(2, 5))).isEqualTo(5);
    }

    @Test
    void whereNoEpochIsSharedNothingIsKept() {
        assertThat(cutBy(new EpochEnd(1, 4), EpochEnd.UNKNOWN)).isZero();
    }

    @Test
    void whileItIsCutItFetchesNothingAndThenFromTheCut() {
        replica.follows(2, 5);
        replica.on(new ReplicaEvent.Diverged(position(2, 5, 10, 3), new EpochEnd(3, 8), new EpochEnd(3, 10)));
        assertThat(replica.effects).hasExactlyElementsOfTypes(TruncateTo.class);
        replica.on(new ReplicaEvent.LogCut(0, 8, 3));
        assertThat(replica.effects).containsExactly(new Follow(position(2, 5, 8, 3)));
    }

    @Test
    void aDivergenceItHasAlreadyMendedIsIgnored() {
        replica.follows(2, 5);
        ReplicaEvent diverged =
                new ReplicaEvent.Diverged(position(2, 5, 10, 3), new EpochEnd(2, 5), new EpochEnd(2, 5));
        replica.on(diverged);
        replica.on(new ReplicaEvent.LogCut(0, 5, 2));
        replicated(position(2, 5, 5, 2), 10, 5, 6);
        replica.on(diverged);
        assertThat(replica.effects).isEmpty();
    }

    @Test
    void behindTheLeadersLogItStartsAgainAtItsBeginning() {
        replica.follows(2, 5);
        replica.on(new ReplicaEvent.OutOfRange(position(2, 5, 10, 3), 40));
        assertThat(replica.effects).hasExactlyElementsOfTypes(RestartAt.class);
        replica.on(new ReplicaEvent.LogCut(40, 40, -1));
        assertThat(replica.effects).containsExactly(new Follow(new FetchPosition(2, 5, 40, -1, 40)));
        assertThat(replica.watermark()).isEqualTo(40);
    }

    @Test
    void itDropsWhatTheLeaderHasDropped() {
        replica.follows(2, 5);
        replica.on(new ReplicaEvent.Replicated(position(2, 5, 10, 3), 12, 5, 12, 7));
        assertThat(replica.effects).contains(new AdvanceLogStart(7));
    }

    @Test
    void aFailedFetchIsTriedAgainAfterAWhile() {
        replica.follows(2, 5);
        replica.on(new ReplicaEvent.FollowFailed(position(2, 5, 10, 3)));
        assertThat(replica.effects).isEmpty();
        assertThat(replica.core.wakeAtMillis()).isEqualTo(replica.now + RETRY_MILLIS / 16);
        replica.passes(RETRY_MILLIS / 16);
        assertThat(replica.effects).containsExactly(new Follow(position(2, 5, 10, 3)));
    }

    @Test
    void thePausesBetweenFailedFetchesGrowToTheLongest() {
        replica.follows(2, 5);
        for (int failures = 0; failures < 6; failures++) {
            replica.on(new ReplicaEvent.FollowFailed(position(2, 5, 10, 3)));
            long pause = replica.core.wakeAtMillis() - replica.now;
            assertThat(pause).isEqualTo(Math.min(RETRY_MILLIS, RETRY_MILLIS / 16 << failures));
            replica.passes(pause);
        }
    }

    @Test
    void aNewLeaderIsFollowedAtOnceThoughTheFormerCouldNotBeReached() {
        replica.follows(2, 5);
        replica.on(new ReplicaEvent.FollowFailed(position(2, 5, 10, 3)));
        replica.follows(3, 6);
        assertThat(replica.effects).contains(new Follow(position(3, 6, 10, 3)));
    }

    @Test
    void whoLeadsOrHasNoLeaderFollowsNobody() {
        replica.follows(2, 5);
        replica.leads(6, 1, 2, 3);
        assertThat(replica.effects).contains(new StopFollowing());
        replica.assigned(-1, 7, 2, 1);
        assertThat(replica.effects).doesNotHaveAnyElementsOfTypes(Follow.class);
    }

    @Test
    void whoIsNoReplicaAnyMoreFollowsNobody() {
        replica.follows(2, 5);
        PartitionImage without = new PartitionImage(2, 6, 9, List.of(2, 3, 4), List.of(2, 3));
        replica.on(new ReplicaEvent.Assigned(without, 2));
        assertThat(replica.effects).contains(new StopFollowing()).doesNotHaveAnyElementsOfTypes(Follow.class);
    }

    @Test
    void withTheDiskAsMeasureItAsksForMoreOnlyWhenItHasFlushed() {
        CoreFixture onDisk = opened(Durability.DISK, 0, -1, 0).follows(2, 5);
        FetchPosition start = position(2, 5, 0, -1);
        assertThat(onDisk.effects).contains(new Follow(start));
        onDisk.on(new ReplicaEvent.Replicated(start, 4, 5, 0, 0));
        assertThat(onDisk.effects).isEqualTo(List.of(new Flush(4)));
        onDisk.on(new ReplicaEvent.Flushed(4));
        assertThat(onDisk.effects).containsExactly(new Follow(position(2, 5, 4, 5)));
    }

    @Test
    void aFlushThatBeganBeforeACutSaysNothingOfWhatCameAfter() {
        CoreFixture onDisk = opened(Durability.DISK, 10, 3, 6);
        onDisk.on(new ReplicaEvent.LogOpened(0, 10, 4, 3, 4));
        onDisk.follows(2, 5);
        assertThat(onDisk.effects).contains(new Flush(10));
        onDisk.on(new ReplicaEvent.LogCut(0, 6, 2));
        onDisk.on(new ReplicaEvent.Flushed(10));
        assertThat(onDisk.core.state().flushedOffset()).isEqualTo(6);
    }

    private long cutBy(EpochEnd leaders, EpochEnd own) {
        replica.follows(2, 5);
        replica.on(new ReplicaEvent.Diverged(position(2, 5, 10, 3), leaders, own));
        return replica.effects.stream()
                .filter(TruncateTo.class::isInstance)
                .map(effect -> ((TruncateTo) effect).offset())
                .findFirst()
                .orElseThrow();
    }

    private void replicated(FetchPosition position, long logEnd, int lastEpoch, long watermark) {
        replica.on(new ReplicaEvent.Replicated(position, logEnd, lastEpoch, watermark, 0));
    }
}
