package akkord.protocol.door.kafka.handler;

import static akkord.protocol.door.kafka.handler.ShareClient.acquired;
import static akkord.protocol.door.kafka.handler.ShareClient.awaitedRecords;
import static akkord.protocol.door.kafka.handler.ShareClient.fetch;
import static akkord.protocol.door.kafka.handler.ShareClient.offsets;
import static akkord.protocol.door.kafka.handler.ShareClient.partition;
import static akkord.protocol.door.kafka.handler.ShareClient.ranges;
import static org.assertj.core.api.Assertions.assertThat;

import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.Refusal;
import akkord.protocol.partition.PartitionCommand;
import akkord.protocol.partition.PartitionCommand.AwaitRecords;
import akkord.protocol.partition.PartitionView.Role;
import akkord.protocol.share.AckBatch;
import akkord.protocol.share.OffsetRange;
import akkord.protocol.share.ShareCommand.Acquire;
import akkord.protocol.share.ShareCommand.GiveBack;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ShareFetchRequestData;
import org.apache.kafka.common.message.ShareFetchRequestData.FetchPartition;
import org.apache.kafka.common.message.ShareFetchRequestData.FetchTopic;
import org.apache.kafka.common.message.ShareFetchResponseData;
import org.apache.kafka.common.message.ShareFetchResponseData.PartitionData;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a share fetch acquires, sends and waits for. */
class ShareFetchTest {

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
    void whatIsAcquiredIsSentWithTheBatchesThatHoldItAndNoOthers() {
        for (int i = 0; i < 4; i++) log.add(5);
        keepers.offer(0, 7, 11);
        member.send(fetch(0, 0));
        ShareFetchResponseData response = member.answer();
        PartitionData data = partition(response, 0);
        assertThat(acquired(data)).isEqualTo(ranges(7, 11));
        assertThat(offsets(data)).containsExactly(5L, 6L, 7L, 8L, 9L, 10L, 11L, 12L, 13L, 14L);
        assertThat(data.acquiredRecords().get(0).deliveryCount()).isEqualTo((short) 1);
        assertThat(response.acquisitionLockTimeoutMs()).isEqualTo(ScriptedKeepers.LOCK_MILLIS);
        assertThat(keepers.told(GiveBack.class)).isEmpty();
    }

    @Test
    void aBatchIsAcquiredToItsEndUnlessTheMemberInsistsOnItsNumber() {
        log.add(10);
        log.add(10);
        keepers.offer(0, 0, 3);
        keepers.offer(0, 4, 9);
        member.send(fetch(0, 0).setMaxRecords(4));
        assertThat(acquired(partition(member.answer(), 0))).isEqualTo(ranges(0, 3, 4, 9));
        keepers.offer(0, 10, 13);
        keepers.offer(0, 14, 19);
        member.send(fetch(1).setMaxRecords(4).setShareAcquireMode((byte) 1));
        assertThat(acquired(partition(member.answer(), 0))).isEqualTo(ranges(10, 13));
    }

    @Test
    void whatDoesNotFitIsGivenBack() {
        int bytes = log.add(5);
        log.add(5);
        log.add(5);
        keepers.offer(0, 0, 11);
        member.send(fetch(0, 0).setMaxBytes(2 * bytes + 1));
        assertThat(acquired(partition(member.answer(), 0))).isEqualTo(ranges(0, 9));
        assertThat(keepers.told(GiveBack.class)).singleElement().satisfies(back -> assertThat(back.ranges())
                .isEqualTo(ranges(10, 11)));
    }

    @Test
    void oneBatchIsSentHoweverLargeSoThatAMemberGoesOn() {
        log.add(50);
        keepers.offer(0, 0, 49);
        member.send(fetch(0, 0).setMaxBytes(1));
        assertThat(acquired(partition(member.answer(), 0))).isEqualTo(ranges(0, 49));
    }

