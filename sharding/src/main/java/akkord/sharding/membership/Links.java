package akkord.sharding.membership;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who sees whom, and whom to keep when some do not see each other: as many as possible that all do, chosen alike by
 * everyone who knows the same.
 *
 * @param nodes the first are kept rather than the last
 * @param voters those among them whose majority has to stay together, in the same order
 * @param unseen by whom which nodes are not seen
 */
record Links<N>(List<N> nodes, List<N> voters, Map<N, Set<N>> unseen) {

    /** The search doubles with each cut link; more nodes than these that all miss some are a network that is down. */
    private static final int SEARCHED_MAX = 20;

    /**
     * Whom {@code self} removes. Those to whom no way leads, over whichever nodes, are away: they go first, and what links
     * are cut among the others is decided upon when they are gone. Nobody goes where no majority would be left of voters
     * that see each other, although they are all there: leadership and the journal get by without.
     */
    Set<N> removedBy(N self) {
        Set<N> side = side(self);
        if (!isMajority(side)) return Set.of(self);
        if (side.size() < nodes.size()) return without(side);
        Set<N> kept = kept();
        if (!isMajority(kept)) return Set.of();
        // whoever is not kept ends itself and leaves it to the others to remove their others
        return kept.contains(self) ? without(kept) : Set.of(self);
    }

    /** Whether a way leads to everyone: then it is only links that are cut, which may heal. */
    boolean leadToAll(N self) {
        return side(self).size() == nodes.size();
    }

    /** All to whom a way leads from {@code self}, over nodes that see each other. */
    private Set<N> side(N self) {
        Set<N> side = new HashSet<>(Set.of(self));
        Deque<N> next = new ArrayDeque<>(side);
        while (!next.isEmpty()) {
            N from = next.remove();
            for (N node : nodes) if (seeEachOther(from, node) && side.add(node)) next.add(node);
        }
        return side;
    }

    /** Nodes that see each other: first as many voters as possible, then of the others those that see these. */
    Set<N> kept() {
        Set<N> keptVoters = largestSeeingEachOther(voters);
        List<N> others = nodes.stream()
                .filter(node -> !voters.contains(node))
                .filter(node -> keptVoters.stream().allMatch(voter -> seeEachOther(node, voter)))
                .toList();
        Set<N> keptOthers = largestSeeingEachOther(others);
        Set<N> kept = new LinkedHashSet<>(nodes);
        kept.removeIf(node -> !keptVoters.contains(node) && !keptOthers.contains(node));
        return kept;
    }

    /** Tries both with whoever misses most of the others and without; among very many, only without. */
    private Set<N> largestSeeingEachOther(List<N> among) {
        N worst = null;
        int most = 0;
        for (N node : among) {
            int missing = missing(node, among);
            if (missing == 0 || missing < most) continue;
            worst = node;
            most = missing;
        }
        if (worst == null) return new LinkedHashSet<>(among);
        N one = worst;
        Set<N> without = largestSeeingEachOther(
                among.stream().filter(node -> !node.equals(one)).toList());
        if (among.size() > SEARCHED_MAX) return without;
        Set<N> with = largestSeeingEachOther(
                among.stream().filter(node -> seeEachOther(node, one)).toList());
        return isPreferred(with, without) ? with : without;
    }

    /** The larger; of equal ones, that with the first node that is not in both. */
    private boolean isPreferred(Set<N> some, Set<N> others) {
        if (some.size() != others.size()) return some.size() > others.size();
        for (N node : nodes) if (some.contains(node) != others.contains(node)) return some.contains(node);
        return true;
    }

    private int missing(N node, List<N> among) {
        return (int) among.stream().filter(other -> !seeEachOther(node, other)).count();
    }

    /** Of two halves, the one with the first voter. */
    private boolean isMajority(Set<N> some) {
        long staying = voters.stream().filter(some::contains).count();
        if (staying * 2 == voters.size()) return !voters.isEmpty() && some.contains(voters.get(0));
        return staying * 2 > voters.size();
    }

    private Set<N> without(Set<N> some) {
        Set<N> others = new HashSet<>(nodes);
        others.removeAll(some);
        return others;
    }

    private boolean seeEachOther(N one, N other) {
        return !cannotSee(one, other) && !cannotSee(other, one);
    }

    private boolean cannotSee(N one, N other) {
        return unseen.getOrDefault(one, Set.of()).contains(other);
    }
}
