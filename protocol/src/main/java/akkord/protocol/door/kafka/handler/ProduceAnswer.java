package akkord.protocol.door.kafka.handler;

import akkord.protocol.door.kafka.connection.Call;
import akkord.protocol.partition.Acks;
import akkord.protocol.partition.AppendResult;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.message.ProduceResponseData.BatchIndexAndErrorMessage;
import org.apache.kafka.common.message.ProduceResponseData.PartitionProduceResponse;
import org.apache.kafka.common.message.ProduceResponseData.TopicProduceResponse;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** Gathers the partitions' outcomes; the last one sends the answer. Slots are filled by the partitions' threads. */
final class ProduceAnswer {

    private static final int LEADER_FROM = 10;

    private final Call call;
    private final CurrentLeaders current;
    private final @Nullable Acks acks;
    private final ProduceResponseData response = new ProduceResponseData();

    /** Partitions asked and not yet heard of, and one for the asking itself. */
    private final AtomicInteger open = new AtomicInteger(1);

    private @Nullable TopicProduceData lastTopic;
    private TopicProduceResponse topic = new TopicProduceResponse();
    private volatile boolean failed;

    /** @param acks null where the client asked for something that does not exist */
    ProduceAnswer(Call call, CurrentLeaders current, @Nullable Acks acks) {
        this.call = call;
        this.current = current;
        this.acks = acks;
    }

    short version() {
        return call.version();
    }

    Runnable holdBytes() {
        return call.holdBytes();
    }

    /** The place of one partition's outcome; in the order of the request. */
    @SuppressWarnings("ReferenceEquality") // the same topic of the request, not an equal one
    PartitionProduceResponse slot(TopicProduceData asked, int partition) {
        if (lastTopic != asked) {
            lastTopic = asked;
            topic = new TopicProduceResponse().setName(asked.name()).setTopicId(asked.topicId());
            response.responses().add(topic);
        }
        PartitionProduceResponse slot =
                new PartitionProduceResponse().setIndex(partition).setBaseOffset(-1);
        topic.partitionResponses().add(slot);
        return slot;
    }

    /** One more partition will answer. */
    void asked() {
        open.incrementAndGet();
    }

    void allAsked() {
        oneLess();
    }

    void refuse(PartitionProduceResponse slot, Errors why, @Nullable String message) {
        slot.setErrorCode(why.code()).setErrorMessage(message);
        failed = true;
    }

    void appended(PartitionProduceResponse slot, AppendResult result) {
        if (result instanceof AppendResult.Appended appended) {
            slot.setBaseOffset(appended.baseOffset())
                    .setLogAppendTimeMs(appended.logAppendTimeMillis())
                    .setLogStartOffset(appended.logStartOffset());
        } else if (result instanceof AppendResult.NotAppended refused) {
            slot.setErrorCode(refused.why().code().number())
                    .setErrorMessage(refused.why().message());
            for (AppendResult.RecordFault fault : refused.records())
                slot.recordErrors()
                        .add(new BatchIndexAndErrorMessage()
                                .setBatchIndex(fault.index())
                                .setBatchIndexErrorMessage(fault.what()));
            failed = true;
        }
        oneLess();
    }

    private void oneLess() {
        if (open.decrementAndGet() > 0) return;
        if (acks != Acks.NONE) {
            if (failed && version() >= LEADER_FROM) tellLeaders();
            call.answer(response);
        } else if (failed) {
            // Nobody reads an error of acks=0: a closed connection makes the client look for the leader anew.
            call.hangUp("records sent with acks=0 could not be written");
        } else {
            call.answerNothing();
        }
    }

    /** Where the client should have gone, so that it need not ask (KIP-951). */
    private void tellLeaders() {
        for (TopicProduceResponse of : response.responses())
            for (PartitionProduceResponse slot : of.partitionResponses())
                if (slot.errorCode() == Errors.NOT_LEADER_OR_FOLLOWER.code()) tellLeader(of, slot);
    }

    private void tellLeader(TopicProduceResponse of, PartitionProduceResponse slot) {
        current.find(of.name(), Ids.ours(of.topicId()), slot.index()).ifPresent(leader -> {
            slot.currentLeader().setLeaderId(leader.node().id()).setLeaderEpoch(leader.epoch());
            leader.addTo(response.nodeEndpoints());
        });
    }
}
