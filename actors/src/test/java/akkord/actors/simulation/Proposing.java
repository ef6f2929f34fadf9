package akkord.actors.simulation;

import akkord.actors.partition.core.ReplicaCore;
import akkord.actors.partition.core.ReplicaEffect.ProposeIsr;
import akkord.actors.partition.core.ReplicaEvent;
import akkord.protocol.controller.ControllerCommand.AlterPartitions;
import akkord.protocol.controller.ControllerCommand.AlterPartitionsResult;
import akkord.protocol.controller.ControllerCommand.IsrChange;
import akkord.protocol.controller.ControllerCommand.IsrChanged;
import akkord.protocol.domain.Refusal;
import akkord.protocol.metadata.PartitionImage;
import java.util.List;

/** A leader's proposals on their way to the controller; an answer that does not come in time is none. */
final class Proposing {

    private static final long ANSWER_MILLIS_MAX = 300;

    private final SimulatedNode node;
    private final Simulation simulation;
    private long proposals;
    private long answered;

    Proposing(SimulatedNode node, Simulation simulation) {
        this.node = node;
        this.simulation = simulation;
    }

    void propose(ProposeIsr proposal) {
        long number = ++proposals;
        simulation.world.tell(() -> "node " + node.id + " proposes " + proposal);
        IsrChange change = new IsrChange(
                simulation.topicId(),
                0,
                proposal.leaderEpoch(),
                proposal.partitionEpoch(),
                proposal.inSyncReplicas(),
                proposal.minInsyncReplicas());
        AlterPartitions command = new AlterPartitions(node.id, node.epoch(), List.of(change), null);
        int process = node.process();
        ReplicaCore asking = node.core();
        simulation.ask(
                node.id,
                command,
                answer -> node.receive(
                        process,
                        () -> onAnswer(
                                asking,
                                number,
                                proposal,
                                ((AlterPartitionsResult) answer).results().get(0))));
        node.later(ANSWER_MILLIS_MAX, () -> onTimeout(asking, number, proposal));
    }

    private void onAnswer(ReplicaCore asking, long number, ProposeIsr proposal, IsrChanged result) {
        if (answered >= number || asking != node.core()) return;
        answered = number;
        PartitionImage image = result.image();
        Refusal why = result.why();
        if (image != null) {
            boolean counts = node.core().mayTakeAnswer(proposal.minInsyncReplicas());
            int minInSync = node.core().state().minInsyncReplicas();
            if (counts) node.step(new ReplicaEvent.Assigned(image, minInSync));
        } else if (why != null) node.step(new ReplicaEvent.IsrRefused(proposal.partitionEpoch(), why.code()));
    }

    private void onTimeout(ReplicaCore asking, long number, ProposeIsr proposal) {
        if (answered >= number || asking != node.core()) return;
        answered = number;
        node.step(new ReplicaEvent.IsrUnanswered(proposal.partitionEpoch()));
    }
}
