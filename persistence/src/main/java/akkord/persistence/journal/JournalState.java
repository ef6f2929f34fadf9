package akkord.persistence.journal;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * All that is in the journal, by persistence id, in memory. Changed by one thread (Raft's applier), read by
 * many: one lock, held briefly. Events are handed out as the arrays that are kept; nobody changes them.
 */
final class JournalState {

    private final Map<String, History> histories = new HashMap<>();

    synchronized Outcome apply(Operation operation) {
        if (operation instanceof Operation.Write write)
            return of(write.persistenceId()).write(write);
        if (operation instanceof Operation.DeleteEvents delete) {
            of(delete.persistenceId()).deleteEvents(delete.to());
            return done(delete.persistenceId());
        }
        if (operation instanceof Operation.SaveSnapshot save) {
            of(save.persistenceId()).saveSnapshot(save);
            return done(save.persistenceId());
        }
        Operation.DeleteSnapshots delete = (Operation.DeleteSnapshots) operation;
        of(delete.persistenceId()).deleteSnapshots(delete.range());
        return done(delete.persistenceId());
    }

    private History of(String persistenceId) {
        return histories.computeIfAbsent(persistenceId, id -> new History());
    }

    private Outcome done(String persistenceId) {
        return new Outcome(true, of(persistenceId).highest());
    }

    synchronized long highestSequenceNr(String persistenceId) {
        History history = histories.get(persistenceId);
        return history == null ? 0 : history.highest();
    }

    synchronized List<History.StoredEvent> events(String persistenceId, long from, long to, int countMax) {
        History history = histories.get(persistenceId);
        return history == null ? List.of() : history.events(from, to, countMax);
    }

    synchronized Optional<History.StoredSnapshot> newestSnapshot(String persistenceId, SnapshotRange range) {
        History history = histories.get(persistenceId);
        return history == null ? Optional.empty() : Optional.ofNullable(history.newestSnapshot(range));
    }

    synchronized void replaceWith(Map<String, History> loaded) {
        histories.clear();
        histories.putAll(loaded);
    }

    /** Sorted by id, so that equal states give equal files. For the applier only: it shares the histories. */
    synchronized Map<String, History> histories() {
        return new TreeMap<>(histories);
    }
}