    @Test
    void offsetsThatCompactionHasLeftNothingOfAreDoneWith() {
        log.add(3);
        log.skip(10);
        log.add(3);
        keepers.offer(0, 1, 9);
        member.send(fetch(0, 0));
        PartitionData data = partition(member.answer(), 0);
        assertThat(acquired(data)).isEqualTo(ranges(1, 2));
        assertThat(offsets(data)).containsExactly(0L, 1L, 2L);
        assertThat(keepers.acknowledged()).singleElement().satisfies(gap -> {
            assertThat(new OffsetRange(gap.first(), gap.last())).isEqualTo(new OffsetRange(3, 9));
            assertThat(gap.types()).containsExactly(AckBatch.GAP);
        });
        assertThat(keepers.told(GiveBack.class)).isEmpty();
    }

    @Test
    void aMemberIsNotGivenWhatHasNoRecordAtAll() {
        log.add(3);
        log.skip(10);
        log.add(3);
        keepers.offer(0, 5, 9);
        member.send(fetch(0, 0).setMaxWaitMs(0));
        assertThat(member.answer().responses()).isEmpty();
        assertThat(keepers.acknowledged()).singleElement().satisfies(gap -> {
            assertThat(gap.first()).isEqualTo(5);
            assertThat(gap.last()).isEqualTo(9);
        });
    }

    @Test
    void fewKeepersAreAskedWhereTheFirstHaveEnoughAndTheOthersHaveTheirTurnNextTime() {
        for (KeptLog each : member.logs) each.add(10);
        for (int i = 0; i < ShareClient.PARTITIONS; i++) keepers.offer(i, 0, 9);
        member.send(fetch(0, 0, 1, 2, 3).setMaxRecords(10));
        assertThat(acquired(partition(member.answer(), 0))).isEqualTo(ranges(0, 9));
        assertThat(keepers.asked).containsExactly(0);
        member.send(fetch(1).setMaxRecords(10));
        assertThat(acquired(partition(member.answer(), 1))).isEqualTo(ranges(0, 9));
        member.send(fetch(2).setMaxRecords(30));
        member.answer();
        assertThat(keepers.asked).containsExactly(0, 1, 2, 3, 0, 1);
    }

    @Test
    void neverMoreRecordsAreAskedForThanTheMemberWants() {
        for (KeptLog each : member.logs) each.add(10);
        member.send(fetch(0, 0, 1, 2, 3, 4, 5, 6, 7).setMaxRecords(6).setMaxWaitMs(0));
        member.answer();
        assertThat(keepers.told(Acquire.class).stream().map(Acquire::recordsMax))
                .containsExactly(6, 3, 3, 1, 1, 1, 1, 6);
    }

    @Test
    void nothingToAcquireIsAnsweredWhenTheTimeIsUp() {
        member.send(fetch(0, 0));
        member.client.pass(ShareClient.WAIT_MILLIS / 2);
        assertThat(member.client.hasAnswer()).isFalse();
        member.client.pass(ShareClient.WAIT_MILLIS);
        assertThat(member.answer().responses()).isEmpty();
    }

    @Test
    void newRecordsEndTheWait() {
        member.send(fetch(0, 0));
        assertThat(member.client.hasAnswer()).isFalse();
        AwaitRecords awaited = awaitedRecords(log);
        assertThat(awaited.seenHighWatermark()).isZero();
        log.add(4);
        keepers.offer(0, 0, 3);
        awaited.fetch().offer(1);
        member.client.runTasks();
        assertThat(acquired(partition(member.answer(), 0))).isEqualTo(ranges(0, 3));
    }

    @Test
    void recordsThatBecomeAvailableAgainEndTheWait() {
        log.add(4);
        member.send(fetch(0, 0));
        assertThat(member.client.hasAnswer()).isFalse();
        keepers.offer(0, 2, 3);
        keepers.tellAvailable();
        member.client.runTasks();
        assertThat(acquired(partition(member.answer(), 0))).isEqualTo(ranges(2, 3));
    }

