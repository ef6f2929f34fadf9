package akkord.protocol.door.kafka.handler;

import akkord.protocol.domain.TopicPartition;
import akkord.protocol.door.kafka.connection.Call;
import akkord.protocol.door.kafka.connection.RequestHandler;
import org.apache.kafka.common.message.DescribeProducersRequestData;
import org.apache.kafka.common.message.DescribeProducersRequestData.TopicRequest;
import org.apache.kafka.common.message.DescribeProducersResponseData;
import org.apache.kafka.common.message.DescribeProducersResponseData.PartitionResponse;
import org.apache.kafka.common.message.DescribeProducersResponseData.TopicResponse;

/** Lists the idempotent producers a partition remembers. Partitions remember none yet. */
final class DescribeProducersHandler implements RequestHandler<DescribeProducersRequestData> {

    private final Leaders leaders;

    DescribeProducersHandler(Leaders leaders) {
        this.leaders = leaders;
    }

    @Override
    public void handle(Call call, DescribeProducersRequestData request) {
        DescribeProducersResponseData response = new DescribeProducersResponseData();
        for (TopicRequest topic : request.topics()) {
            TopicResponse described = new TopicResponse().setName(topic.name());
            for (int number : topic.partitionIndexes())
                described.partitions().add(describe(new TopicPartition(topic.name(), number)));
            response.topics().add(described);
        }
        call.answer(response);
    }

    private PartitionResponse describe(TopicPartition name) {
        PartitionResponse slot = new PartitionResponse().setPartitionIndex(name.partition());
        if (leaders.find(name, Leaders.ANY_EPOCH) instanceof Leaders.Found.Refused refused)
            slot.setErrorCode(refused.why().code())
                    .setErrorMessage(refused.why().message());
        return slot;
    }
}
