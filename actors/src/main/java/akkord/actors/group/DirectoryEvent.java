package akkord.actors.group;

import akkord.actors.group.core.GroupPersisted;
import akkord.protocol.group.GroupType;
import org.jspecify.annotations.Nullable;

/** What the directory of groups remembers. */
sealed interface DirectoryEvent extends GroupPersisted {

    /**
     * New, or not what it was.
     *
     * @param sweepAtMillis when it is to be swept at the latest; Long.MAX_VALUE: never
     * @param type null: written when there was only the classic one
     */
    record Listed(
            String group,
            String protocolType,
            long sweepAtMillis,
            @Nullable GroupType type) implements DirectoryEvent {}

    record Unlisted(String group) implements DirectoryEvent {}
}
