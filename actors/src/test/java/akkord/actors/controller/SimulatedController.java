package akkord.actors.controller;

import akkord.actors.controller.ControllerCore.Row;
import akkord.protocol.config.BrokerSettings;
import akkord.protocol.controller.ControllerCommand;
import akkord.protocol.controller.ControllerCommand.InSyncMember;
import akkord.protocol.domain.TopicId;
import akkord.protocol.metadata.MetadataImage;
import akkord.protocol.metadata.NodeImage;
import akkord.protocol.metadata.PartitionImage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The real decisions of the controller, without Akka: what the shell does with them is done by hand, and a journal
 * that takes a write only at the sequence number where it ends is kept between one controller and the next.
 */
public final class SimulatedController {

    /** What all controllers share. */
    public static final class Journal {
        private final List<ControllerEvent> events = new ArrayList<>();
        private ControllerState state = ControllerState.EMPTY.withClusterId("simulated");

        /** What is decided for good. */
        public MetadataImage image() {
            return state.image(0);
        }
    }

    /** What a test may break. */
    public enum Fault {
        NONE,
        STALE_PARTITION_EPOCH_ACCEPTED,
        FORMER_PROCESS_JOINS,
        LOSSY_RESTART_FORGIVEN,
        EVERYONE_WHO_LEFT_IS_ELIGIBLE,
        EPOCH_KEPT_WHEN_A_REPLICA_GOES,
        EPOCH_KEPT_BY_A_RESTARTED_LEADER,
        WHAT_THE_LEADER_COMMITS_BY_IGNORED
    }

    private final Journal journal;
    private final ControllerCore core;
    private ControllerState state;
    private int sequence;
    private final List<ControllerEvent> undecided = new ArrayList<>();
    private boolean begun;

    /** Replays the journal as it is now. */
    public SimulatedController(Journal journal, AtomicLong draws, Fault fault) {
        this.journal = journal;
        this.state = journal.state;
        this.sequence = journal.events.size();
        ControllerRules rules = new ControllerRules(
                1,
                BrokerSettings.of(Map.of()),
                new ControllerLimits(1_000, 10_000, 20_000, 1_000, 3),
                () -> new TopicId(7, draws.incrementAndGet()),
                draws::incrementAndGet);
        this.core = new ControllerCore(rules, broken(fault));
    }

    public MetadataImage image() {
        return state.image(0);
    }

    /** Decides; what it leads to is {@link #needsWrite} and the answer, which must wait for that. */
    @SuppressWarnings("unchecked")
    public <C extends ControllerCommand, R> R decide(C command) {
        Row<C, R> row = (Row<C, R>) core.table().stream()
                .filter(candidate -> candidate.kind() == command.getClass())
                .findFirst()
                .orElseThrow();
        Decision<R> decision = row.handler().decide(state, command);
        if (!begun) undecided.add(new ControllerEvent.ControllerTookOver(1));
        begun = true;
        if (decision.event() != null) undecided.add(decision.event());
        return decision.reply();
    }

    public boolean needsWrite() {
        return !undecided.isEmpty();
    }

    /** False when another controller has written since: this one must stop. */
    public boolean write() {
        if (journal.events.size() != sequence) return false;
        for (ControllerEvent event : undecided) state = event.applyTo(state);
        journal.events.addAll(undecided);
        sequence += undecided.size();
        journal.state = state;
        undecided.clear();
        return true;
    }

    private static ReplicaRules broken(Fault fault) {
        return new ReplicaRules() {
            @Override
            boolean isUpToDate(PartitionImage partition, int partitionEpoch) {
                return fault == Fault.STALE_PARTITION_EPOCH_ACCEPTED || super.isUpToDate(partition, partitionEpoch);
            }

            @Override
            boolean mayJoin(@Nullable NodeImage node, InSyncMember member) {
                return fault == Fault.FORMER_PROCESS_JOINS || super.mayJoin(node, member);
            }

            @Override
            boolean mayKeepEpoch(List<Integer> replicasBefore, List<Integer> replicas) {
                return fault == Fault.EPOCH_KEPT_WHEN_A_REPLICA_GOES || super.mayKeepEpoch(replicasBefore, replicas);
            }

            @Override
            boolean mayLeadOn(int restarted) {
                return fault == Fault.EPOCH_KEPT_BY_A_RESTARTED_LEADER || super.mayLeadOn(restarted);
            }

            @Override
            List<Integer> afterLossyRestart(List<Integer> replicas, int node) {
                return fault == Fault.LOSSY_RESTART_FORGIVEN ? replicas : super.afterLossyRestart(replicas, node);
            }

            @Override
            int enoughInSync(int topicAsksFor, int leaderCommitsBy) {
                return fault == Fault.WHAT_THE_LEADER_COMMITS_BY_IGNORED
                        ? topicAsksFor
                        : super.enoughInSync(topicAsksFor, leaderCommitsBy);
            }

            @Override
            List<Integer> eligible(
                    PartitionImage before, Collection<Integer> candidates, List<Integer> inSync, int minInSync) {
                int enough = fault == Fault.EVERYONE_WHO_LEFT_IS_ELIGIBLE ? Integer.MAX_VALUE : minInSync;
                return super.eligible(before, candidates, inSync, enough);
            }
        };
    }
}
