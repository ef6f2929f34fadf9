package akkord.actors.group.core;

import akkord.protocol.config.BrokerSettings;
import java.util.concurrent.TimeUnit;

/**
 * What members may ask for, and how long things are waited for and kept. Milliseconds, but for counts and bytes.
 *
 * @param newMemberJoinMillis how long a member that has never been in a generation may wait for one
 * @param expectedMax how many may have an id and not have come back with it
 * @param closing what closed connections mean
 */
public record GroupLimits(
        int sessionTimeoutMillisMin,
        int sessionTimeoutMillisMax,
        int initialRebalanceDelayMillis,
        int membersMax,
        int metadataBytesMax,
        long offsetsRetentionMillis,
        long newMemberJoinMillis,
        int expectedMax,
        ConsumerLimits consumers,
        ShareLimits shares,
        ClosingLimits closing) {

    /** @param newMemberJoinMillis see above, as {@code expectedMax} */
    public static GroupLimits of(
            BrokerSettings settings,
            long newMemberJoinMillis,
            int expectedMax,
            MemberPace pace,
            ClosingLimits closing) {
        return new GroupLimits(
                settings.integer("group.min.session.timeout.ms"),
                settings.integer("group.max.session.timeout.ms"),
                settings.integer("group.initial.rebalance.delay.ms"),
                settings.integer("group.max.size"),
                settings.integer("offset.metadata.max.bytes"),
                TimeUnit.MINUTES.toMillis(settings.integer("offsets.retention.minutes")),
                newMemberJoinMillis,
                expectedMax,
                ConsumerLimits.of(settings, pace),
                ShareLimits.of(settings, pace.heartbeatPerMemberMillis(), pace.unsettledHeartbeatMillis()),
                closing);
    }
}
