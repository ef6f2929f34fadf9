package akkord.sharding.node;

import akkord.persistence.journal.JournalFolder;
import akkord.sharding.data.RememberedNodes;
import akkord.sharding.membership.Formation;
import akkord.sharding.settings.HostPort;
import akkord.sharding.settings.NodeSettings;
import com.typesafe.config.Config;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a node becomes part of a cluster, from what it was told and what its data folder holds; settled before
 * anything is started.
 *
 * @param others nodes to ask for the cluster
 * @param journal null when this node keeps no part of the replicated journal
 */
record StartPlan(
        List<HostPort> others,
        Formation formation,
        @Nullable JournalStart journal) {

    /** Under the data folder. */
    private static final String JOURNAL_FOLDER = "journal";

    private static final String JOURNAL_PLUGIN = "akkord.journal";

    /** @param voters a new journal begins with; none when this node is to be added to one that runs */
    record JournalStart(Path folder, Set<Integer> voters) {}

    static boolean usesOwnJournal(Config effective) {
        return effective.getString("akka.persistence.journal.plugin").equals(JOURNAL_PLUGIN);
    }

    /**
     * @param clusterId of the data folder
     * @throws StartFailedException the folder has lost its journal, or this node can neither join nor form a cluster
     */
    static StartPlan of(
            NodeSettings settings, Config effective, @Nullable String clusterId, RememberedNodes remembered) {
        List<HostPort> others = new ArrayList<>(settings.join());
        others.remove(self(settings));
        remembered.addresses().forEach((node, address) -> {
            if (node != settings.nodeId() && !others.contains(address)) others.add(address);
        });
        if (others.isEmpty() && !settings.controllerRole())
            throw new StartFailedException("a node without the role controller (akkord.cluster.roles) cannot form a"
                    + " cluster: name nodes of one with --join");
        if (!settings.controllerRole() || !usesOwnJournal(effective)) {
            boolean mayForm = settings.controllerRole() && settings.join().isEmpty();
            return new StartPlan(others, mayForm ? alone(others) : new Formation.Never(), null);
        }
        Path folder = settings.dataFolder().resolve(JOURNAL_FOLDER);
        try {
            return withJournal(settings, clusterId, remembered, others, folder);
        } catch (IOException e) {
            throw new StartFailedException("cannot read the journal in " + folder + ": " + e.getMessage(), e);
        }
    }

    private static StartPlan withJournal(
            NodeSettings settings,
            @Nullable String clusterId,
            RememberedNodes remembered,
            List<HostPort> others,
            Path folder)
            throws IOException {
        if (JournalFolder.isEmpty(folder)) {
            refuseIfLost(settings, clusterId, remembered, others);
            if (clusterId == null && isNamedFirst(settings) && !others.isEmpty())
                return new StartPlan(
                        others, new Formation.NamedFirst(), new JournalStart(folder, Set.of(settings.nodeId())));
            return others.isEmpty()
                    ? forming(settings, others, folder)
                    : new StartPlan(others, new Formation.Never(), new JournalStart(folder, Set.of()));
        }
        // a node with a journal it cannot read has nothing to join for
        JournalFolder.heal(folder);
        Set<Integer> voters = JournalFolder.voters(folder);
        if (voters.size() > 1)
            return new StartPlan(
                    others,
                    voters.contains(settings.nodeId()) ? new Formation.ByMajority(voters) : new Formation.Never(),
                    new JournalStart(folder, Set.of()));
        boolean isSole = voters.contains(settings.nodeId()) || others.isEmpty();
        if (isSole && (settings.join().isEmpty() || isNamedFirst(settings))) return forming(settings, others, folder);
        return new StartPlan(others, new Formation.Never(), new JournalStart(folder, isSole ? voters : Set.of()));
    }

    private static StartPlan forming(NodeSettings settings, List<HostPort> others, Path folder) {
        return new StartPlan(others, alone(others), new JournalStart(folder, Set.of(settings.nodeId())));
    }

    /** All nodes of a new cluster may be told the same list: the first in it forms the cluster. */
    private static boolean isNamedFirst(NodeSettings settings) {
        return !settings.join().isEmpty() && settings.join().get(0).equals(self(settings));
    }

    private static HostPort self(NodeSettings settings) {
        return new HostPort(settings.advertisedHost(), settings.clusterPort());
    }

    private static Formation alone(List<HostPort> others) {
        return others.isEmpty() ? new Formation.AtOnce() : new Formation.UnlessFound();
    }

    /**
     * A new journal in a folder that has been in a cluster would be a new cluster, which knows nothing of the
     * records here; and a voter that has forgotten whom it voted for could make two leaders.
     */
    private static void refuseIfLost(
            NodeSettings settings, @Nullable String clusterId, RememberedNodes remembered, List<HostPort> others) {
        if (clusterId == null || !remembered.votes() && !others.isEmpty()) return;
        throw new StartFailedException("the data folder " + settings.dataFolder() + " belongs to cluster " + clusterId
                + ", but its folder '" + JOURNAL_FOLDER + "', where that cluster's topics are kept, is missing: bring"
                + " it back, or start with an empty data folder");
    }
}
