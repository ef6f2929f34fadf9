package akkord.sharding.membership;

import java.util.Set;

/** Whether a node that finds no cluster may form one. A second cluster could never be united with the first. */
public sealed interface Formation {

    /** At once: there are no others. */
    record AtOnce() implements Formation {}

    /** When none of the nodes it remembers is in a cluster: it alone votes in the journal. */
    record UnlessFound() implements Formation {}

    /**
     * When more than half of the nodes it was told, itself among them, are there and in no cluster: it is the one
     * that was named first, so no other of them does the same.
     */
    record NamedFirst() implements Formation {}

    /** When a majority of these nodes lets it. All are the journal's voters, so no other majority forms another. */
    record ByMajority(Set<Integer> voters) implements Formation {}

    /** It has to find one. */
    record Never() implements Formation {}
}
