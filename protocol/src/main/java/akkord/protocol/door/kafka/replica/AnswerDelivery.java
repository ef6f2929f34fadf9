package akkord.protocol.door.kafka.replica;

import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.Refusal;
import akkord.protocol.partition.BatchBytes;
import akkord.protocol.partition.FetchPosition;
import akkord.protocol.partition.LogReader.EpochEnd;
import akkord.protocol.partition.PartitionCommand.Diverged;
import akkord.protocol.partition.PartitionCommand.FollowFailed;
import akkord.protocol.partition.PartitionCommand.OutOfRange;
import akkord.protocol.partition.PartitionCommand.ReplicaRecords;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;

/** Tells a follower's actor what its leader has answered, and says what that makes of it. */
final class AnswerDelivery {

    private static final BatchBytes NOTHING = BatchBytes.of(ByteBuffer.allocate(0));

    private static final Map<Short, ErrorCode> CODES = codes();

    private AnswerDelivery() {}

    /** Records stay in {@code frame}, which is kept until the follower has written them. */
    static FollowedPartition.Stage deliver(FollowedPartition follower, PartitionData data, ByteBuf frame) {
        FetchPosition asked = follower.position();
        if (data.errorCode() == Errors.OFFSET_OUT_OF_RANGE.code()) {
            follower.replica().tell(new OutOfRange(asked, Math.max(0, data.logStartOffset())));
            return FollowedPartition.Stage.GIVEN;
        }
        if (data.errorCode() != Errors.NONE.code()) {
            follower.replica().tell(new FollowFailed(asked, refusal(follower, data.errorCode())));
            return FollowedPartition.Stage.PAUSED;
        }
        if (data.divergingEpoch().epoch() >= 0) {
            EpochEnd end = new EpochEnd(
                    data.divergingEpoch().epoch(), data.divergingEpoch().endOffset());
            follower.replica().tell(new Diverged(asked, end));
            return FollowedPartition.Stage.GIVEN;
        }
        BatchBytes batches = batches(data, frame);
        boolean empty = !batches.buffer().hasRemaining();
        follower.replica().tell(new ReplicaRecords(asked, batches, data.highWatermark(), data.logStartOffset()));
        return empty ? FollowedPartition.Stage.ASKED : FollowedPartition.Stage.GIVEN;
    }

    private static BatchBytes batches(PartitionData data, ByteBuf frame) {
        if (!(data.records() instanceof MemoryRecords records) || records.sizeInBytes() == 0) return NOTHING;
        frame.retain();
        return new BatchBytes(records.buffer(), frame::release);
    }

    private static Refusal refusal(FollowedPartition follower, short code) {
        return new Refusal(
                CODES.getOrDefault(code, ErrorCode.UNKNOWN_SERVER_ERROR),
                "node " + follower.position().leader() + " does not let " + follower.partition() + " be followed: "
                        + Errors.forCode(code));
    }

    private static Map<Short, ErrorCode> codes() {
        Map<Short, ErrorCode> codes = new HashMap<>();
        for (ErrorCode code : ErrorCode.values()) codes.put(code.number(), code);
        return codes;
    }
}
