package akkord.actors.group.core;

import java.util.Locale;

/** Which way a group with members may move: {@code group.consumer.migration.policy}. */
public enum MigrationPolicy {
    DISABLED,
    UPGRADE,
    DOWNGRADE,
    BIDIRECTIONAL;

    static MigrationPolicy of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }

    boolean upgrades() {
        return this == UPGRADE || this == BIDIRECTIONAL;
    }

    boolean downgrades() {
        return this == DOWNGRADE || this == BIDIRECTIONAL;
    }
}
