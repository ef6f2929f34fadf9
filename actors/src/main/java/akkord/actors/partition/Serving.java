package akkord.actors.partition;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akkord.actors.partition.core.Admission;
import akkord.actors.partition.core.BatchAdmission;
import akkord.actors.partition.core.Preparation;
import akkord.actors.partition.core.ReplicaEvent;
import akkord.actors.partition.core.WrittenAppend;
import akkord.persistence.log.producers.ProducerVerdict;
import akkord.protocol.config.TopicConfigSchema;
import akkord.protocol.config.TopicSettings;
import akkord.protocol.controller.ControllerCommand.ReplicaNews;
import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.Refusal;
import akkord.protocol.metadata.PartitionImage;
import akkord.protocol.partition.Acks;
import akkord.protocol.partition.AppendResult;
import akkord.protocol.partition.DamagedLogException;
import akkord.protocol.partition.PartitionCommand.Append;
import akkord.protocol.partition.PartitionCommand.Assign;
import akkord.protocol.partition.PartitionCommand.Close;
import akkord.protocol.partition.PartitionCommand.DeleteRecords;
import akkord.protocol.partition.PartitionCommand.DeleteRecordsResult;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log is open; the replica leads, or follows, as the core says. Previous: {@link Opening}. Next:
 * {@link Offline}, {@link Closing}.
 *
 * <p>Appends are admitted as they come and collected. A marker, sent by the first of them to itself, arrives
 * behind all that were already in the mailbox and has them written at once; so the more producers wait, the
 * larger the writes.
 */
final class Serving extends OpenReplica {

    private static final Logger LOG = LoggerFactory.getLogger(Serving.class);

    private final ReplicaLog log;
    private TopicSettings settings;
    private BatchAdmission admission;
    private boolean diskIsFull;

    Serving(Replica replica, ReplicaLog log, TopicSettings settings) {
        super(replica, log);
        this.log = log;
        this.settings = settings;
        this.admission = admission();
    }

    private BatchAdmission admission() {
        int decompressedBytesMax = replica.context.settings().decompressedBatchBytesMax();
        return new BatchAdmission(replica.partition, settings, decompressedBytesMax);
    }

    @Override
    Behavior<Object> onAppend(Append append) {
        PendingAppend pending = new PendingAppend(append);
        Admission verdict;
        try {
            boolean crowded = replica.core.isCrowded() || replica.line.isFull();
            verdict = admit(pending, crowded, admission::check);
        } catch (Error fatal) {
            // The actor ends by this, and knows of this append no more.
            pending.fail(fatal);
            pending.release();
            throw fatal;
        }
        return verdict instanceof Admission.Admitted && replica.line.isEmpty()
                ? collect(pending)
                : settle(pending, verdict);
    }

    /** What cannot be written yet takes its place in the line, behind those that came before it. */
    private Behavior<Object> settle(PendingAppend append, Admission verdict) {
        if (verdict instanceof Admission.Refused refused) {
            append.refuse(refused.why(), refused.records());
            append.release();
            return this;
        }
        replica.line.add(append, verdict instanceof Admission.ToPrepare ? admission.preparation() : null);
        return advanceLine();
    }

    private Behavior<Object> advanceLine() {
        Behavior<Object> next = this;
        for (PendingAppend ready = replica.line.takeReady(); ready != null; ready = replica.line.takeReady()) {
            admitPrepared(ready);
            if (replica.appends.isFull()) next = write();
        }
        ActorRef<Object> self = getContext().getSelf();
        replica.line.prepareNext(
                replica.preparationThreads(),
                replica.context.nowMillis(),
                (append, outcome) -> self.tell(new OwnMessage.Prepared(append, outcome)));
        return next;
    }

    /** Its turn has come; what has changed since it was looked at first counts. */
    private void admitPrepared(PendingAppend append) {
        Admission verdict = admit(append, replica.core.isCrowded(), admission::checkPrepared);
        if (verdict instanceof Admission.Refused refused) {
            append.refuse(refused.why(), refused.records());
            append.release();
        } else {
            enqueue(append);
        }
    }

    @Override
    Behavior<Object> onPrepared(OwnMessage.Prepared prepared) {
        PendingAppend append = prepared.append();
        if (!replica.line.isBack(append)) return this;
        if (prepared.outcome() instanceof Preparation.Outcome.Prepared done) {
            append.prepared(done.batches());
            admitPrepared(append);
        } else if (prepared.outcome() instanceof Preparation.Outcome.Refused refused) {
            append.refuse(refused.why(), refused.records());
        }
        return advanceLine();
    }

    private Behavior<Object> collect(PendingAppend append) {
        enqueue(append);
        return replica.appends.isFull() ? write() : this;
    }

    private void enqueue(PendingAppend append) {
        if (replica.appends.isEmpty()) getContext().getSelf().tell(OwnMessage.WriteNow.WRITE_NOW);
        replica.appends.add(append);
    }

    @Override
    Behavior<Object> onWriteNow() {
        return write();
    }