    @Test
    void whoWakesAndFindsThatOthersWereFasterWaitsOn() {
        log.add(4);
        member.send(fetch(0, 0));
        keepers.tellAvailable();
        member.client.runTasks();
        assertThat(member.client.hasAnswer()).isFalse();
        assertThat(keepers.awaiting).as("it would be told again").hasSize(1);
        keepers.offer(0, 1, 1);
        keepers.tellAvailable();
        member.client.runTasks();
        assertThat(acquired(partition(member.answer(), 0))).isEqualTo(ranges(1, 1));
    }

    @Test
    void whoIsToldInVainAgainAndAgainDoesNotSpin() {
        log.add(4);
        member.send(fetch(0, 0));
        for (int i = 0; i < 100; i++) {
            keepers.tellAvailable();
            member.client.runTasks();
        }
        assertThat(keepers.asked).hasSizeLessThan(12);
        assertThat(member.client.hasAnswer()).isFalse();
        member.client.pass(ShareClient.WAIT_MILLIS + 1);
        assertThat(member.answer().errorCode()).isZero();
    }

    @Test
    void tooFewBytesAreGivenBackUntilThereAreEnoughOrTheTimeIsUp() {
        int bytes = log.add(4);
        keepers.offer(0, 0, 3);
        member.send(fetch(0, 0).setMinBytes(bytes + 1));
        assertThat(member.client.hasAnswer()).isFalse();
        assertThat(keepers.told(GiveBack.class).get(0).ranges()).isEqualTo(ranges(0, 3));
        assertThat(log.slicesOpen).isZero();
        member.client.pass(ShareClient.WAIT_MILLIS + 1);
        assertThat(acquired(partition(member.answer(), 0))).isEqualTo(ranges(0, 3));
    }

    @Test
    void moreBytesOfAPartitionThatHadTooFewEndTheWait() {
        int bytes = log.add(4);
        keepers.offer(0, 0, 3);
        member.send(fetch(0, 0).setMinBytes(2 * bytes));
        assertThat(member.client.hasAnswer()).isFalse();
        AwaitRecords awaited = awaitedRecords(log);
        assertThat(awaited.seenHighWatermark()).isEqualTo(4);
        awaited.fetch().offer(bytes - 1);
        member.client.runTasks();
        assertThat(member.client.hasAnswer()).as("not enough yet").isFalse();
        log.add(4);
        keepers.offer(0, 4, 7);
        awaited.fetch().offer(1);
        member.client.runTasks();
        assertThat(acquired(partition(member.answer(), 0))).isEqualTo(ranges(0, 3, 4, 7));
    }

    @Test
    void aMemberThatGetsAsManyRecordsAsItWantsDoesNotWaitForMoreBytes() {
        log.add(4);
        keepers.offer(0, 0, 3);
        member.send(fetch(0, 0).setMinBytes(100_000).setMaxRecords(2).setShareAcquireMode((byte) 1));
        assertThat(acquired(partition(member.answer(), 0))).isEqualTo(ranges(0, 1));
    }

    @Test
    void aSilentKeeperMakesAMemberWaitAndIsNotAnError() {
        keepers.silent = true;
        member.send(fetch(0, 0));
        assertThat(member.client.hasAnswer()).isFalse();
        member.client.pass(ShareClient.WAIT_MILLIS + 1);
        assertThat(member.answer().responses()).isEmpty();
    }

    @Test
    void aKeeperThatRefusesIsToldToTheMember() {
        keepers.refusal = new Refusal(ErrorCode.INVALID_REQUEST, "no such group");
        member.send(fetch(0, 0));
        PartitionData data = partition(member.answer(), 0);
        assertThat(data.errorCode()).isEqualTo(Errors.UNKNOWN_SERVER_ERROR.code());
        assertThat(data.errorMessage()).contains("no such group");
    }

