package akkord.protocol.door.kafka.handler;

import static akkord.protocol.door.kafka.handler.ShareClient.acknowledge;
import static akkord.protocol.door.kafka.handler.ShareClient.acknowledgement;
import static akkord.protocol.door.kafka.handler.ShareClient.acquired;
import static akkord.protocol.door.kafka.handler.ShareClient.fetch;
import static akkord.protocol.door.kafka.handler.ShareClient.only;
import static akkord.protocol.door.kafka.handler.ShareClient.partition;
import static akkord.protocol.door.kafka.handler.ShareClient.ranges;
import static org.assertj.core.api.Assertions.assertThat;

import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.Refusal;
import akkord.protocol.partition.PartitionView.Role;
import akkord.protocol.share.AckBatch;
import akkord.protocol.share.ShareCommand.GiveBack;
import akkord.protocol.share.ShareCommand.ReleaseAll;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.kafka.common.message.ShareAcknowledgeResponseData;
import org.apache.kafka.common.message.ShareFetchRequestData;
import org.apache.kafka.common.message.ShareFetchResponseData;
import org.apache.kafka.common.message.ShareFetchResponseData.PartitionData;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the door makes of acknowledgements and of the ends of sessions. */
class ShareAcknowledgeTest {

    @TempDir
    Path folder;

    private ShareClient member;
    private ScriptedKeepers keepers;
    private KeptLog log;

    @BeforeEach
    void open() throws IOException {
        member = new ShareClient(folder);
        keepers = member.keepers;
        log = member.logs.get(0);
    }

    @AfterEach
    void close() {
        member.close();
    }

    @Test
    void acknowledgementsTravelWithAFetchAndAreAnsweredWithIt() {
        log.add(4);
        keepers.offer(0, 0, 1);
        member.send(fetch(0, 0));
        member.answer();
        keepers.offer(0, 2, 3);
        member.send(acknowledge(acknowledge(fetch(1, 0), 0, 0, 1), 1, 1, 2));
        PartitionData data = partition(member.answer(), 0);
        assertThat(acquired(data)).isEqualTo(ranges(2, 3));
        assertThat(data.acknowledgeErrorCode()).isZero();
        assertThat(keepers.acknowledged().stream().map(AckBatch::first)).containsExactly(0L, 1L);
    }

    @Test
    void whatIsAcknowledgedOfAPartitionWithoutRecordsIsAnsweredToo() {
        member.send(fetch(0, 0).setMaxWaitMs(0));
        member.answer();
        keepers.refusal = new Refusal(ErrorCode.INVALID_REQUEST, "not yours");
        member.send(acknowledge(fetch(1, 0), 0, 0, 1));
        PartitionData data = partition(member.answer(), 0);
        assertThat(data.acknowledgeErrorCode()).isEqualTo(Errors.INVALID_REQUEST.code());
        assertThat(data.acknowledgeErrorMessage()).isEqualTo("not yours");
    }

    @Test
    void malformedAcknowledgementsReachNoKeeper() {
        member.send(fetch(0, 0).setMaxWaitMs(0));
        member.answer();
        int[][] malformed = {{}, {5}, {-1}, {AckBatch.RENEW}, {1, 1}, {1, 1, 1, 1}};
        int epoch = 0;
        for (int[] types : malformed) {
            member.send(acknowledge(fetch(++epoch, 0).setMaxWaitMs(0), 3, 5, types));
            assertThat(partition(member.answer(), 0).acknowledgeErrorCode()).isEqualTo(Errors.INVALID_REQUEST.code());
        }
        member.send(acknowledge(acknowledge(fetch(++epoch, 0).setMaxWaitMs(0), 3, 5, 1), 5, 6, 1));
        assertThat(partition(member.answer(), 0).acknowledgeErrorCode()).isEqualTo(Errors.INVALID_REQUEST.code());
        member.send(acknowledge(fetch(++epoch, 0).setMaxWaitMs(0), 5, 3, 1));
        assertThat(partition(member.answer(), 0).acknowledgeErrorCode()).isEqualTo(Errors.INVALID_REQUEST.code());
        assertThat(keepers.acknowledged()).isEmpty();
    }

    @Test
    void whoRenewsItsLocksFetchesNothing() {
        log.add(2);
        keepers.offer(0, 0, 0);
        member.send(fetch(0, 0));
        member.answer();
        keepers.offer(0, 1, 1);
        member.send(acknowledge(fetch(1, 0).setIsRenewAck(true), 0, 0, AckBatch.RENEW));
        ShareFetchResponseData refused = member.answer();
        assertThat(refused.errorCode()).isEqualTo(Errors.INVALID_REQUEST.code());
        assertThat(refused.errorMessage()).contains("fetches nothing");
        ShareFetchRequestData renews = acknowledge(fetch(1, 0).setIsRenewAck(true), 0, 0, AckBatch.RENEW);
        member.send(renews.setMaxBytes(0).setMinBytes(0).setMaxRecords(0).setMaxWaitMs(0));
        PartitionData data = partition(member.answer(), 0);
        assertThat(data.acquiredRecords()).isEmpty();
        assertThat(keepers.acknowledged()).singleElement().satisfies(batch -> assertThat(batch.types())
                .containsExactly(AckBatch.RENEW));
    }

