package akkord.sharding.membership;

import akkord.sharding.membership.Handshake.Answer;
import akkord.sharding.membership.Handshake.Hello;
import akkord.sharding.membership.Handshake.Kind;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who may join: the rules of the node that is asked. Each promise to let another node form the cluster holds for
 * a while, so that of all who ask at once only one finds a majority.
 */
final class Admission {

    /**
     * What the node that is asked knows.
     *
     * @param clusterId null before it is in one
     * @param members addresses (host:port) by node id of those it can reach, itself included; none while it is in
     *     no cluster
     * @param registered node ids the controller knows; none while that is not known
     */
    record View(@Nullable String clusterId, Map<Integer, String> members, Set<Integer> registered) {}

    private final int nodeId;
    private final String address;
    private final Duration clockSkewMax;
    private final Duration promise;
    private int promisedTo = -1;
    private long promisedUntilMillis;

    Admission(int nodeId, String address, Duration clockSkewMax, Duration promise) {
        this.nodeId = nodeId;
        this.address = address;
        this.clockSkewMax = clockSkewMax;
        this.promise = promise;
    }

    Answer answer(Hello hello, View view, long nowMillis) {
        String refusal = refusal(hello, view, nowMillis);
        if (refusal != null) return answer(Kind.REFUSED, view, refusal);
        String holder = view.members().get(hello.nodeId());
        if (holder != null && !holder.equals(hello.address())) return answer(Kind.ID_IN_USE, view, holder);
        if (!view.members().isEmpty()) return answer(Kind.COME_IN, view, "");
        boolean promised = hello.wantsToForm() && promises(hello.nodeId(), nowMillis);
        return answer(promised ? Kind.FORM_IT : Kind.NOT_IN_A_CLUSTER, view, "");
    }

    private Answer answer(Kind kind, View view, String sentence) {
        return new Answer(kind, nodeId, address, view.clusterId(), sentence);
    }

    private boolean promises(int candidate, long nowMillis) {
        if (candidate != promisedTo && nowMillis < promisedUntilMillis) return false;
        promisedTo = candidate;
        promisedUntilMillis = nowMillis + promise.toMillis();
        return true;
    }

    private @Nullable String refusal(Hello hello, View view, long nowMillis) {
        String who = "node " + hello.nodeId();
        if (hello.protocolVersion() != Handshake.PROTOCOL_VERSION)
            return "the node at " + address + " speaks version " + Handshake.PROTOCOL_VERSION
                    + " of the protocol between nodes, and " + who + " speaks version " + hello.protocolVersion()
                    + ": start a version of Akkord that fits the cluster";
        if (hello.clusterId() != null
                && view.clusterId() != null
                && !hello.clusterId().equals(view.clusterId()))
            return "the data folder of " + who + " belongs to cluster " + hello.clusterId() + ", but the node at "
                    + address + " is in cluster " + view.clusterId()
                    + ": start with another --data, or join the right nodes";
        if (hello.nodeId() == nodeId && !hello.address().equals(address))
            return "node id " + nodeId + " is in use by the node at " + address
                    + ": give this node another --node-id, or stop that one";
        long skewMillis = hello.clockMillis() - nowMillis;
        if (Math.abs(skewMillis) > clockSkewMax.toMillis())
            return "the clock of " + who + " is " + Math.abs(skewMillis) / 1000 + " s "
                    + (skewMillis > 0 ? "ahead of" : "behind") + " that of the node at " + address
                    + ", more than akkord.cluster.clock-skew-max (" + clockSkewMax.toSeconds() + " s): set it right";
        boolean wasRemoved = hello.clusterId() != null
                && hello.clusterId().equals(view.clusterId())
                && !view.registered().isEmpty()
                && !view.registered().contains(hello.nodeId());
        return wasRemoved
                ? who + " was removed from the cluster: start it with an empty data folder (--data) to take it in anew"
                : null;
    }
}
