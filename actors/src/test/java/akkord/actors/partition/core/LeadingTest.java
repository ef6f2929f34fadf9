package akkord.actors.partition.core;

import static akkord.actors.partition.core.CoreFixture.LAG_MILLIS;
import static akkord.actors.partition.core.CoreFixture.RETRY_MILLIS;
import static akkord.actors.partition.core.CoreFixture.opened;
import static org.assertj.core.api.Assertions.assertThat;

import akkord.protocol.controller.ControllerCommand.InSyncMember;
import akkord.protocol.domain.ErrorCode;
import akkord.protocol.partition.Acks;
import akkord.protocol.partition.AppendResult.Appended;
import akkord.protocol.partition.PartitionCommand.DeleteRecordsResult;
import org.junit.jupiter.api.Test;

/** What a leader commits, and whom it wants in sync. */
class LeadingTest {

    private final CoreFixture replica = opened(Durability.PAGE_CACHE, 0, -1, 0);

    @Test
    void aRecordIsCommittedWhenTheSlowestInSyncReplicaHasIt() {
        replica.leads(0, 1, 2, 3);
        replica.wrote(0, 3, Acks.ALL);
        replica.fetched(2, 3);
        assertThat(replica.watermark()).isZero();
        replica.fetched(3, 2);
        assertThat(replica.watermark()).isEqualTo(2);
        assertThat(replica.answers).isEmpty();
        replica.fetched(3, 3);
        assertThat(replica.answers).containsExactly(new Appended(0, -1, 0));
    }

    @Test
    void aNewLeaderCommitsNothingBeforeItKnowsWhereTheOthersAre() {
        CoreFixture heir = opened(Durability.PAGE_CACHE, 10, 0, 4).leads(1, 1, 2, 3);
        assertThat(heir.watermark()).isEqualTo(4);
        assertThat(heir.core.epochStartOffset()).isEqualTo(10);
        heir.fetched(2, 8);
        assertThat(heir.watermark()).isEqualTo(4);
        heir.fetched(3, 7);
        assertThat(heir.watermark()).isEqualTo(7);
    }

    @Test
    void whatFollowersHadInAnEarlierEpochDoesNotCount() {
        replica.leads(0, 1, 2);
        replica.wrote(0, 5, Acks.ALL);
        replica.leads(1, 1, 2);
        replica.fetched(2, 1, 0, 5);
        assertThat(replica.watermark()).isZero();
        replica.fetched(2, 1, 1, 5);
        assertThat(replica.watermark()).isEqualTo(5);
    }

    @Test
    void withTooFewInSyncNothingIsCommittedAndWhoeverWaitsIsTold() {
        replica.leads(0, 1, 2);
        replica.wrote(0, 1, Acks.ALL);
        replica.wrote(1, 2, Acks.LEADER);
        replica.leads(0, 1);
        assertThat(replica.watermark()).isZero();
        assertThat(replica.refusals()).containsExactly(ErrorCode.NOT_ENOUGH_REPLICAS_AFTER_APPEND);
        assertThat(replica.core.refusals().ofAppend(Acks.ALL, false).code()).isEqualTo(ErrorCode.NOT_ENOUGH_REPLICAS);
        assertThat(replica.core.refusals().ofAppend(Acks.LEADER, false)).isNull();
    }

    @Test
    void aLeaderThatIsCutOffSendsProducersAwayUntilItHearsTheOthersAgain() {
        replica.leads(0, 1, 2, 3);
        replica.wrote(0, 1, Acks.ALL);
        replica.on(new ReplicaEvent.CutOff(true));
        assertThat(replica.refusals()).containsExactly(ErrorCode.NOT_LEADER_OR_FOLLOWER);
        assertThat(replica.core.refusals().ofAppend(Acks.ALL, false).code())
                .isEqualTo(ErrorCode.NOT_LEADER_OR_FOLLOWER);

        replica.answers.clear();
        replica.wrote(1, 2, Acks.ALL);
        assertThat(replica.refusals())
                .as("what was collected before")
                .containsExactly(ErrorCode.NOT_LEADER_OR_FOLLOWER);

        replica.answers.clear();
        replica.on(new ReplicaEvent.CutOff(false));
        assertThat(replica.core.refusals().ofAppend(Acks.ALL, false)).isNull();
        replica.wrote(2, 3, Acks.ALL);
        replica.fetched(2, 3);
        replica.fetched(3, 3);
        assertThat(replica.answers).containsExactly(new Appended(2, -1, 0));
    }

