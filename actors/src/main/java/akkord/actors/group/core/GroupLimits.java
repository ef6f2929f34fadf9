package akkord.actors.group.core;

import akkord.protocol.config.BrokerSettings;
import java.util.concurrent.TimeUnit;

/**
 * What members may ask for, and how long things are waited for and kept. Milliseconds, but for counts and bytes.
 *
 * @param newMemberJoinMillis how long a member that has never been in a generation may wait for one
 */
public record GroupLimits(
        int sessionTimeoutMillisMin,
        int sessionTimeoutMillisMax,
        int initialRebalanceDelayMillis,
        int membersMax,
        int metadataBytesMax,
        long offsetsRetentionMillis,
        long newMemberJoinMillis) {

    /** @param newMemberJoinMillis see above */
    public static GroupLimits of(BrokerSettings settings, long newMemberJoinMillis) {
        return new GroupLimits(
                settings.integer("group.min.session.timeout.ms"),
                settings.integer("group.max.session.timeout.ms"),
                settings.integer("group.initial.rebalance.delay.ms"),
                settings.integer("group.max.size"),
                settings.integer("offset.metadata.max.bytes"),
                TimeUnit.MINUTES.toMillis(settings.integer("offsets.retention.minutes")),
                newMemberJoinMillis);
    }
}
