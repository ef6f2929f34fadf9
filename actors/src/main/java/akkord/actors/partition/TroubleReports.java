package akkord.actors.partition;

import akkord.protocol.controller.ControllerCommand.ReplicaNews;
import akkord.protocol.controller.ControllerCommand.ReplicaReport;
import akkord.protocol.metadata.PartitionImage;
import akkord.protocol.partition.PartitionCommand.Assign;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the controller that a replica is of no use, so that another leads and nobody waits for this one: at once, at once
 * after each decision that counts on it all the same, and again now and then.
 */
final class TroubleReports {

    private static final Logger LOG = LoggerFactory.getLogger(TroubleReports.class);

    private final Replica replica;
    private long notBeforeMillis = Long.MIN_VALUE;

    /** The partition epoch of the decision that was reported to be wrong. */
    private int reportedEpoch = -1;

    TroubleReports(Replica replica) {
        this.replica = replica;
    }

    void tell(ReplicaNews news) {
        Assign assigned = replica.assigned();
        long nowMillis = replica.context.nowMillis();
        if (assigned == null || !isCountedOn(assigned.image())) return;
        int epoch = assigned.image().partitionEpoch();
        if (epoch == reportedEpoch && nowMillis < notBeforeMillis) return;
        reportedEpoch = epoch;
        notBeforeMillis =
                nowMillis + replica.context.settings().reopenInterval().toMillis();
        ReplicaReport report = new ReplicaReport(
                assigned.topicId(),
                replica.partition.partition(),
                assigned.image().leaderEpoch(),
                news);
        replica.context.replication().controller().report(report).whenComplete((outcome, failure) -> {
            if (failure != null)
                LOG.atInfo()
                        .addKeyValue("partition", replica.partition)
                        .log("the controller has not heard that a replica is {}: {}", news, failure.toString());
        });
    }

    /** There is somebody who could do without this one. */
    private boolean isCountedOn(PartitionImage image) {
        boolean others = image.inSyncReplicas().size() > 1
                || !image.eligibleLeaderReplicas().isEmpty();
        return others && image.inSyncReplicas().contains(replica.context.nodeId());
    }

    /** What comes next is other trouble. */
    void over() {
        notBeforeMillis = Long.MIN_VALUE;
    }
}