    @Test
    void aFollowerJoinsOnceItHasAllThatMayHaveBeenCommitted() {
        CoreFixture heir = opened(Durability.PAGE_CACHE, 10, 0, 4).leads(1, 1, 2);
        heir.fetched(3, 7, 1, 9);
        assertThat(heir.proposed())
                .as("what its predecessor may have committed ends at 10")
                .isEmpty();
        heir.fetched(3, 7, 1, 10);
        assertThat(heir.proposal())
                .containsExactly(new InSyncMember(1, -1), new InSyncMember(2, -1), new InSyncMember(3, 7));
    }

    @Test
    void whoeverIsProposedMustHaveARecordBeforeItIsCommitted() {
        replica.leads(0, 1, 2);
        replica.fetched(3, 0);
        assertThat(replica.proposed()).containsExactly(1, 2, 3);
        replica.wrote(0, 4, Acks.ALL);
        replica.fetched(2, 4);
        assertThat(replica.watermark()).as("3 may be in sync by now").isZero();
        replica.fetched(3, 4);
        assertThat(replica.watermark()).isEqualTo(4);
    }

    @Test
    void aProposalThatWasRefusedIsForgottenAndMadeAgainLater() {
        replica.leads(0, 1, 2);
        replica.fetched(3, 0);
        replica.wrote(0, 4, Acks.ALL);
        replica.fetched(2, 4);
        replica.refused(ErrorCode.INELIGIBLE_REPLICA);
        assertThat(replica.watermark()).isEqualTo(4);
        replica.fetched(3, 4);
        assertThat(replica.proposed()).isEmpty();
        assertThat(replica.core.wakeAtMillis()).isEqualTo(replica.now + RETRY_MILLIS);
        replica.passes(RETRY_MILLIS);
        assertThat(replica.proposed()).containsExactly(1, 2, 3);
    }

    @Test
    void aProposalWhoseAnswerGotLostBindsUntilTheControllerHasDecidedAnew() {
        replica.leads(0, 1, 2);
        replica.fetched(3, 0);
        replica.wrote(0, 4, Acks.ALL);
        replica.fetched(2, 4);
        replica.unanswered();
        assertThat(replica.watermark()).as("it may have been accepted").isZero();
        replica.passes(RETRY_MILLIS / 10);
        assertThat(replica.proposed()).as("settles it, and adds nobody").containsExactly(1, 2);
        replica.refused(ErrorCode.INVALID_UPDATE_VERSION);
        assertThat(replica.watermark()).as("3 was accepted, perhaps").isZero();
        replica.leads(0, 1, 2);
        assertThat(replica.watermark()).isEqualTo(4);
    }

    @Test
    void whoHasRecordsDeletedHearsOfItWhenEveryReplicaThatFollowsHasDoneSo() {
        replica.leads(0, 1, 2, 3);
        replica.wrote(0, 4, Acks.ALL);
        replica.fetched(2, 4);
        replica.fetched(3, 4);
        replica.on(new ReplicaEvent.RecordsDeleted(3, 3, replica.now + 500, result -> {}));
        replica.on(new ReplicaEvent.FollowerFetched(2, 1, 0, 4, 3));
        assertThat(replica.deletionsAnswered()).isEmpty();
        replica.on(new ReplicaEvent.FollowerFetched(3, 1, 0, 4, 3));
        assertThat(replica.deletionsAnswered()).containsExactly(new DeleteRecordsResult(3, null));
    }

