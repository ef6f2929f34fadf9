package akkord.protocol.door.kafka.handler;

import akkord.protocol.domain.Refusal;
import akkord.protocol.domain.TopicPartition;
import akkord.protocol.door.kafka.connection.Call;
import akkord.protocol.door.kafka.connection.RequestHandler;
import akkord.protocol.partition.PartitionCommand.DescribeProducers;
import akkord.protocol.partition.PartitionCommand.KnownProducer;
import akkord.protocol.partition.PartitionCommand.ProducersResult;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.message.DescribeProducersRequestData;
import org.apache.kafka.common.message.DescribeProducersRequestData.TopicRequest;
import org.apache.kafka.common.message.DescribeProducersResponseData;
import org.apache.kafka.common.message.DescribeProducersResponseData.PartitionResponse;
import org.apache.kafka.common.message.DescribeProducersResponseData.ProducerState;
import org.apache.kafka.common.message.DescribeProducersResponseData.TopicResponse;

/** Lists the idempotent producers a partition remembers. */
final class DescribeProducersHandler implements RequestHandler<DescribeProducersRequestData> {

    private final Leaders leaders;

    DescribeProducersHandler(Leaders leaders) {
        this.leaders = leaders;
    }

    @Override
    public void handle(Call call, DescribeProducersRequestData request) {
        DescribeProducersResponseData response = new DescribeProducersResponseData();
        // One for each partition under way, and one for the asking itself.
        AtomicInteger open = new AtomicInteger(1);
        Runnable oneLess = () -> {
            if (open.decrementAndGet() == 0) call.answer(response);
        };
        for (TopicRequest topic : request.topics()) {
            TopicResponse described = new TopicResponse().setName(topic.name());
            response.topics().add(described);
            for (int number : topic.partitionIndexes()) {
                PartitionResponse slot = new PartitionResponse().setPartitionIndex(number);
                described.partitions().add(slot);
                open.incrementAndGet();
                describe(new TopicPartition(topic.name(), number), slot, oneLess);
            }
        }
        oneLess.run();
    }

    private void describe(TopicPartition name, PartitionResponse slot, Runnable oneLess) {
        Leaders.Found found = leaders.find(name, Leaders.ANY_EPOCH);
        if (found instanceof Leaders.Found.Leader leader) {
            leader.partition().actor().tell(new DescribeProducers(result -> {
                fill(slot, result);
                oneLess.run();
            }));
            return;
        }
        if (found instanceof Leaders.Found.Refused refused)
            slot.setErrorCode(refused.why().code())
                    .setErrorMessage(refused.why().message());
        oneLess.run();
    }

    private static void fill(PartitionResponse slot, ProducersResult result) {
        Refusal why = result.why();
        if (why != null) slot.setErrorCode(why.code().number()).setErrorMessage(why.message());
        else
            slot.setActiveProducers(result.producers().stream()
                    .map(DescribeProducersHandler::state)
                    .toList());
    }

    private static ProducerState state(KnownProducer producer) {
        return new ProducerState()
                .setProducerId(producer.producerId())
                .setProducerEpoch(producer.epoch())
                .setLastSequence(producer.lastSequence())
                .setLastTimestamp(producer.lastTimestampMillis())
                .setCoordinatorEpoch(producer.coordinatorEpoch())
                .setCurrentTxnStartOffset(producer.transactionFirstOffset());
    }
}
