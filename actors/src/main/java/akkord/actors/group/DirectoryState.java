package akkord.actors.group;

import akkord.actors.group.DirectoryEvent.Listed;
import akkord.actors.group.DirectoryEvent.Unlisted;
import akkord.actors.group.core.GroupPersisted;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The groups of a directory, by name. Changes in place, for there may be thousands: a directory's actor has it for itself,
 * and the journal is given a {@link #copy}.
 *
 * @param groups is the caller's no more
 */
record DirectoryState(Map<String, Listed> groups) implements GroupPersisted {

    static DirectoryState empty() {
        return new DirectoryState(new HashMap<>());
    }

    @Nullable
    Listed find(String group) {
        return groups.get(group);
    }

    Collection<Listed> all() {
        return groups.values();
    }

    /** @return this */
    DirectoryState with(DirectoryEvent event) {
        if (event instanceof Listed listed) groups.put(listed.group(), listed);
        else if (event instanceof Unlisted unlisted) groups.remove(unlisted.group());
        return this;
    }

    /** One that stays as it is. */
    DirectoryState copy() {
        return new DirectoryState(new HashMap<>(groups));
    }
}