    @Test
    void theEndOfASessionAcknowledgesFirstAndThenReleasesAndAnswersWhatWaits() {
        log.add(4);
        keepers.offer(0, 0, 3);
        member.send(fetch(0, 0));
        member.answer();
        member.send(fetch(1));
        assertThat(member.client.hasAnswer()).isFalse();
        keepers.offer(0, 3, 3);
        member.send(acknowledgement(-1, 0, 0, 1, 1));
        assertThat(member.answer().responses()).as("nothing more is acquired").isEmpty();
        assertThat(only(member.acknowledged()).errorCode()).isZero();
        assertThat(keepers.told.get(keepers.told.size() - 1)).isInstanceOf(ReleaseAll.class);
        assertThat(keepers.told(ReleaseAll.class)).hasSize(1);
        member.send(fetch(2));
        assertThat(member.answer().errorCode()).isEqualTo(Errors.SHARE_SESSION_NOT_FOUND.code());
    }

    @Test
    void aFetchMayBeTheEndToo() {
        log.add(4);
        keepers.offer(0, 0, 3);
        member.send(fetch(0, 0));
        member.answer();
        keepers.offer(0, 0, 3);
        member.send(acknowledge(fetch(-1, 0), 0, 1, 1));
        PartitionData data = partition(member.answer(), 0);
        assertThat(data.acquiredRecords()).isEmpty();
        assertThat(keepers.told(ReleaseAll.class)).hasSize(1);
        member.send(fetch(-1));
        assertThat(member.answer().errorCode()).isEqualTo(Errors.SHARE_SESSION_NOT_FOUND.code());
    }

    @Test
    void aConnectionThatClosesReleasesWhatItsMembersHave() {
        log.add(4);
        keepers.offer(0, 0, 3);
        member.send(fetch(0, 0, 1));
        member.answer();
        member.client.close();
        assertThat(keepers.told(ReleaseAll.class))
                .as("of the one partition that gave records")
                .hasSize(1);
    }

    @Test
    void whatIsLedElsewhereByNowIsNotReleasedSinceTheMemberMayHaveItFromThere() {
        log.add(4);
        keepers.offer(0, 0, 3);
        member.send(fetch(0, 0));
        member.answer();
        log.role = Role.FOLLOWER;
        member.client.close();
        assertThat(keepers.told(ReleaseAll.class)).isEmpty();
    }

    @Test
    void whatAKeeperGivesToAMemberThatHasGoneIsGivenBack() {
        log.add(4);
        keepers.offer(0, 0, 3);
        keepers.holds = true;
        member.send(fetch(0, 0));
        member.client.close();
        keepers.answerHeld();
        member.client.runTasks();
        assertThat(keepers.told(GiveBack.class).get(0).ranges()).isEqualTo(ranges(0, 3));
    }

    @Test
    void anAcknowledgementAloneHasItsPlaceInTheSession() {
        member.send(acknowledgement(0, 0, 0, 1, 1));
        assertThat(member.acknowledged().errorCode()).isEqualTo(Errors.INVALID_SHARE_SESSION_EPOCH.code());
        member.send(acknowledgement(1, 0, 0, 1, 1));
        assertThat(member.acknowledged().errorCode()).isEqualTo(Errors.SHARE_SESSION_NOT_FOUND.code());
        member.send(fetch(0, 0).setMaxWaitMs(0));
        member.answer();
        member.send(acknowledgement(2, 0, 0, 1, 1));
        assertThat(member.acknowledged().errorCode()).isEqualTo(Errors.INVALID_SHARE_SESSION_EPOCH.code());
        member.send(acknowledgement(1, 0, 0, 1, 1));
        assertThat(only(member.acknowledged()).errorCode()).isZero();
        member.send(fetch(2).setMaxWaitMs(0));
        assertThat(member.answer().errorCode()).isZero();
    }

    @Test
    void whoAcknowledgesToOneThatLeadsNoMoreHearsWhoDoes() {
        member.send(fetch(0, 0).setMaxWaitMs(0));
        member.answer();
        log.role = Role.FOLLOWER;
        member.send(acknowledgement(1, 0, 0, 1, 1));
        ShareAcknowledgeResponseData response = member.acknowledged();
        assertThat(only(response).errorCode()).isEqualTo(Errors.NOT_LEADER_OR_FOLLOWER.code());
        assertThat(only(response).currentLeader().leaderEpoch()).isEqualTo(FaultyNode.EPOCH);
        assertThat(response.nodeEndpoints()).hasSize(1);
    }

    @Test
    void namesThatNobodyCanHaveAreRefused() {
        member.send(fetch(0, 0).setMemberId(""));
        assertThat(member.answer().errorCode()).isEqualTo(Errors.INVALID_REQUEST.code());
        member.send(fetch(0, 0).setGroupId(null));
        assertThat(member.answer().errorCode()).isEqualTo(Errors.INVALID_REQUEST.code());
        member.send(acknowledgement(1, 0, 0, 1, 1).setMemberId("m".repeat(37)));
        assertThat(member.acknowledged().errorCode()).isEqualTo(Errors.INVALID_REQUEST.code());
    }
}
