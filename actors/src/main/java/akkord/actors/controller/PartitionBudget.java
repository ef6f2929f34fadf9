package akkord.actors.controller;

import static akkord.actors.controller.Outcomes.refuse;

import akkord.protocol.domain.ErrorCode;

/** Counts the partitions a request makes against the limits, so that a slip of the keyboard does not fill the cluster. */
final class PartitionBudget {

    private final ControllerLimits limits;
    private long inRequest;
    private long inCluster;

    PartitionBudget(ControllerLimits limits, int inCluster) {
        this.limits = limits;
        this.inCluster = inCluster;
    }

    /** @throws akkord.protocol.domain.RefusedException INVALID_PARTITIONS, and then nothing is taken */
    void take(String topic, int partitions) {
        if (inRequest + partitions > limits.partitionsPerRequestMax())
            throw refuse(
                    ErrorCode.INVALID_PARTITIONS,
                    "a request may create " + limits.partitionsPerRequestMax() + " partitions, and with the "
                            + partitions + " of topic " + topic + " it would be " + (inRequest + partitions));
        if (inCluster + partitions > limits.partitionsMax())
            throw refuse(
                    ErrorCode.INVALID_PARTITIONS,
                    "the cluster may have " + limits.partitionsMax() + " partitions, and with the " + partitions
                            + " of topic " + topic + " it would have " + (inCluster + partitions)
                            + "; akkord.controller.partitions-max is the limit");
        inRequest += partitions;
        inCluster += partitions;
    }
}
