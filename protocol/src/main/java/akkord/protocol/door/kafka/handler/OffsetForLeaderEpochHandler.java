package akkord.protocol.door.kafka.handler;

import akkord.protocol.domain.TopicPartition;
import akkord.protocol.door.kafka.connection.Call;
import akkord.protocol.door.kafka.connection.RequestHandler;
import akkord.protocol.partition.LogReader;
import akkord.protocol.partition.PartitionView;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData.OffsetForLeaderPartition;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData.OffsetForLeaderTopic;
import org.apache.kafka.common.message.OffsetForLeaderEpochResponseData;
import org.apache.kafka.common.message.OffsetForLeaderEpochResponseData.EpochEndOffset;
import org.apache.kafka.common.message.OffsetForLeaderEpochResponseData.OffsetForLeaderTopicResult;

/** Says where a leader's epoch ended, by which a client or follower sees whether its log was cut (KIP-101, KIP-320). */
final class OffsetForLeaderEpochHandler implements RequestHandler<OffsetForLeaderEpochRequestData> {

    private final Leaders leaders;

    OffsetForLeaderEpochHandler(Leaders leaders) {
        this.leaders = leaders;
    }

    @Override
    public void handle(Call call, OffsetForLeaderEpochRequestData request) {
        OffsetForLeaderEpochResponseData response = new OffsetForLeaderEpochResponseData();
        for (OffsetForLeaderTopic topic : request.topics()) {
            OffsetForLeaderTopicResult result = new OffsetForLeaderTopicResult().setTopic(topic.topic());
            for (OffsetForLeaderPartition partition : topic.partitions())
                result.partitions().add(end(topic.topic(), partition));
            response.topics().add(result);
        }
        call.answer(response);
    }

    private EpochEndOffset end(String topic, OffsetForLeaderPartition wanted) {
        EpochEndOffset slot = new EpochEndOffset().setPartition(wanted.partition());
        Leaders.Found found = leaders.find(new TopicPartition(topic, wanted.partition()), wanted.currentLeaderEpoch());
        if (found instanceof Leaders.Found.Refused refused)
            slot.setErrorCode(refused.why().code());
        if (found instanceof Leaders.Found.Leader leader) {
            LogReader.EpochEnd end = end(leader, wanted.leaderEpoch());
            slot.setLeaderEpoch(end.leaderEpoch()).setEndOffset(end.endOffset());
        }
        return slot;
    }

    /** The leader's own epoch goes on up to the end of its log, also before its first record. */
    static LogReader.EpochEnd end(Leaders.Found.Leader leader, int epoch) {
        PartitionView view = leader.view();
        if (epoch < 0 || epoch > view.leaderEpoch()) return LogReader.EpochEnd.UNKNOWN;
        if (epoch == view.leaderEpoch()) return new LogReader.EpochEnd(epoch, view.logEndOffset());
        return leader.log().endOffsetForEpoch(epoch);
    }
}