    /** What the check itself trips over is refused like anything else, alone. */
    private Admission admit(PendingAppend append, boolean crowded, Check check) {
        Refusal replicaSays = replica.core.refusals().ofAppend(append.acks(), crowded);
        if (replicaSays != null) return new Admission.Refused(replicaSays);
        try {
            return check.of(append.bytes(), replica.context.nowMillis());
        } catch (RuntimeException unexpected) {
            LOG.atError()
                    .addKeyValue("partition", replica.partition)
                    .setCause(unexpected)
                    .log("a check of batches failed");
            return new Admission.Refused(
                    new Refusal(ErrorCode.UNKNOWN_SERVER_ERROR, "the batches could not be checked: " + unexpected));
        }
    }

    @FunctionalInterface
    private interface Check {
        Admission of(ByteBuffer batches, long nowMillis);
    }

    /** Everything that was collected, in one gathered write. */
    private Behavior<Object> write() {
        if (replica.appends.isEmpty()) return this;
        List<PendingAppend> appends = replica.appends.take();
        try {
            writeAll(appends);
            return this;
        } catch (DamagedLogException damaged) {
            Refusal why = StorageRefusals.damaged(replica.partition, damaged);
            appends.forEach(append -> append.refuse(why));
            return replica.offline(why, false);
        } catch (RuntimeException | Error unexpected) {
            appends.forEach(append -> append.fail(unexpected));
            throw unexpected;
        } finally {
            appends.forEach(PendingAppend::release);
        }
    }

    private void writeAll(List<PendingAppend> appends) throws DamagedLogException {
        List<WrittenAppend> repeated = new ArrayList<>(0);
        List<ByteBuffer> batches = new ArrayList<>(appends.size());
        List<WrittenAppend> written = assignOffsets(appends, batches, repeated);
        if (!written.isEmpty()) write(written, batches.toArray(ByteBuffer[]::new));
        // Behind the write, because what they repeat may be part of it.
        repeated.forEach(this::answerRepeated);
    }

    private void write(List<WrittenAppend> written, ByteBuffer[] batches) throws DamagedLogException {
        answerThoseWhoDoNotWait(written);
        try {
            log.append(batches, replica.core.state().leaderEpoch());
            if (diskIsFull) spaceAgain();
            acknowledge(written);
        } catch (DamagedLogException damaged) {
            throw damaged;
        } catch (IOException trouble) {
            refuseUnwritten(written, trouble);
        }
    }

    private void spaceAgain() {
        diskIsFull = false;
        replica.troubles.over();
        LOG.atInfo().addKeyValue("partition", replica.partition).log("there is space again");
    }

    /** It may repeat what this very write has failed to bring into the log. */
    private void answerRepeated(WrittenAppend repeated) {
        if (repeated.endOffset() <= log.logEndOffset()) replica.step(new ReplicaEvent.Repeated(repeated));
        else
            repeated.replyTo()
                    .send(new AppendResult.NotAppended(new Refusal(
                            ErrorCode.KAFKA_STORAGE_ERROR,
                            "not appended to " + replica.partition + ": the same batch could not be written")));
    }

    /** Producers' sequences are judged here, where the order of the log is decided. */
    private List<WrittenAppend> assignOffsets(
            List<PendingAppend> appends, List<ByteBuffer> batches, List<WrittenAppend> repeated) {
        long nowMillis = replica.context.nowMillis();
        long logAppendTimeMillis = admission.logAppendTimeMillis(nowMillis);
        int epoch = replica.core.state().leaderEpoch();
        long offset = log.logEndOffset();
        List<WrittenAppend> assigned = new ArrayList<>(appends.size());
        for (PendingAppend append : appends) {
            long end = admission.assign(append.bytes(), offset, epoch, nowMillis);
            ProducerVerdict verdict = log.producers().stage(append.bytes(), nowMillis);
            if (verdict instanceof ProducerVerdict.Refused refused) {
                append.refuse(refused(refused));
            } else if (verdict instanceof ProducerVerdict.Repeated first) {
                repeated.add(append.writtenAt(first.baseOffset(), first.lastOffset() + 1, first.timestampMillis()));
            } else {
                batches.add(append.bytes());
                assigned.add(append.writtenAt(offset, end, logAppendTimeMillis));
                offset = end;
            }
        }
        return assigned;
    }

    private Refusal refused(ProducerVerdict.Refused refused) {
        return new Refusal(refused.code(), "not appended to " + replica.partition + ": " + refused.what());
    }

    private void answerThoseWhoDoNotWait(List<WrittenAppend> appends) {
        long logStart = log.logStartOffset();
        for (WrittenAppend append : appends) {
            if (append.acks() != Acks.NONE) continue;
            append.replyTo()
                    .send(new AppendResult.Appended(append.baseOffset(), append.logAppendTimeMillis(), logStart));
        }
    }

    private void acknowledge(List<WrittenAppend> written) {
        long logEnd = log.logEndOffset();
        long expected = written.get(written.size() - 1).endOffset();
        if (logEnd != expected) throw new IllegalStateException("the log ends at " + logEnd + ", not at " + expected);
        replica.wrote(new ReplicaEvent.Wrote(written, logEnd));
    }