    @Test
    void aPartitionThatIsNotHereOrNotLedHereOrUnknownSaysSoAtOnce() {
        log.role = Role.FOLLOWER;
        keepers.offer(1, 0, 0);
        member.logs.get(1).add(1);
        member.send(fetch(0, 0, 1, ShareClient.PARTITIONS, 99));
        ShareFetchResponseData response = member.answer();
        PartitionData away = partition(response, 0);
        assertThat(away.errorCode()).isEqualTo(Errors.NOT_LEADER_OR_FOLLOWER.code());
        assertThat(away.currentLeader().leaderId()).isEqualTo(FaultyNode.SELF);
        assertThat(away.currentLeader().leaderEpoch()).isEqualTo(FaultyNode.EPOCH);
        assertThat(response.nodeEndpoints().find(FaultyNode.SELF).port()).isPositive();
        assertThat(partition(response, ShareClient.PARTITIONS).errorCode())
                .isEqualTo(Errors.NOT_LEADER_OR_FOLLOWER.code());
        assertThat(partition(response, 99).errorCode()).isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION.code());
        assertThat(acquired(partition(response, 1))).isEqualTo(ranges(0, 0));
    }

    @Test
    void anUnknownTopicIsNamedAsSuch() {
        Uuid unknown = new Uuid(9, 9);
        ShareFetchRequestData request = fetch(0, 0);
        FetchTopic topic = new FetchTopic().setTopicId(unknown);
        topic.partitions().add(new FetchPartition().setPartitionIndex(0));
        request.topics().add(topic);
        member.send(request);
        assertThat(member.answer().responses().find(unknown).partitions().get(0).errorCode())
                .isEqualTo(Errors.UNKNOWN_TOPIC_ID.code());
    }

    @Test
    void whatCannotBeReadIsGivenBackAndDamageIsReported() throws IOException {
        log.add(4);
        keepers.offer(0, 0, 3);
        log.damage();
        member.send(fetch(0, 0));
        assertThat(partition(member.answer(), 0).errorCode()).isEqualTo(Errors.KAFKA_STORAGE_ERROR.code());
        assertThat(log.inbox.receiveMessage()).isInstanceOf(PartitionCommand.ReportDamage.class);
        assertThat(keepers.told(GiveBack.class).get(0).ranges()).isEqualTo(ranges(0, 3));
        log.unreadable = new IOException("planted");
        member.send(fetch(1));
        assertThat(partition(member.answer(), 0).errorCode()).isEqualTo(Errors.KAFKA_STORAGE_ERROR.code());
        assertThat(keepers.told(GiveBack.class)).hasSize(2);
    }

    @Test
    void somethingUnexpectedIsAnsweredAndKeepsNothing() {
        log.add(4);
        member.logs.get(1).add(4);
        keepers.offer(0, 0, 3);
        keepers.offer(1, 0, 3);
        member.logs.get(1).onRead = () -> {
            throw new IllegalStateException("planted");
        };
        member.send(fetch(0, 0, 1));
        assertThat(member.answer().errorCode()).isEqualTo(Errors.UNKNOWN_SERVER_ERROR.code());
        assertThat(keepers.told(GiveBack.class)).hasSizeGreaterThanOrEqualTo(2);
        keepers.available.clear();
        member.send(fetch(1));
        assertThat(member.client.hasAnswer()).isFalse();
        keepers.offer(1, 0, 3);
        keepers.tellAvailable();
        member.client.runTasks();
        assertThat(member.answer().errorCode())
                .as("also when it has waited")
                .isEqualTo(Errors.UNKNOWN_SERVER_ERROR.code());
    }

    @Test
    void manyPartitionsThatAreNotHereAreAnsweredOneAndAll() {
        int[] none = IntStream.range(ShareClient.PARTITIONS + 1, ShareClient.PARTITIONS + 301)
                .toArray();
        for (int round = 0; round < 20; round++) {
            int from = round * 1000;
            member.send(fetch(round, IntStream.of(none).map(each -> from + each).toArray())
                    .setMaxRecords(1));
            int answered = member.answer()
                    .responses()
                    .find(ShareClient.TOPIC)
                    .partitions()
                    .size();
            assertThat(answered).isEqualTo((round + 1) * none.length);
        }
    }
}
