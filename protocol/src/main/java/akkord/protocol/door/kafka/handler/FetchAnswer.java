package akkord.protocol.door.kafka.handler;

import akkord.protocol.door.kafka.connection.Call;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.protocol.Errors;

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

    /** Takes over the slices of {@code pass}, also when it throws. */
    void send(FetchPass pass) {
        FetchResponseData response;
        try {
            response = response(pass);
        } catch (RuntimeException fault) {
            pass.discard();
            throw fault;
        }
        call.answer(response, pass::discard);
    }

    private FetchResponseData response(FetchPass pass) {
        FetchResponseData response = new FetchResponseData().setSessionId(plan.sessionId());
        FetchSession session = plan.session();
        for (FetchPass.Read read : pass.reads()) {
            boolean news = session == null || read.target().isNews(read.data());
            if (plan.incremental() && !news) continue;
            if (session != null && hasRecords(read.data())) session.toTheEnd(read.target());
            if (isLedElsewhere(read.data().errorCode())) tellLeader(response, read);
            read.target().key().topicIn(response).partitions().add(read.data());
        }
        return response;
    }

    private static boolean isLedElsewhere(short error) {
        return error == Errors.NOT_LEADER_OR_FOLLOWER.code() || error == Errors.FENCED_LEADER_EPOCH.code();
    }

    private static boolean hasRecords(PartitionData data) {
        return data.records() != null && data.records().sizeInBytes() > 0;
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
