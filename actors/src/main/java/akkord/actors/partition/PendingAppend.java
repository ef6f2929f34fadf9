package akkord.actors.partition;

import akkord.actors.partition.core.Preparation;
import akkord.actors.partition.core.WrittenAppend;
import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.Refusal;
import akkord.protocol.partition.Acks;
import akkord.protocol.partition.AppendResult;
import akkord.protocol.partition.AppendResult.NotAppended;
import akkord.protocol.partition.AppendResult.RecordFault;
import akkord.protocol.partition.PartitionCommand.Append;
import akkord.protocol.partition.Reply;
import java.nio.ByteBuffer;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One produce on its way through the replica. However that way ends, its producer is answered once and its
 * memory given back once: both are remembered here, so that whoever cleans up need not know how far it came.
 */
final class PendingAppend implements Reply<AppendResult> {

    private static final Logger LOG = LoggerFactory.getLogger(PendingAppend.class);

    private final Append append;
    private ByteBuffer bytes;
    private boolean answered;
    private boolean released;

    PendingAppend(Append append) {
        this.append = append;
        this.bytes = append.batches().buffer();
    }

    ByteBuffer bytes() {
        return bytes;
    }

    /** Run beside the actor, which touches nothing of this meanwhile but the answer. */
    Preparation.Outcome prepare(Preparation preparation, long nowMillis) {
        try {
            return preparation.run(bytes, nowMillis);
        } catch (RuntimeException | Error unexpected) {
            LOG.error("batches could not be prepared", unexpected);
            return new Preparation.Outcome.Refused(
                    new Refusal(ErrorCode.UNKNOWN_SERVER_ERROR, "the append failed: " + unexpected), List.of());
        } finally {
            release();
        }
    }

    /** These instead of those that came, which were given back. */
    void prepared(ByteBuffer batches) {
        bytes = batches;
    }

    Acks acks() {
        return append.acks();
    }

    WrittenAppend writtenAt(long baseOffset, long endOffset, long logAppendTimeMillis) {
        return new WrittenAppend(
                baseOffset,
                endOffset,
                bytes().remaining(),
                logAppendTimeMillis,
                append.acks(),
                append.deadlineMillis(),
                this);
    }

    @Override
    public void send(AppendResult answer) {
        if (answered) return;
        answered = true;
        try {
            append.replyTo().send(answer);
        } catch (RuntimeException broken) {
            // a producer's mistake must not become its neighbours'
            LOG.error("the answer to an append could not be delivered", broken);
        }
    }

    void refuse(Refusal why) {
        send(new NotAppended(why));
    }

    void refuse(Refusal why, List<RecordFault> records) {
        send(new NotAppended(why, records));
    }

    /** Refused by accident, not by a rule. */
    void fail(Throwable cause) {
        refuse(new Refusal(ErrorCode.UNKNOWN_SERVER_ERROR, "the append failed: " + cause));
    }

    void release() {
        if (released) return;
        released = true;
        try {
            append.batches().release().run();
        } catch (RuntimeException broken) {
            LOG.error("the memory of an append could not be given back", broken);
        }
    }
}
