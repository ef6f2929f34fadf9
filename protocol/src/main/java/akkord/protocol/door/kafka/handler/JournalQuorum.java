package akkord.protocol.door.kafka.handler;

import java.util.Map;
import java.util.Set;

/**
 * Who votes in the cluster's journal, as one voter knows it.
 *
 * @param term of the present leader, 0 before there was one
 * @param voters node ids; empty on a node that does not vote
 * @param logEnds of the voters' journals, by node id; only the leader knows those of others
 * @param committedBelow -1 where it is not known
 */
public record JournalQuorum(long term, Set<Integer> voters, Map<Integer, Long> logEnds, long committedBelow) {

    public static final JournalQuorum UNKNOWN = new JournalQuorum(0, Set.of(), Map.of(), -1);

    public JournalQuorum {
        voters = Set.copyOf(voters);
        logEnds = Map.copyOf(logEnds);
    }
}
