package akkord.actors.simulation;

import akkord.actors.partition.core.ReplicaState;
import akkord.persistence.log.producers.ProducerVerdict;
import akkord.protocol.metadata.MetadataImage;
import akkord.protocol.metadata.NodeImage;
import akkord.protocol.metadata.PartitionImage;
import akkord.protocol.partition.FetchPosition;
import akkord.protocol.partition.PartitionView.Role;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What nobody in the simulated world can see: which record was committed at each offset, and what the controller has
 * decided for good. The promises of replication are checked against it.
 */
final class Truth {

    private static final long EPOCHS_MAX = 100_000;

    private final Simulation simulation;

    /** By offset, the record there and all before it; committed once any leader's high watermark has passed it. */
    private final List<Long> committed = new ArrayList<>();

    private final Map<Long, Long> chainByOffsetAndEpoch = new HashMap<>();
    private final Map<Integer, Integer> leaderByEpoch = new HashMap<>();
    private final Map<Integer, ReplicaState> lastStates = new HashMap<>();
    private final Set<Long> acknowledged = new HashSet<>();
    private MetadataImage recorded = MetadataImage.EMPTY;

    Truth(Simulation simulation) {
        this.simulation = simulation;
    }

    private boolean recordsMayBeLost() {
        return simulation.scenario.unclean();
    }

    int acknowledgedCount() {
        return acknowledged.size();
    }

    void restarted(SimulatedNode node) {
        lastStates.remove(node.id);
    }

    /** Promise 4: the same offset and epoch means the same record and the same before it. */
    void appended(SimulatedNode node, SimulatedLog.Entry entry) {
        Long known = chainByOffsetAndEpoch.putIfAbsent(entry.offset() * EPOCHS_MAX + entry.epoch(), entry.chain());
        if (known != null && known != entry.chain())
            throw new Violation("node " + node.id + " holds another record than others at offset " + entry.offset()
                    + " of epoch " + entry.epoch());
    }

    /** Promise 2: what a follower takes comes from its leader of now. */
    void accepted(SimulatedNode node, FetchPosition position) {
        ReplicaState state = node.core().state();
        if (position.leaderEpoch() != state.leaderEpoch() || position.leader() != state.leader())
            throw new Violation("node " + node.id + " takes records of another leader epoch, " + position + ", in "
                    + state.leaderEpoch());
    }

    /** After each event of a replica. */
    void stepped(SimulatedNode node) {
        ReplicaState state = node.core().state();
        ReplicaState before = lastStates.put(node.id, state);
        if (state.role() == Role.OFFLINE) return;
        if (before != null) checkProgress(node, before, state);
        if (state.highWatermark() > state.logEndOffset())
            throw new Violation("node " + node.id + " has its high watermark behind its log: " + state);
        if (state.leads()) checkLeader(node, state);
        if (!recordsMayBeLost()) commit(node, state);
    }

    /** Promises 2 and 3. */
    private void checkProgress(SimulatedNode node, ReplicaState before, ReplicaState state) {
        boolean back = state.leaderEpoch() < before.leaderEpoch() || state.partitionEpoch() < before.partitionEpoch();
        if (back) throw new Violation("node " + node.id + " goes back to an older decision: " + state);
        if (state.highWatermark() < before.highWatermark() && !recordsMayBeLost())
            throw new Violation("the high watermark of node " + node.id + " goes back from " + before.highWatermark()
                    + " to " + state.highWatermark());
    }

    /** Promise 2. */
    private void checkLeader(SimulatedNode node, ReplicaState state) {
        Integer other = leaderByEpoch.putIfAbsent(state.leaderEpoch(), node.id);
        if (other != null && other != node.id)
            throw new Violation("nodes " + other + " and " + node.id + " lead in epoch " + state.leaderEpoch());
    }

