package akkord.system;

import static org.assertj.core.api.Assertions.assertThat;

import akkord.protocol.grpc.v1.AcknowledgeRecords;
import akkord.protocol.grpc.v1.AcknowledgedRange;
import akkord.protocol.grpc.v1.ConsumeRequest;
import akkord.protocol.grpc.v1.ConsumeResponse;
import akkord.protocol.grpc.v1.Delivered;
import akkord.protocol.grpc.v1.Delivery;
import akkord.protocol.grpc.v1.DeliveryCount;
import akkord.protocol.grpc.v1.Earliest;
import akkord.protocol.grpc.v1.FetchedRecord;
import akkord.protocol.grpc.v1.JoinConsumers;
import akkord.protocol.grpc.v1.Outcome;
import akkord.protocol.grpc.v1.PartitionRecords;
import akkord.protocol.grpc.v1.Start;
import akkord.sharding.client.AkkordClient;
import akkord.sharding.client.AnswerStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/** One member of a queue over gRPC, which reads one topic from its beginning. */
final class QueueStream implements AutoCloseable {

    private final String topic;
    private final AnswerStream<ConsumeRequest, ConsumeResponse> stream;
    private final Queue<String> delivered = new ArrayDeque<>();

    private QueueStream(String topic, AnswerStream<ConsumeRequest, ConsumeResponse> stream) {
        this.topic = topic;
        this.stream = stream;
    }

    /** A member once it has its partitions. @param recordsMax that it may have unacknowledged */
    static QueueStream join(AkkordClient client, String group, String topic, int recordsMax)
            throws InterruptedException {
        JoinConsumers join = JoinConsumers.newBuilder()
                .setGroup(group)
                .addTopics(topic)
                .setDelivery(Delivery.DELIVERY_QUEUE)
                .setStart(Start.newBuilder().setEarliest(Earliest.getDefaultInstance()))
                .setMaxRecords(recordsMax)
                .build();
        QueueStream member = new QueueStream(topic, client.consume(join));
        member.next(ConsumeResponse.SayCase.ASSIGNED);
        return member;
    }

    /** So many of the records it gets, each as its value, a colon and how often it has been delivered. */
    List<String> taken(int count) throws InterruptedException {
        while (delivered.size() < count)
            add(next(ConsumeResponse.SayCase.DELIVERED).getDelivered());
        List<String> taken = new ArrayList<>();
        for (int i = 0; i < count; i++) taken.add(delivered.remove());
        return taken;
    }

    /** What it has got by now, without waiting; each as in {@link #taken}. */
    List<String> takenByNow() throws InterruptedException {
        while (stream.hasNext()) {
            ConsumeResponse answer = stream.next();
            assertThat(answer).as("the stream goes on").isNotNull();
            if (answer.hasDelivered()) add(answer.getDelivered());
        }
        List<String> taken = List.copyOf(delivered);
        delivered.clear();
        return taken;
    }

    private void add(Delivered answer) {
        assertThat(answer.getLockTimeoutMs()).isPositive();
        for (PartitionRecords part : answer.getRecords().getPartitionsList())
            for (FetchedRecord record : part.getRecordsList())
                delivered.add(record.getValue().toStringUtf8() + ":" + count(answer, part.getPartition(), record));
    }

    private static int count(Delivered answer, int partition, FetchedRecord record) {
        List<DeliveryCount> of = answer.getCountsList().stream()
                .filter(count -> count.getPartition() == partition
                        && count.getFirstOffset() <= record.getOffset()
                        && record.getOffset() <= count.getLastOffset())
                .toList();
        assertThat(of).as("counts of offset " + record.getOffset()).hasSize(1);
        return of.get(0).getCount();
    }

    void accept(long first, long last) throws InterruptedException {
        assertThat(say(0, first, last, Outcome.OUTCOME_ACCEPT)).isEmpty();
    }

    void release(long offset) throws InterruptedException {
        assertThat(say(0, offset, offset, Outcome.OUTCOME_RELEASE)).isEmpty();
    }

    void reject(long offset) throws InterruptedException {
        assertThat(say(0, offset, offset, Outcome.OUTCOME_REJECT)).isEmpty();
    }

    /** What is answered: a refusal, or nothing. */
    String say(int partition, long first, long last, Outcome outcome) throws InterruptedException {
        AcknowledgedRange range = AcknowledgedRange.newBuilder()
                .setTopic(topic)
                .setPartition(partition)
                .setFirstOffset(first)
                .setLastOffset(last)
                .setOutcome(outcome)
                .build();
        return say(range);
    }

    String say(AcknowledgedRange... ranges) throws InterruptedException {
        AcknowledgeRecords all =
                AcknowledgeRecords.newBuilder().addAllRanges(List.of(ranges)).build();
        stream.say(ConsumeRequest.newBuilder().setAcknowledge(all).build());
        return next(ConsumeResponse.SayCase.COMMITTED).getCommitted().getRefusal();
    }

    /** What comes before is kept if it is records. */
    private ConsumeResponse next(ConsumeResponse.SayCase kind) throws InterruptedException {
        while (true) {
            ConsumeResponse answer = stream.next();
            assertThat(answer).as("the stream goes on").isNotNull();
            if (answer.getSayCase() == kind) return answer;
            if (answer.hasDelivered()) add(answer.getDelivered());
        }
    }

    @Override
    public void close() {
        stream.close();
    }
}
