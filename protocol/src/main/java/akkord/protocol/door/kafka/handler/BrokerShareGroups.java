package akkord.protocol.door.kafka.handler;

import akkord.protocol.config.BrokerConfigSchema;
import akkord.protocol.config.BrokerSettings;

/** Every share group as the node's own settings have it. */
final class BrokerShareGroups implements ShareGroups {

    private static final byte READ_UNCOMMITTED = 0;
    private static final String LOCK_MILLIS = "group.share.record.lock.duration.ms";

    private final Settings settings;

    BrokerShareGroups(BrokerSettings settings) {
        this.settings =
                new Settings(new OffsetReset.Latest(), READ_UNCOMMITTED, setting(settings, LOCK_MILLIS, 30_000));
    }

    @Override
    public Settings settings(String group) {
        return settings;
    }

    static int setting(BrokerSettings settings, String name, int otherwise) {
        return BrokerConfigSchema.key(name).isPresent() ? settings.integer(name) : otherwise;
    }
}
