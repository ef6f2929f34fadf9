package akkord.actors.group;

import akkord.actors.group.core.GroupPersisted;

/** What the directory of groups remembers. */
sealed interface DirectoryEvent extends GroupPersisted {

    /** New, or not what it was. @param sweepAtMillis when it is to be swept at the latest; Long.MAX_VALUE: never */
    record Listed(String group, String protocolType, long sweepAtMillis) implements DirectoryEvent {}

    record Unlisted(String group) implements DirectoryEvent {}
}
