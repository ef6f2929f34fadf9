package akkord.protocol.door.kafka.handler;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ShareFetchRequestData;
import org.apache.kafka.common.message.ShareFetchRequestData.AcknowledgementBatch;
import org.apache.kafka.common.message.ShareFetchRequestData.FetchPartition;
import org.apache.kafka.common.message.ShareFetchRequestData.FetchTopic;
import org.apache.kafka.common.message.ShareFetchRequestData.ForgottenTopic;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;

class ShareSessionsTest {

    private static final int SESSIONS_MAX = 2;
    private static final Uuid TOPIC = new Uuid(1, 1);
    private static final ShareMember ANN = new ShareMember("g", "ann");
    private static final ShareMember BEN = new ShareMember("g", "ben");

    private final ShareSessions sessions = new ShareSessions(SESSIONS_MAX);

    private static ShareFetchRequestData request(int epoch, int... partitions) {
        ShareFetchRequestData request = new ShareFetchRequestData().setShareSessionEpoch(epoch);
        if (partitions.length == 0) return request;
        FetchTopic topic = new FetchTopic().setTopicId(TOPIC);
        for (int partition : partitions) topic.partitions().add(new FetchPartition().setPartitionIndex(partition));
        request.topics().add(topic);
        return request;
    }

    private ShareFetchPlan plan(ShareMember member, ShareFetchRequestData request) {
        return ShareFetchPlan.of(request, member, "connection", sessions);
    }

    private static List<FetchTarget.Key> keys(int... partitions) {
        return Arrays.stream(partitions)
                .mapToObj(partition -> FetchTarget.Key.of(TOPIC, partition))
                .toList();
    }

    @Test
    void aSessionIsOpenedByEpochZeroAndGoesOnByOneEachTime() {
        assertThat(plan(ANN, request(0, 1, 2)).targets()).isEqualTo(keys(1, 2));
        assertThat(plan(ANN, request(1)).targets()).isEqualTo(keys(1, 2));
        assertThat(plan(ANN, request(1)).error()).isEqualTo(Errors.INVALID_SHARE_SESSION_EPOCH);
        assertThat(plan(ANN, request(3)).error()).isEqualTo(Errors.INVALID_SHARE_SESSION_EPOCH);
        assertThat(plan(ANN, request(2, 3)).targets()).isEqualTo(keys(1, 2, 3));
    }

    @Test
    void whatIsForgottenIsFetchedNoMoreAlsoWhenItIsAcknowledgedInTheSameRequest() {
        plan(ANN, request(0, 1, 2));
        ShareFetchRequestData request = request(1, 1);
        request.forgottenTopicsData().add(new ForgottenTopic().setTopicId(TOPIC).setPartitions(List.of(1)));
        assertThat(plan(ANN, request).targets()).isEqualTo(keys(2));
    }

    @Test
    void nobodyAcknowledgesBeforeThereIsASession() {
        ShareFetchRequestData request = request(0, 1);
        request.topics()
                .find(TOPIC)
                .partitions()
                .find(1)
                .acknowledgementBatches()
                .add(new AcknowledgementBatch());
        assertThat(plan(ANN, request).error()).isEqualTo(Errors.INVALID_REQUEST);
        assertThat(sessions.size()).isZero();
    }

    @Test
    void whoHasNoSessionNeitherGoesOnNorCloses() {
        assertThat(plan(ANN, request(1)).error()).isEqualTo(Errors.SHARE_SESSION_NOT_FOUND);
        assertThat(plan(ANN, request(-1)).error()).isEqualTo(Errors.SHARE_SESSION_NOT_FOUND);
    }

    @Test
    void thereAreOnlySoManyAndNobodyHasToMakeWay() {
        plan(ANN, request(0, 1));
        plan(BEN, request(0, 1));
        ShareMember cat = new ShareMember("g", "cat");
        assertThat(plan(cat, request(0, 1)).error()).isEqualTo(Errors.SHARE_SESSION_LIMIT_REACHED);
        assertThat(plan(ANN, request(1)).error()).isEqualTo(Errors.NONE);
        assertThat(plan(BEN, request(0, 1)).error()).as("begins anew").isEqualTo(Errors.NONE);
    }

    @Test
    void aSessionThatWasBegunAnewIsNotEndedByTheConnectionOfTheFormer() {
        ShareSession former = plan(ANN, request(0, 1)).session();
        ShareSession now = plan(ANN, request(0, 2)).session();
        assertThat(former).isNotNull();
        assertThat(former.isClosed()).isTrue();
        assertThat(sessions.close(former)).isFalse();
        assertThat(sessions.find(ANN)).isSameAs(now);
    }

    @Test
    void membersOfTwoGroupsMayHaveTheSameName() {
        plan(ANN, request(0, 1));
        plan(new ShareMember("h", "ann"), request(0, 2));
        assertThat(plan(ANN, request(1)).targets()).isEqualTo(keys(1));
    }

    @Test
    void whatGaveRecordsHasItsNextTurnLast() {
        ShareSession session = new ShareSession(ANN, "connection", keys(1, 2, 3));
        session.gave(FetchTarget.Key.of(TOPIC, 1));
        session.gave(FetchTarget.Key.of(TOPIC, 9));
        assertThat(session.partitions()).isEqualTo(keys(2, 3, 1));
    }

    @Test
    void whatAMemberHasIsKnownAlsoWhenItFetchesThatNoMoreOrBeginsAnew() {
        ShareSession session = plan(ANN, request(0, 1, 2)).session();
        assertThat(session).isNotNull();
        session.gave(FetchTarget.Key.of(TOPIC, 1));
        ShareFetchRequestData forgets = request(1);
        forgets.forgottenTopicsData().add(new ForgottenTopic().setTopicId(TOPIC).setPartitions(List.of(1)));
        plan(ANN, forgets);
        assertThat(session.held()).isEqualTo(keys(1));
        ShareSession next = plan(ANN, request(0, 2)).session();
        assertThat(next).isNotNull();
        assertThat(next.held()).isEqualTo(keys(1));
    }

    @Test
    void namesOfGroupsAndMembersHaveTheirLimits() {
        assertThat(ShareMember.problem("g", "m".repeat(36))).isNull();
        assertThat(ShareMember.problem("g", "m".repeat(37))).contains("member id");
        assertThat(ShareMember.problem("g", "")).contains("member id");
        assertThat(ShareMember.problem("g", null)).contains("member id");
        assertThat(ShareMember.problem(null, "m")).contains("group id");
    }
}
