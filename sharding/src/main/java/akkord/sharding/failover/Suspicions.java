package akkord.sharding.failover;

import akkord.protocol.metadata.NodeStatus;
import akkord.sharding.failover.PeerEvidence.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What this node holds of the others: whether Akka has let them go, and its own evidence; the worse counts. Nothing is reported
 * in a node's favour: a node that is there says so itself, and others may have lost only their link to it.
 */
final class Suspicions {

    /** For the controller. */
    record Report(int nodeId, NodeStatus status) {}

    private record View(NodeStatus akka, Verdict own) {
        static final View FINE = new View(NodeStatus.UP, Verdict.FINE);

        NodeStatus status() {
            return akka == NodeStatus.UP && own != Verdict.FINE ? NodeStatus.UNREACHABLE : akka;
        }
    }

    private final Map<Integer, View> views = new TreeMap<>();

    /** @param status LEAVING or DOWN */
    Optional<Report> akkaSays(int nodeId, NodeStatus status) {
        return changed(nodeId, new View(status, view(nodeId).own()));
    }

    Optional<Report> evidence(int nodeId, Verdict verdict) {
        return changed(nodeId, new View(view(nodeId).akka(), verdict));
    }

    /** A process of that number has come into the cluster; what was held of the one before is void. */
    void begunAnew(int nodeId) {
        views.remove(nodeId);
    }

    /** Whether it is expected to be gone soon. */
    boolean isLeaving(int nodeId) {
        NodeStatus akka = view(nodeId).akka();
        return akka == NodeStatus.LEAVING || akka == NodeStatus.DOWN;
    }

    /** All that stands, for a controller that has not heard it. */
    List<Report> standing() {
        List<Report> reports = new ArrayList<>();
        views.forEach((node, view) -> {
            if (view.status() != NodeStatus.UP) reports.add(new Report(node, view.status()));
        });
        return reports;
    }

    private View view(int nodeId) {
        return views.getOrDefault(nodeId, View.FINE);
    }

    private Optional<Report> changed(int nodeId, View now) {
        View before = view(nodeId);
        views.put(nodeId, now);
        // also from silent to gone: it may have told the controller in between that it is there
        boolean otherEvidence = now.own() != before.own() && now.own() != Verdict.FINE;
        boolean news = (now.status() != before.status() || otherEvidence) && now.status() != NodeStatus.UP;
        return news ? Optional.of(new Report(nodeId, now.status())) : Optional.empty();
    }
}
