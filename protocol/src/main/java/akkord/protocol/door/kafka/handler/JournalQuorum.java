package akkord.protocol.door.kafka.handler;

import java.util.Set;

/**
 * Who votes in the cluster's journal, as one voter knows it.
 *
 * @param term of the present leader, 0 before there was one
 * @param voters node ids; empty on a node that does not vote
 */
public record JournalQuorum(long term, Set<Integer> voters) {

    public static final JournalQuorum UNKNOWN = new JournalQuorum(0, Set.of());

    public JournalQuorum {
        voters = Set.copyOf(voters);
    }
}