    /**
     * The log has taken back what it had begun to write: reads go on, and so do writes when they can. Where the
     * set went into two segments, the part in the first is there, and is acknowledged.
     */
    private void refuseUnwritten(List<WrittenAppend> appends, IOException trouble) {
        log.producers().rollBack(log.logEndOffset());
        Refusal why = StorageRefusals.cannotWrite(replica.partition, log.folder(), trouble);
        if (!diskIsFull)
            LOG.atWarn()
                    .addKeyValue("partition", replica.partition)
                    .setCause(trouble)
                    .log(why.message());
        diskIsFull = true;
        replica.troubles.tell(ReplicaNews.CANNOT_WRITE);
        long logEnd = log.logEndOffset();
        List<WrittenAppend> written =
                appends.stream().filter(append -> append.endOffset() <= logEnd).toList();
        if (!written.isEmpty()) acknowledge(written);
        for (WrittenAppend append : appends) {
            if (append.endOffset() > logEnd) append.replyTo().send(new AppendResult.NotAppended(why));
        }
    }

    @Override
    Behavior<Object> onFlushDone(OwnMessage.FlushDone done) {
        if (!replica.isOpening(done.opening())) return this;
        Throwable failure = done.failure();
        if (failure != null)
            return replica.offline(StorageRefusals.cannotFlush(replica.partition, log.folder(), failure), false);
        replica.step(new ReplicaEvent.Flushed(done.offset()));
        return this;
    }

    @Override
    Behavior<Object> onWake() {
        replica.woken();
        return this;
    }

    @Override
    Behavior<Object> onAssign(Assign assign) {
        boolean asksForLess = replica.assignment.isCaughtUpBy(assign)
                && settings.minInsyncReplicas() < replica.core.state().minInsyncReplicas();
        return asksForLess || replica.assignment.isNews(assign) ? take(assign) : this;
    }

    @Override
    Behavior<Object> onDecided(PartitionImage image) {
        Assign decided = replica.assignment.answered(image);
        return decided == null ? this : take(decided);
    }

    private Behavior<Object> take(Assign assign) {
        Behavior<Object> next = write();
        replica.assigned(assign);
        if (next == this) follow(assign);
        return next;
    }

    @Override
    Behavior<Object> onSettingsChanged() {
        Behavior<Object> next = write();
        Assign assign = replica.assigned();
        if (next == this && assign != null) follow(assign);
        return next;
    }

    /** Takes over the role and the settings, the topic's own and the node's defaults. */
    private void follow(Assign assign) {
        settings = TopicConfigSchema.resolve(
                assign.config(), replica.context.brokerSettings().now());
        admission = admission();
        log.updateSettings(settings);
        replica.core.flushAtLeast(settings.flushMessages(), settings.flushMillis());
        int minInSync =
                replica.assignment.minInSync(settings, replica.core.state().minInsyncReplicas());
        replica.step(new ReplicaEvent.Assigned(assign.image(), minInSync));
    }

    @Override
    Behavior<Object> onDeleteRecords(DeleteRecords delete) {
        Behavior<Object> next = write();
        if (next != this) {
            super.onDeleteRecords(delete);
            return next;
        }
        long before = delete.beforeOffset() == -1 ? replica.core.state().highWatermark() : delete.beforeOffset();
        Refusal why = refuseDelete(before);
        if (why == null) why = deleteBelow(before, delete);
        if (why != null) Replica.answer(delete.replyTo(), new DeleteRecordsResult(log.logStartOffset(), why));
        return this;
    }

    private @Nullable Refusal refuseDelete(long before) {
        if (settings.cleanupPolicy().compacts() && !settings.cleanupPolicy().deletes())
            return new Refusal(
                    ErrorCode.POLICY_VIOLATION,
                    "records of " + replica.partition + " cannot be deleted: its cleanup.policy is compact");
        return replica.core.refusals().ofDeleteRecords(before);
    }

    /** The core answers when the followers have followed. */
    private @Nullable Refusal deleteBelow(long before, DeleteRecords delete) {
        try {
            long start = log.advanceLogStart(before);
            replica.step(new ReplicaEvent.RecordsDeleted(start, before, delete.deadlineMillis(), delete.replyTo()));
            return null;
        } catch (IOException trouble) {
            return StorageRefusals.cannotWrite(replica.partition, log.folder(), trouble);
        }
    }

    @Override
    Behavior<Object> onSweep(OwnMessage.Sweep due) {
        try {
            Upkeep.run(due, replica, log);
            return this;
        } catch (DamagedLogException damaged) {
            return replica.offline(StorageRefusals.damaged(replica.partition, damaged), false);
        }
    }

    /** What was taken on is written before the log closes, and its producers are answered by that. */
    @Override
    Behavior<Object> onClose(Close close) {
        write();
        return Closing.begin(replica, close);
    }

    @Override
    Refusal refusal() {
        Refusal why = replica.core.refusals().ofLeaderRequest();
        return why != null ? why : StorageRefusals.closed(replica.partition);
    }
}
