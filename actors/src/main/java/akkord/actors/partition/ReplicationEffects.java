package akkord.actors.partition;

import akkord.actors.partition.core.ReplicaEffect;
import akkord.actors.partition.core.ReplicaEffect.AdvanceLogStart;
import akkord.actors.partition.core.ReplicaEffect.Follow;
import akkord.actors.partition.core.ReplicaEffect.ProposeIsr;
import akkord.actors.partition.core.ReplicaEffect.ReportReturn;
import akkord.actors.partition.core.ReplicaEffect.RestartAt;
import akkord.actors.partition.core.ReplicaEffect.TruncateTo;
import akkord.actors.partition.core.ReplicaEvent;
import akkord.protocol.controller.ControllerCommand.IsrChange;
import akkord.protocol.controller.ControllerCommand.ReplicaNews;
import akkord.protocol.controller.ControllerCommand.ReplicaReport;
import akkord.protocol.domain.TopicId;
import akkord.protocol.metadata.PartitionImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs what the core wants done between leader and follower. A failure of the disk takes the replica offline. */
final class ReplicationEffects {

    private static final Logger LOG = LoggerFactory.getLogger(ReplicationEffects.class);

    private final Replica replica;

    ReplicationEffects(Replica replica) {
        this.replica = replica;
    }

    void run(ReplicaEffect effect, ReplicaLog log, TopicId topicId) {
        try {
            if (effect instanceof Follow follow) follow(follow, topicId);
            else if (effect instanceof TruncateTo cut) truncate(cut, log);
            else if (effect instanceof RestartAt restart) restart(restart, log);
            else if (effect instanceof AdvanceLogStart advance)
                replica.step(new ReplicaEvent.LogStartMoved(log.advanceLogStart(advance.offset())));
            else if (effect instanceof ProposeIsr propose) propose(propose, topicId);
            else if (effect instanceof ReportReturn report) reportReturn(report, topicId);
            else throw new IllegalStateException("nobody runs " + effect);
        } catch (IOException trouble) {
            throw new UncheckedIOException(trouble);
        }
    }

    private void follow(Follow follow, TopicId topicId) {
        replica.context
                .replication()
                .fetchers()
                .follow(
                        replica.partition,
                        topicId,
                        follow.position(),
                        replica.actor.getSelf().narrow());
    }

    private void truncate(TruncateTo cut, ReplicaLog log) throws IOException {
        long before = log.logEndOffset();
        long end = log.truncateTo(cut.offset());
        if (end < before) tell(end, before - end, cut.why());
        cut(log);
    }

    private void restart(RestartAt restart, ReplicaLog log) throws IOException {
        long gone = log.logEndOffset() - log.logStartOffset();
        log.restartAt(restart.offset());
        tell(restart.offset(), gone, restart.why());
        cut(log);
    }

    private void cut(ReplicaLog log) {
        replica.cut(new ReplicaEvent.LogCut(log.logStartOffset(), log.logEndOffset(), log.lastEpoch()));
    }

    private void tell(long end, long records, String why) {
        replica.tell(
                "replica-truncated",
                replica.partition + " on node " + replica.context.nodeId() + " was cut back to offset " + end + ", "
                        + records + " records: " + why);
    }

    /** Whoever starts this node again must know of the losses, too, whether or not the controller hears of them now. */
    private void reportReturn(ReportReturn report, TopicId topicId) {
        RecordsKept kept = replica.context.recordsKept();
        long loss = report.losses() ? kept.lost(replica.partition) : 0;
        int opening = replica.opening();
        ReplicaNews news = report.losses() ? ReplicaNews.REOPENED_WITH_LOSSES : ReplicaNews.REOPENED;
        ReplicaReport told = new ReplicaReport(topicId, replica.partition.partition(), report.leaderEpoch(), news);
        replica.context.replication().controller().report(told).whenComplete((outcome, failure) -> {
            if (failure != null)
                LOG.atInfo()
                        .addKeyValue("partition", replica.partition)
                        .log("the controller has not heard that the log was opened again: {}", failure.toString());
            PartitionImage image = outcome == null ? null : outcome.image();
            if (report.losses() && image != null) kept.lossIsRecorded(replica.partition, loss);
            replica.tellSelf(new OwnMessage.ReturnAnswered(opening, image));
        });
    }

    private void propose(ProposeIsr propose, TopicId topicId) {
        IsrChange change = new IsrChange(
                topicId,
                replica.partition.partition(),
                propose.leaderEpoch(),
                propose.partitionEpoch(),
                propose.inSyncReplicas(),
                propose.minInsyncReplicas());
        replica.context.replication().controller().propose(change).whenComplete((outcome, failure) -> {
            if (failure != null)
                LOG.atInfo()
                        .addKeyValue("partition", replica.partition)
                        .log("the controller did not answer for the in-sync replicas: {}", failure.toString());
            replica.tellSelf(
                    new OwnMessage.IsrAnswered(propose.partitionEpoch(), propose.minInsyncReplicas(), outcome));
        });
    }
}