    @Test
    void whoHasRecordsDeletedHearsOfItInTimeThoughAReplicaHasNotFollowed() {
        replica.leads(0, 1, 2, 3);
        replica.wrote(0, 4, Acks.ALL);
        replica.fetched(2, 4);
        replica.fetched(3, 4);
        replica.on(new ReplicaEvent.RecordsDeleted(3, 3, replica.now + 500, result -> {}));
        replica.passes(499);
        assertThat(replica.deletionsAnswered()).isEmpty();
        replica.passes(1);
        assertThat(replica.deletionsAnswered())
                .extracting(result -> result.why().code())
                .containsExactly(ErrorCode.REQUEST_TIMED_OUT);
    }

    @Test
    void whoHasRecordsDeletedHearsAtOnceThatTheLeaderLeadsNoMore() {
        replica.leads(0, 1, 2, 3);
        replica.on(new ReplicaEvent.RecordsDeleted(0, 1, replica.now + 500, result -> {}));
        replica.follows(2, 1);
        assertThat(replica.deletionsAnswered())
                .extracting(result -> result.why().code())
                .containsExactly(ErrorCode.NOT_LEADER_OR_FOLLOWER);
    }

    @Test
    void whileAnEarlierProposalIsUnsettledARefusalOfALaterOneSaysNothingOfIt() {
        replica.leads(0, 1, 2);
        replica.wrote(0, 4, Acks.ALL);
        replica.fetched(2, 4);
        replica.fetched(3, 4);
        replica.unanswered();
        replica.wrote(4, 6, Acks.ALL);
        replica.fetched(2, 6);
        replica.fetched(3, 4);
        replica.passes(RETRY_MILLIS);
        replica.refused(ErrorCode.INELIGIBLE_REPLICA);
        assertThat(replica.watermark()).isEqualTo(4);
        replica.passes(RETRY_MILLIS);
        assertThat(replica.proposed()).as("one that cannot be refused so").containsExactly(1, 2);
    }

    @Test
    void aFollowerThatStaysBehindForTooLongIsProposedOut() {
        replica.leads(0, 1, 2, 3);
        replica.wrote(0, 4, Acks.ALL);
        replica.fetched(2, 4);
        assertThat(replica.core.wakeAtMillis()).isEqualTo(replica.now + LAG_MILLIS);
        replica.passes(LAG_MILLIS - 1);
        assertThat(replica.proposed()).isEmpty();
        replica.passes(1);
        assertThat(replica.proposed()).containsExactly(1, 2);
        assertThat(replica.watermark())
                .as("not before the controller has recorded it")
                .isZero();
        replica.leads(0, 1, 2);
        assertThat(replica.watermark()).isEqualTo(4);
    }

    @Test
    void aFollowerThatIsAlwaysALittleBehindKeepsItsPlace() {
        replica.leads(0, 1, 2);
        replica.wrote(0, 1, Acks.LEADER);
        for (long end = 1; end < 50; end++) {
            replica.fetched(2, end - 1);
            replica.wrote(end, end + 1, Acks.LEADER);
            replica.passes(LAG_MILLIS / 3);
            assertThat(replica.proposed()).isEmpty();
        }
    }

    @Test
    void anotherProcessOfAFollowerBeginsAnew() {
        replica.leads(0, 1, 2);
        replica.wrote(0, 9, Acks.ALL);
        replica.fetched(2, 5, 0, 9);
        replica.wrote(9, 12, Acks.ALL);
        replica.fetched(2, 6, 0, 3);
        replica.fetched(2, 5, 0, 12);
        assertThat(replica.watermark())
                .as("12 was of a process that is no more")
                .isEqualTo(9);
        replica.fetched(2, 6, 0, 12);
        assertThat(replica.watermark()).isEqualTo(12);
    }

    @Test
    void withTheDiskAsMeasureTheLeadersOwnRecordsCountFromTheFlush() {
        CoreFixture onDisk = opened(Durability.DISK, 0, -1, 0).leads(0, 1, 2);
        onDisk.wrote(0, 4, Acks.ALL);
        onDisk.fetched(2, 4);
        assertThat(onDisk.watermark()).isZero();
        onDisk.on(new ReplicaEvent.Flushed(4));
        assertThat(onDisk.watermark()).isEqualTo(4);
    }
}
