package akkord.sharding.membership;

import akkord.sharding.membership.Handshake.Answer;
import akkord.sharding.membership.Handshake.Kind;
import akkord.sharding.settings.HostPort;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a starting node does with the answers of the nodes it knows of: join, form a cluster, or go on asking. No
 * clock and no I/O: the answers count for a while after the time they are given with.
 */
final class JoinPlan {

    /** What to do now. */
    sealed interface Step {

        record Ask() implements Step {}

        record Join(List<HostPort> members) implements Step {}

        record Form() implements Step {}

        record GiveUp(String why) implements Step {}
    }

    private record Given(Answer answer, long atMillis) {}

    private final int nodeId;
    private final HostPort self;
    private final Formation formation;
    private final Duration freshness;
    private final Duration lookAround;
    private final Set<HostPort> asked = new LinkedHashSet<>();
    private final Map<String, Given> answers = new TreeMap<>();
    private final long begunMillis;

    /**
     * @param freshness how long an answer counts
     * @param lookAround how long {@link Formation.UnlessFound} asks before it forms
     */
    JoinPlan(
            int nodeId,
            HostPort self,
            Collection<HostPort> others,
            Formation formation,
            Duration freshness,
            Duration lookAround,
            long nowMillis) {
        this.nodeId = nodeId;
        this.self = self;
        this.formation = formation;
        this.freshness = freshness;
        this.lookAround = lookAround;
        this.begunMillis = nowMillis;
        asked.addAll(others);
        // its own voice counts like any other's
        asked.add(self);
    }

    /** Whom to ask, this node included. */
    Set<HostPort> asked() {
        return Set.copyOf(asked);
    }

    void answered(Answer answer, long nowMillis) {
        answers.put(answer.address(), new Given(answer, nowMillis));
        // whoever holds this node's id tells best whether it lives
        if (answer.kind() == Kind.ID_IN_USE) asked.add(HostPort.parse(answer.sentence()));
    }

    /** Whether to ask for leave to form the cluster: the least of those who are there does, lest they compete. */
    boolean wantsToForm(long nowMillis) {
        if (!(formation instanceof Formation.ByMajority majority)) return false;
        Set<Integer> present = present(nowMillis, kind -> kind == Kind.NOT_IN_A_CLUSTER || kind == Kind.FORM_IT);
        present.retainAll(majority.voters());
        return present.size() * 2 > majority.voters().size()
                && present.stream().mapToInt(Integer::intValue).min().orElse(-1) == nodeId;
    }

    Step next(long nowMillis) {
        if (formation instanceof Formation.AtOnce) return new Step.Form();
        List<Answer> fresh = fresh(nowMillis);
        for (Answer answer : fresh) if (answer.kind() == Kind.REFUSED) return new Step.GiveUp(answer.sentence());
        List<HostPort> members = fresh.stream()
                .filter(answer -> answer.kind() == Kind.COME_IN)
                .map(answer -> HostPort.parse(answer.address()))
                .filter(address -> !address.equals(self))
                .toList();
        boolean idInUse = fresh.stream().anyMatch(answer -> answer.kind() == Kind.ID_IN_USE);
        if (!members.isEmpty() && !idInUse) return new Step.Join(members);
        return mayForm(nowMillis) ? new Step.Form() : new Step.Ask();
    }

    private boolean mayForm(long nowMillis) {
        if (formation instanceof Formation.UnlessFound)
            return nowMillis - begunMillis >= lookAround.toMillis() || everyoneIsAlone(nowMillis);
        if (formation instanceof Formation.NamedFirst)
            return alone(nowMillis) * 2 > asked.size() && formerCluster(nowMillis) == null;
        if (!(formation instanceof Formation.ByMajority majority)) return false;
        Set<Integer> promised = present(nowMillis, kind -> kind == Kind.FORM_IT);
        promised.retainAll(majority.voters());
        return promised.size() * 2 > majority.voters().size();
    }

    /** A cluster that one of those who answer was in before; null when there is none. It comes up again by itself. */
    private @Nullable String formerCluster(long nowMillis) {
        for (Answer answer : fresh(nowMillis)) if (answer.clusterId() != null) return answer.clusterId();
        return null;
    }

    private boolean everyoneIsAlone(long nowMillis) {
        return alone(nowMillis) == asked.size();
    }

    private long alone(long nowMillis) {
        return fresh(nowMillis).stream()
                .filter(answer -> answer.kind() == Kind.NOT_IN_A_CLUSTER)
                .count();
    }

    private List<Answer> fresh(long nowMillis) {
        return answers.values().stream()
                .filter(given -> nowMillis - given.atMillis() <= freshness.toMillis())
                .map(Given::answer)
                .toList();
    }

    private Set<Integer> present(long nowMillis, Predicate<Kind> kind) {
        Set<Integer> nodes = new LinkedHashSet<>();
        fresh(nowMillis).stream()
                .filter(answer -> kind.test(answer.kind()))
                .forEach(answer -> nodes.add(answer.nodeId()));
        return nodes;
    }

    /** For a person who waits: how it stands. */
    String standing(long nowMillis) {
        List<Answer> others = fresh(nowMillis).stream()
                .filter(answer -> answer.nodeId() != nodeId || !answer.address().equals(self.toString()))
                .toList();
        List<HostPort> nodes =
                asked.stream().filter(address -> !address.equals(self)).toList();
        if (nodes.isEmpty()) return "there is no node to join: name nodes of the cluster with --join";
        if (others.isEmpty()) return "none of the nodes " + list(nodes) + " answers";
        for (Answer answer : others)
            if (answer.kind() == Kind.ID_IN_USE)
                return "node id " + nodeId + " is still held in the cluster by the node at " + answer.sentence()
                        + ", which does not answer";
        return "the nodes that answer ("
                + String.join(", ", others.stream().map(Answer::address).toList())
                + ") are in no cluster"
                + (formation instanceof Formation.ByMajority majority
                        ? ", and are no majority of the nodes "
                                + majority.voters().stream().sorted().toList() + " that may form it anew"
                        : formation instanceof Formation.NamedFirst
                                ? whyNamedFirstWaits(nowMillis)
                                : "; start the first node of the cluster without --join, or name it first to all, itself included");
    }

    private String whyNamedFirstWaits(long nowMillis) {
        String former = formerCluster(nowMillis);
        return former == null
                ? ", and are not more than half of those that were named"
                : ", but belong to cluster " + former
                        + ", which has to come up without this node: its data folder is empty";
    }

    private static String list(Collection<HostPort> addresses) {
        return String.join(", ", addresses.stream().map(HostPort::toString).toList());
    }
}
