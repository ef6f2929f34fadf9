package akkord.protocol.door.kafka.handler;

import akkord.protocol.door.kafka.connection.Call;
import java.util.List;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.FetchableTopicResponse;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** Makes the answer of a fetch out of what was read; in a session only of what is news. */
final class FetchAnswer {

    private static final int LEADER_FROM = 12;
    private static final int ENDPOINTS_FROM = 16;

    private final Call call;
    private final FetchPlan plan;
    private final CurrentLeaders current;

    FetchAnswer(Call call, FetchPlan plan, CurrentLeaders current) {
        this.call = call;
        this.plan = plan;
        this.current = current;
    }

    /** Takes over the slices of {@code pass}. */
    void send(FetchPass pass) {
        FetchResponseData response = new FetchResponseData().setSessionId(plan.sessionId());
        FetchSession session = plan.session();
        for (FetchPass.Read read : pass.reads()) {
            boolean news = session == null || read.target().isNews(read.data());
            if (plan.incremental() && !news) continue;
            if (session != null && hasRecords(read.data())) session.toTheEnd(read.target());
            if (isLedElsewhere(read.data().errorCode())) tellLeader(response, read);
            topic(response, read.target().key()).partitions().add(read.data());
        }
        call.answer(response, pass::discard);
    }

    private static boolean isLedElsewhere(short error) {
        return error == Errors.NOT_LEADER_OR_FOLLOWER.code() || error == Errors.FENCED_LEADER_EPOCH.code();
    }

    private static boolean hasRecords(PartitionData data) {
        return data.records() != null && data.records().sizeInBytes() > 0;
    }

    /** The entry of the topic; partitions of one topic that follow each other share it. */
    private static FetchableTopicResponse topic(FetchResponseData response, FetchTarget.Key key) {
        List<FetchableTopicResponse> topics = response.responses();
        @Nullable FetchableTopicResponse last = topics.isEmpty() ? null : topics.get(topics.size() - 1);
        if (last != null
                && last.topic().equals(key.topic())
                && Ids.ours(last.topicId()).equals(key.id())) return last;
        FetchableTopicResponse next =
                new FetchableTopicResponse().setTopic(key.topic()).setTopicId(Ids.wire(key.id()));
        topics.add(next);
        return next;
    }

    /** Where the client should go instead (KIP-951). */
    private void tellLeader(FetchResponseData response, FetchPass.Read read) {
        if (call.version() < LEADER_FROM) return;
        FetchTarget.Key key = read.target().key();
        current.find(key.topic(), key.id(), key.partition()).ifPresent(leader -> {
            read.data().currentLeader().setLeaderId(leader.node().id()).setLeaderEpoch(leader.epoch());
            if (call.version() >= ENDPOINTS_FROM) leader.addTo(response.nodeEndpoints());
        });
    }
}
