package akkord.sharding.membership;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who sees whom, and whom to keep when some do not see each other: as many as possible that all do, chosen alike by
 * everyone who knows the same.
 *
 * @param nodes the first are kept rather than the last
 * @param unseen by whom which nodes are not seen
 */
record Links<N>(List<N> nodes, Map<N, Set<N>> unseen) {

    /** So many who do not see a node are taken for all: in a large cluster not everybody looks at everybody. */
    private static final int WITNESSES = 5;

    /** Nodes that see each other. Whoever misses most of the others goes first, of equals the last. */
    Set<N> kept() {
        Set<N> kept = new LinkedHashSet<>(nodes);
        while (true) {
            N worst = null;
            int most = 0;
            for (N node : kept) {
                int missing = missing(node, kept);
                if (missing == 0 || missing < most) continue;
                worst = node;
                most = missing;
            }
            if (worst == null) return kept;
            kept.remove(worst);
        }
    }

    private int missing(N node, Set<N> among) {
        return (int) among.stream()
                .filter(other -> cannotSee(node, other) || cannotSee(other, node))
                .count();
    }

    /** Nobody of {@code kept} sees that node, so it is away, and not only a link to it. */
    boolean isAway(N node, Set<N> kept) {
        long witnesses = kept.stream().filter(other -> cannotSee(other, node)).count();
        return witnesses >= Math.min(kept.size(), WITNESSES);
    }

    /** That node sees nobody of {@code kept}. */
    boolean isAlone(N node, Set<N> kept) {
        long missed = kept.stream().filter(other -> cannotSee(node, other)).count();
        return missed >= Math.min(kept.size(), WITNESSES);
    }

    private boolean cannotSee(N one, N other) {
        return unseen.getOrDefault(one, Set.of()).contains(other);
    }
}
