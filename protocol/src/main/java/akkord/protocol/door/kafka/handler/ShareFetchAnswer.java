package akkord.protocol.door.kafka.handler;

import akkord.protocol.door.kafka.connection.Call;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.message.ShareFetchResponseData;
import org.apache.kafka.common.message.ShareFetchResponseData.PartitionData;
import org.apache.kafka.common.message.ShareFetchResponseData.ShareFetchableTopicResponse;
import org.apache.kafka.common.protocol.Errors;

/** Makes the answer of a share fetch: what was acquired, and what has come of what was acknowledged. */
final class ShareFetchAnswer {

    private final Call call;
    private final CurrentLeaders current;
    private final ShareFetchResponseData response = new ShareFetchResponseData();
    private final Map<FetchTarget.Key, PartitionData> partitions = new HashMap<>();

    ShareFetchAnswer(Call call, CurrentLeaders current, int lockMillis) {
        this.call = call;
        this.current = current;
        response.setAcquisitionLockTimeoutMs(lockMillis);
    }

    /** Takes over what {@code pass} holds, also when it throws. */
    void send(SharePass pass, Map<FetchTarget.Key, ShareAcknowledging.Outcome> acknowledged) {
        try {
            if (pass.isBroken()) response.setErrorCode(Errors.UNKNOWN_SERVER_ERROR.code());
            if (pass.lockMillis() > 0) response.setAcquisitionLockTimeoutMs(pass.lockMillis());
            for (SharePass.Read read : pass.reads()) add(read.key(), read.data());
            acknowledged.forEach(this::add);
        } catch (RuntimeException fault) {
            pass.discard();
            throw fault;
        }
        call.answer(response, pass::discard);
    }

    private void add(FetchTarget.Key key, PartitionData data) {
        if (isLedElsewhere(data.errorCode())) tellLeader(key, data);
        topic(key).partitions().add(data);
        partitions.put(key, data);
    }

    private void add(FetchTarget.Key key, ShareAcknowledging.Outcome outcome) {
        PartitionData data = partitions.get(key);
        if (data == null) {
            data = SharePass.data(key);
            add(key, data);
        }
        data.setAcknowledgeErrorCode(outcome.error().code()).setAcknowledgeErrorMessage(outcome.message());
        if (isLedElsewhere(outcome.error().code())) tellLeader(key, data);
    }

    private ShareFetchableTopicResponse topic(FetchTarget.Key key) {
        ShareFetchableTopicResponse known = response.responses().find(Ids.wire(key.id()));
        if (known != null) return known;
        ShareFetchableTopicResponse topic = new ShareFetchableTopicResponse().setTopicId(Ids.wire(key.id()));
        response.responses().add(topic);
        return topic;
    }

    private static boolean isLedElsewhere(short error) {
        return error == Errors.NOT_LEADER_OR_FOLLOWER.code() || error == Errors.FENCED_LEADER_EPOCH.code();
    }

    /** Where the member should go instead (KIP-951). */
    private void tellLeader(FetchTarget.Key key, PartitionData data) {
        current.find(key.topic(), key.id(), key.partition()).ifPresent(leader -> {
            data.currentLeader().setLeaderId(leader.node().id()).setLeaderEpoch(leader.epoch());
            leader.addTo(response.nodeEndpoints());
        });
    }
}
