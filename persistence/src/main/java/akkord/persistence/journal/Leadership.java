package akkord.persistence.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Whether this node leads the journal, and who wants to know. Tells changes only, in their order. */
final class Leadership {

    private final List<Consumer<Boolean>> listeners = new ArrayList<>();
    private boolean leads;
    private long term;

    synchronized boolean leads() {
        return leads;
    }

    synchronized void subscribe(Consumer<Boolean> listener) {
        listeners.add(listener);
        if (leads) listener.accept(true);
    }

    /** Of the latest leadership of this node. */
    synchronized long term() {
        return term;
    }

    synchronized void gained(long newTerm) {
        term = newTerm;
        changed(true);
    }

    synchronized void lost() {
        changed(false);
    }

    private void changed(boolean now) {
        if (leads == now) return;
        leads = now;
        listeners.forEach(listener -> listener.accept(now));
    }
}
