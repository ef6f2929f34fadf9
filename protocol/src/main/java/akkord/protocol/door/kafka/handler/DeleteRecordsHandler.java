package akkord.protocol.door.kafka.handler;

import akkord.protocol.domain.TopicPartition;
import akkord.protocol.door.kafka.connection.Call;
import akkord.protocol.door.kafka.connection.RequestHandler;
import akkord.protocol.partition.PartitionCommand.DeleteRecords;
import akkord.protocol.partition.PartitionCommand.DeleteRecordsResult;
import akkord.protocol.partition.Reply;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.message.DeleteRecordsRequestData;
import org.apache.kafka.common.message.DeleteRecordsRequestData.DeleteRecordsPartition;
import org.apache.kafka.common.message.DeleteRecordsRequestData.DeleteRecordsTopic;
import org.apache.kafka.common.message.DeleteRecordsResponseData;
import org.apache.kafka.common.message.DeleteRecordsResponseData.DeleteRecordsPartitionResult;
import org.apache.kafka.common.message.DeleteRecordsResponseData.DeleteRecordsTopicResult;
import org.apache.kafka.common.protocol.Errors;

/** Has partitions drop their oldest records. */
final class DeleteRecordsHandler implements RequestHandler<DeleteRecordsRequestData> {

    private static final long NONE = -1;

    private final Leaders leaders;

    DeleteRecordsHandler(Leaders leaders) {
        this.leaders = leaders;
    }

    @Override
    public void handle(Call call, DeleteRecordsRequestData request) {
        long deadlineMillis = System.currentTimeMillis() + Math.max(0, request.timeoutMs());
        DeleteRecordsResponseData response = new DeleteRecordsResponseData();
        // One for each partition under way, and one for the asking itself.
        AtomicInteger open = new AtomicInteger(1);
        Runnable oneLess = () -> {
            if (open.decrementAndGet() == 0) call.answer(response);
        };
        for (DeleteRecordsTopic topic : request.topics()) {
            DeleteRecordsTopicResult result = new DeleteRecordsTopicResult().setName(topic.name());
            response.topics().add(result);
            for (DeleteRecordsPartition partition : topic.partitions()) {
                DeleteRecordsPartitionResult slot = new DeleteRecordsPartitionResult()
                        .setPartitionIndex(partition.partitionIndex())
                        .setLowWatermark(NONE);
                result.partitions().add(slot);
                open.incrementAndGet();
                TopicPartition name = new TopicPartition(topic.name(), partition.partitionIndex());
                Reply<DeleteRecordsResult> reply = outcome -> {
                    fill(slot, outcome);
                    oneLess.run();
                };
                Errors refused = delete(name, new DeleteRecords(partition.offset(), deadlineMillis, reply));
                if (refused == Errors.NONE) continue;
                slot.setErrorCode(refused.code());
                oneLess.run();
            }
        }
        oneLess.run();
    }

    /** NONE where the command was sent, and its reply will come. */
    private Errors delete(TopicPartition name, DeleteRecords command) {
        Leaders.Found found = leaders.find(name, Leaders.ANY_EPOCH);
        if (found instanceof Leaders.Found.Refused no) return no.why();
        Errors refused = range(command.beforeOffset());
        if (refused == Errors.NONE && found instanceof Leaders.Found.Leader leader)
            leader.partition().actor().tell(command);
        return refused;
    }

    private static Errors range(long before) {
        return before < NONE ? Errors.OFFSET_OUT_OF_RANGE : Errors.NONE;
    }

    private static void fill(DeleteRecordsPartitionResult slot, DeleteRecordsResult result) {
        if (result.why() == null) slot.setLowWatermark(result.logStartOffset());
        else slot.setErrorCode(result.why().code().number());
    }
}
