package akkord.actors.group;

import akkord.actors.group.DirectoryEvent.Listed;
import akkord.actors.group.DirectoryEvent.Unlisted;
import akkord.actors.group.core.GroupPersisted;
import java.util.HashMap;
import java.util.Map;

/** The groups of a directory, by name. */
record DirectoryState(Map<String, Listed> groups) implements GroupPersisted {

    static final DirectoryState EMPTY = new DirectoryState(Map.of());

    DirectoryState {
        groups = Map.copyOf(groups);
    }

    DirectoryState with(DirectoryEvent event) {
        Map<String, Listed> changed = new HashMap<>(groups);
        if (event instanceof Listed listed) changed.put(listed.group(), listed);
        else if (event instanceof Unlisted unlisted) changed.remove(unlisted.group());
        return new DirectoryState(changed);
    }
}
