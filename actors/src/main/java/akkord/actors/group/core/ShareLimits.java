package akkord.actors.group.core;

import akkord.protocol.config.BrokerSettings;
import akkord.protocol.config.GroupConfig;

/**
 * The same for members of share groups.
 *
 * @param heartbeatMillis what members are told to say something within, at most
 * @param heartbeatPerMemberMillis the same for each member there is: fewer come more often, since one hears only when it
 *     comes what others have left to it
 * @param soonestHeartbeatMillis nobody is told to come more often
 */
public record ShareLimits(
        int sessionTimeoutMillis,
        int heartbeatMillis,
        int heartbeatPerMemberMillis,
        int soonestHeartbeatMillis,
        int membersMax) {

    /** When a member is to come back. */
    int heartbeatMillis(int members) {
        long shared = Math.max(soonestHeartbeatMillis, (long) heartbeatPerMemberMillis * members);
        return (int) Math.min(heartbeatMillis, shared);
    }

    /** With what the group has set for itself. */
    ShareLimits with(GroupConfig group) {
        if (group.own().isEmpty()) return this;
        return new ShareLimits(
                group.integer("share.session.timeout.ms"),
                group.integer("share.heartbeat.interval.ms"),
                heartbeatPerMemberMillis,
                soonestHeartbeatMillis,
                membersMax);
    }

    static ShareLimits of(BrokerSettings settings, int heartbeatPerMemberMillis, int soonestHeartbeatMillis) {
        return new ShareLimits(
                settings.integer("group.share.session.timeout.ms"),
                settings.integer("group.share.heartbeat.interval.ms"),
                heartbeatPerMemberMillis,
                soonestHeartbeatMillis,
                settings.integer("group.share.max.size"));
    }
}
