package akkord.sharding.failover;

import akkord.sharding.failover.PeerEvidence.Verdict;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Whether this node hears enough of the others to believe that it still has a say. A node that is gone for certain does
 * not count against it: nobody leads anything there.
 */
final class Contact {

    private final int own;
    private final Map<Integer, Verdict> others = new TreeMap<>();
    private boolean cutOff;

    /** @param votes whether this node may run the controller itself */
    Contact(boolean votes) {
        this.own = votes ? 1 : 0;
    }

    /** Another node that may run the controller. Whether this node is cut off, if that has changed; so with all below. */
    Optional<Boolean> added(int nodeId) {
        others.put(nodeId, Verdict.FINE);
        return changed();
    }

    Optional<Boolean> removed(int nodeId) {
        others.remove(nodeId);
        return changed();
    }

    Optional<Boolean> heard(int nodeId, Verdict verdict) {
        others.replace(nodeId, verdict);
        return changed();
    }

    private Optional<Boolean> changed() {
        long silent = others.values().stream().filter(Verdict.SILENT::equals).count();
        boolean now = silent * 2 > others.size() + own;
        if (now == cutOff) return Optional.empty();
        cutOff = now;
        return Optional.of(now);
    }
}