    /** Promises 1 and 3: what consumers may read on this node is what was committed, and nothing else ever. */
    private void commit(SimulatedNode node, ReplicaState state) {
        SimulatedLog log = node.log;
        for (long offset = Math.max(log.comparedOffset, log.start()); offset < state.highWatermark(); offset++) {
            long chain = log.at(offset).chain();
            if (offset < committed.size()) requireCommitted(node, offset, chain);
            else if (state.leads()) committed.add(chain);
            else throw new Violation("node " + node.id + " follows and has committed offset " + offset + " first");
            log.comparedOffset = offset + 1;
        }
    }

    private void requireCommitted(SimulatedNode node, long offset, long chain) {
        if (committed.get((int) offset) != chain)
            throw new Violation("node " + node.id + " holds another record at offset " + offset
                    + " than the one that was committed there");
    }

    /** The controller has written a decision. Promise 5 and the other half of 2. */
    void recorded(MetadataImage image) {
        PartitionImage before = recorded.partition(SimulatedNode.PARTITION).orElse(null);
        PartitionImage after = image.partition(SimulatedNode.PARTITION).orElse(null);
        recorded = image;
        if (before == null || after == null || before.equals(after)) return;
        simulation.world.tell(() -> "recorded: " + after);
        boolean newLeader = before.leader() != after.leader();
        if (after.partitionEpoch() != before.partitionEpoch() + 1)
            throw new Violation("a decision was made that does not follow on: " + before + " then " + after);
        if (after.leaderEpoch() < before.leaderEpoch() || (newLeader && after.leaderEpoch() == before.leaderEpoch()))
            throw new Violation("another leader in the same epoch: " + before + " then " + after);
    }

    MetadataImage recorded() {
        return recorded;
    }

    PartitionImage partition() {
        return recorded.partition(SimulatedNode.PARTITION).orElseThrow();
    }

    /** Promises 1 and 7: whoever may lead now or later has everything that was committed. */
    void checkMembers() {
        PartitionImage partition = recorded.partition(SimulatedNode.PARTITION).orElse(null);
        if (partition == null || recordsMayBeLost()) return;
        partition.inSyncReplicas().forEach(node -> checkMember(node, partition));
        partition.eligibleLeaderReplicas().forEach(node -> checkMember(node, partition));
    }

    private void checkMember(int id, PartitionImage partition) {
        SimulatedNode node = simulation.node(id);
        SimulatedLog log = node.log;
        if (node.lostRecords() || log.comparedOffset >= committed.size()) return;
        if (log.end() < committed.size())
            throw new Violation("node " + id + " may lead by " + partition + " but its log ends at " + log.end()
                    + " where " + committed.size() + " records are committed");
        for (long offset = Math.max(log.comparedOffset, log.start()); offset < committed.size(); offset++)
            requireCommitted(node, offset, log.at(offset).chain());
        log.comparedOffset = committed.size();
    }

    /** Promises 1 and 7, at the moment a producer that waits for all is answered. */
    void acknowledged(SimulatedNode node, long offset, long value) {
        if (recordsMayBeLost()) return;
        if (offset >= committed.size())
            throw new Violation(
                    "node " + node.id + " acknowledges offset " + offset + " for all, which is not committed");
        acknowledged.add(value);
    }

    /** Promise 6: as long as nothing committed gets lost, a producer with one record under way is never out of order. */
    void sequenceRefused(SimulatedNode node, ProducerVerdict.Refused refused, long value) {
        PartitionImage partition = partition();
        boolean leads = partition.leader() == node.id
                && partition.leaderEpoch() == node.core().state().leaderEpoch();
        if (leads && !recordsMayBeLost() && !acknowledged.contains(value))
            throw new Violation("node " + node.id + " refuses a sequence number: " + refused.what());
    }

    /** The records of the processes that the controller knows now. */
    void registrationsRecorded(Iterable<SimulatedNode> nodes) {
        for (SimulatedNode node : nodes) {
            NodeImage image = recorded.nodes().get(node.id);
            if (image != null) node.registrationIsRecorded(image);
        }
    }

    int committedCount() {
        return committed.size();
    }

    void checkRead(long offset, long chain) {
        if (!recordsMayBeLost() && (offset >= committed.size() || committed.get((int) offset) != chain))
            throw new Violation("a consumer has read at offset " + offset + " what is not committed there");
    }
}
