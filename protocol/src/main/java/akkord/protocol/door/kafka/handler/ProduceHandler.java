package akkord.protocol.door.kafka.handler;

import akka.actor.typed.ActorRef;
import akkord.protocol.domain.TopicId;
import akkord.protocol.domain.TopicPartition;
import akkord.protocol.door.kafka.connection.Call;
import akkord.protocol.door.kafka.connection.RequestHandler;
import akkord.protocol.door.kafka.handler.RefusedBatches.Place;
import akkord.protocol.partition.Acks;
import akkord.protocol.partition.BatchBytes;
import akkord.protocol.partition.LocalPartition;
import akkord.protocol.partition.PartitionCommand;
import akkord.protocol.partition.PartitionCommand.Append;
import java.nio.ByteBuffer;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.message.ProduceResponseData.PartitionProduceResponse;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands record batches, which stay where the socket wrote them, to the partitions. What is inside a batch is
 * checked by its partition; here only what the protocol says about one request.
 */
final class ProduceHandler implements RequestHandler<ProduceRequestData> {

    private static final Logger LOG = LoggerFactory.getLogger(ProduceHandler.class);

    private static final int BY_ID_FROM = 13;

    private final Leaders leaders;
    private final CurrentLeaders current;

    ProduceHandler(Leaders leaders, CurrentLeaders current) {
        this.leaders = leaders;
        this.current = current;
    }

    /** Where and how one partition's batch goes: by the id, or without one by the name. */
    private record Target(
            Place place, @Nullable String name, @Nullable TopicId id, Acks acks, long deadlineMillis) {}

    @Override
    public void handle(Call call, ProduceRequestData request) {
        Acks acks = acks(request.acks());
        if (acks == null || request.transactionalId() != null) {
            refuseAll(call, request, acks);
            return;
        }
        ProduceAnswer answer = new ProduceAnswer(call, current, acks);
        long deadlineMillis = System.currentTimeMillis() + Math.max(0, request.timeoutMs());
        for (TopicProduceData topic : request.topicData()) {
            TopicId id = call.version() >= BY_ID_FROM ? Ids.ours(topic.topicId()) : null;
            String name = id == null ? topic.name() : leaders.name(id);
            for (PartitionProduceData data : topic.partitionData()) {
                PartitionProduceResponse slot = answer.slot(topic, data.index());
                Place place = new Place(topic.name(), Ids.ours(topic.topicId()), data.index());
                append(call, answer, slot, data, new Target(place, name, id, acks, deadlineMillis));
            }
        }
        answer.allAsked();
    }

    private void append(
            Call call, ProduceAnswer answer, PartitionProduceResponse slot, PartitionProduceData data, Target target) {
        Leaders.Found found = find(target);
        MemoryRecords records = (MemoryRecords) data.records();
        String problem = ProducedBatch.problem(records);
        if (problem != null || records == null) {
            answer.refuse(slot, target.name() == null ? Errors.UNKNOWN_TOPIC_ID : Errors.INVALID_RECORD, problem);
            return;
        }
        ByteBuffer batch = records.buffer();
        if (ProducedBatch.isZstd(batch) && answer.version() < ProducedBatch.ZSTD_FROM_VERSION) {
            answer.refuse(slot, Errors.UNSUPPORTED_COMPRESSION_TYPE, "zstd needs Produce version 7 or newer");
            return;
        }
        if (EarlyBatches.areWaiting(call, target.place()) || isEarly(target, found))
            awaitLeadership(call, answer, slot, batch, target);
        else settle(call, answer, slot, batch, target, found);
    }

    private boolean isEarly(Target target, Leaders.Found found) {
        return found instanceof Leaders.Found.Refused refused
                && refused.why() == Errors.NOT_LEADER_OR_FOLLOWER
                && target.name() != null
                && leaders.mayBeAboutToLead(
                        new TopicPartition(target.name(), target.place().partition()));
    }

    private void awaitLeadership(
            Call call, ProduceAnswer answer, PartitionProduceResponse slot, ByteBuffer batch, Target target) {
        Runnable releaseBytes = answer.holdBytes();
        answer.asked();
        EarlyBatches.await(call, target.place(), () -> isEarly(target, find(target)), () -> {
            try {
                settle(call, answer, slot, batch, target, find(target));
            } catch (RuntimeException fault) {
                LOG.error("a batch for {} that waited for its leader could not be taken", target.place(), fault);
                answer.refuse(
                        slot, Errors.UNKNOWN_SERVER_ERROR, "the batch could not be taken; the node's log says why");
            } finally {
                releaseBytes.run();
                answer.allAsked();
            }
        });
    }

    private static void settle(
            Call call,
            ProduceAnswer answer,
            PartitionProduceResponse slot,
            ByteBuffer batch,
            Target target,
            Leaders.Found found) {
        if (found instanceof Leaders.Found.Refused refused) {
            answer.refuse(slot, refused.why(), null);
            RefusedBatches.of(call).add(target.place(), batch, System.nanoTime());
        }
        if (found instanceof Leaders.Found.Leader leader) {
            if (RefusedBatches.isBehindRefused(call, target.place(), batch))
                answer.refuse(slot, Errors.NOT_LEADER_OR_FOLLOWER, "the batch before this one was refused");
            else tell(leader.partition(), answer, slot, batch, target);
        }
    }

    private Leaders.Found find(Target target) {
        String name = target.name();
        if (name == null) return new Leaders.Found.Refused(Errors.UNKNOWN_TOPIC_ID);
        TopicPartition partition = new TopicPartition(name, target.place().partition());
        return leaders.find(partition, target.id(), Leaders.ANY_EPOCH);
    }

    private static void tell(
            LocalPartition partition,
            ProduceAnswer answer,
            PartitionProduceResponse slot,
            ByteBuffer batch,
            Target target) {
        ActorRef<PartitionCommand> actor = partition.actor();
        BatchBytes bytes = new BatchBytes(batch, answer.holdBytes());
        answer.asked();
        actor.tell(new Append(bytes, target.acks(), target.deadlineMillis(), result -> answer.appended(slot, result)));
    }

    private static @Nullable Acks acks(short number) {
        return switch (number) {
            case 0 -> Acks.NONE;
            case 1 -> Acks.LEADER;
            case -1 -> Acks.ALL;
            default -> null;
        };
    }

    /** There is no transaction coordinator yet, so no transaction can have been begun. */
    private void refuseAll(Call call, ProduceRequestData request, @Nullable Acks acks) {
        ProduceAnswer answer = new ProduceAnswer(call, current, acks);
        for (TopicProduceData topic : request.topicData())
            for (PartitionProduceData data : topic.partitionData())
                answer.refuse(
                        answer.slot(topic, data.index()),
                        acks == null ? Errors.INVALID_REQUIRED_ACKS : Errors.INVALID_TXN_STATE,
                        acks == null
                                ? "acks is " + request.acks() + ", expected -1, 0 or 1"
                                : "transactions are not offered yet");
        answer.allAsked();
    }
}
