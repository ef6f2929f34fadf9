package akkord.protocol.door.kafka.handler;

import akkord.protocol.domain.TopicPartition;
import akkord.protocol.door.kafka.connection.Call;
import akkord.protocol.door.kafka.connection.RequestHandler;
import akkord.protocol.partition.DamagedLogException;
import akkord.protocol.partition.LogReader.TimestampedOffset;
import akkord.protocol.partition.PartitionView;
import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.message.ListOffsetsRequestData;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsPartition;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsTopic;
import org.apache.kafka.common.message.ListOffsetsResponseData;
import org.apache.kafka.common.message.ListOffsetsResponseData.ListOffsetsPartitionResponse;
import org.apache.kafka.common.message.ListOffsetsResponseData.ListOffsetsTopicResponse;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.ListOffsetsRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds offsets by time, or by what they mean: the earliest, the latest, that of the largest timestamp. */
final class ListOffsetsHandler implements RequestHandler<ListOffsetsRequestData> {

    private static final Logger LOG = LoggerFactory.getLogger(ListOffsetsHandler.class);

    private static final byte READ_COMMITTED = 1;
    private static final long NONE = -1;
    private static final int EPOCH_FROM = 4;
    private static final int NOT_AVAILABLE_FROM = 5;

    private final Leaders leaders;

    ListOffsetsHandler(Leaders leaders) {
        this.leaders = leaders;
    }

    @Override
    public void handle(Call call, ListOffsetsRequestData request) {
        ListOffsetsResponseData response = new ListOffsetsResponseData();
        Set<TopicPartition> twice = twice(request);
        for (ListOffsetsTopic topic : request.topics()) {
            ListOffsetsTopicResponse found = new ListOffsetsTopicResponse().setName(topic.name());
            for (ListOffsetsPartition partition : topic.partitions()) {
                TopicPartition name = new TopicPartition(topic.name(), partition.partitionIndex());
                ListOffsetsPartitionResponse slot =
                        new ListOffsetsPartitionResponse().setPartitionIndex(partition.partitionIndex());
                if (twice.contains(name)) slot.setErrorCode(Errors.INVALID_REQUEST.code());
                else find(name, partition, request.isolationLevel(), call.version(), slot);
                found.partitions().add(slot);
            }
            response.topics().add(found);
        }
        call.answer(response);
    }

    private static Set<TopicPartition> twice(ListOffsetsRequestData request) {
        Set<TopicPartition> once = new HashSet<>();
        Set<TopicPartition> twice = new HashSet<>();
        for (ListOffsetsTopic topic : request.topics())
            for (ListOffsetsPartition partition : topic.partitions()) {
                TopicPartition name = new TopicPartition(topic.name(), partition.partitionIndex());
                if (!once.add(name)) twice.add(name);
            }
        return twice;
    }

    private void find(
            TopicPartition name,
            ListOffsetsPartition wanted,
            byte isolation,
            short version,
            ListOffsetsPartitionResponse slot) {
        Leaders.Found found = leaders.find(name, wanted.currentLeaderEpoch());
        if (found instanceof Leaders.Found.Refused refused)
            slot.setErrorCode(refused.why().code());
        if (!(found instanceof Leaders.Found.Leader leader)) return;
        if (!isOffered(wanted.timestamp(), version)) {
            slot.setErrorCode(Errors.UNSUPPORTED_VERSION.code());
            return;
        }
        try {
            boolean known = answer(leader, wanted.timestamp(), isolation == READ_COMMITTED, slot);
            if (!known) slot.setErrorCode(notAvailable(version).code());
            // Older versions have no place for it, and the message refuses to be written.
            if (version < EPOCH_FROM) slot.setLeaderEpoch(Leaders.ANY_EPOCH);
        } catch (DamagedLogException damaged) {
            leader.report(damaged);
            slot.setErrorCode(Errors.KAFKA_STORAGE_ERROR.code());
        } catch (IOException unreadable) {
            LOG.error("cannot look for timestamp {} in {}", wanted.timestamp(), name, unreadable);
            slot.setErrorCode(Errors.KAFKA_STORAGE_ERROR.code());
        }
    }

    /** Which version brought each special timestamp. */
    private static boolean isOffered(long timestamp, short version) {
        if (timestamp >= ListOffsetsRequest.EARLIEST_TIMESTAMP) return true;
        if (timestamp == ListOffsetsRequest.MAX_TIMESTAMP) return version >= 7;
        if (timestamp == ListOffsetsRequest.EARLIEST_LOCAL_TIMESTAMP) return version >= 8;
        if (timestamp == ListOffsetsRequest.LATEST_TIERED_TIMESTAMP) return version >= 9;
        return timestamp == ListOffsetsRequest.EARLIEST_PENDING_UPLOAD_TIMESTAMP && version >= 11;
    }

    private static Errors notAvailable(short version) {
        return version >= NOT_AVAILABLE_FROM ? Errors.OFFSET_NOT_AVAILABLE : Errors.LEADER_NOT_AVAILABLE;
    }

    /**
     * False where the end of what is committed decides and a new leader does not know it yet: what it has heard may be
     * less than its predecessor has told, and an end must not go back.
     */
    private static boolean answer(
            Leaders.Found.Leader leader, long timestamp, boolean committed, ListOffsetsPartitionResponse slot)
            throws IOException {
        PartitionView view = leader.view();
        boolean endKnown = view.highWatermark() >= view.epochStartOffset();
        long end = committed ? view.lastStableOffset() : view.highWatermark();
        if (timestamp == ListOffsetsRequest.LATEST_TIMESTAMP) {
            if (!endKnown) return false;
            slot.setOffset(end).setLeaderEpoch(view.leaderEpoch());
        } else if (timestamp == ListOffsetsRequest.EARLIEST_TIMESTAMP
                || timestamp == ListOffsetsRequest.EARLIEST_LOCAL_TIMESTAMP) {
            slot.setOffset(view.logStartOffset()).setLeaderEpoch(view.leaderEpoch());
        } else if (timestamp == ListOffsetsRequest.MAX_TIMESTAMP) {
            return put(leader.log().maxTimestamp(end), slot) || endKnown;
        } else if (timestamp >= 0) {
            return put(leader.log().firstAtOrAfter(timestamp, end), slot) || endKnown;
        } else {
            // Nothing lies on a remote tier.
            slot.setOffset(NONE).setTimestamp(NONE);
        }
        return true;
    }

    private static boolean put(Optional<TimestampedOffset> found, ListOffsetsPartitionResponse slot) {
        found.ifPresent(at ->
                slot.setOffset(at.offset()).setTimestamp(at.timestampMillis()).setLeaderEpoch(at.leaderEpoch()));
        return found.isPresent();
    }
}
