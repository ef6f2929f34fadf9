package akkord.protocol.door.kafka.handler;

import akkord.protocol.config.GroupConfig;
import akkord.protocol.config.GroupConfigs;

/** Share groups as their own settings have them, and where they have none, the node's. */
final class ConfiguredShareGroups implements ShareGroups {

    private static final byte READ_UNCOMMITTED = 0;
    private static final byte READ_COMMITTED = 1;

    private final GroupConfigs groups;

    ConfiguredShareGroups(GroupConfigs groups) {
        this.groups = groups;
    }

    @Override
    public Settings settings(String group) {
        GroupConfig config = groups.of(group);
        boolean committed = config.text("share.isolation.level").equals("read_committed");
        return new Settings(
                OffsetReset.of(config.text("share.auto.offset.reset")),
                committed ? READ_COMMITTED : READ_UNCOMMITTED,
                config.integer("share.record.lock.duration.ms"));
    }
}
