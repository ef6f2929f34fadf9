package akkord.actors.group.core;

import akkord.actors.group.core.consumer.Assignor;
import akkord.protocol.config.BrokerSettings;
import akkord.protocol.config.GroupConfig;
import java.util.Arrays;
import java.util.List;

/**
 * The same for members by the consumer protocol.
 *
 * @param heartbeatMillis what members are told to say something within, at most
 * @param heartbeatPerMemberMillis the same for each member there is: fewer come more often, since one hears only when it
 *     comes what another one has left to it
 * @param unsettledHeartbeatMillis the same while a member is to get something that another one still has; nobody is told
 *     to come more often
 * @param assignmentPerMemberMillis how long after partitions were shared out newcomers may wait for the next time, for each
 *     member there is: those who come together then get theirs together
 * @param assignors names, the one that is taken when nobody asks for another first
 * @param migration which way a group with members may move between the protocols
 */
public record ConsumerLimits(
        int sessionTimeoutMillis,
        int heartbeatMillis,
        int heartbeatPerMemberMillis,
        int unsettledHeartbeatMillis,
        int assignmentPerMemberMillis,
        int membersMax,
        List<String> assignors,
        MigrationPolicy migration) {

    /** The longest that newcomers wait. */
    private static final int ASSIGNMENT_MILLIS_MAX = 1_000;

    /** With members that may come by either protocol, and newcomers that need not wait. */
    public ConsumerLimits(
            int sessionTimeoutMillis,
            int heartbeatMillis,
            int heartbeatPerMemberMillis,
            int unsettledHeartbeatMillis,
            int membersMax,
            List<String> assignors) {
        this(
                sessionTimeoutMillis,
                heartbeatMillis,
                heartbeatPerMemberMillis,
                unsettledHeartbeatMillis,
                0,
                membersMax,
                assignors,
                MigrationPolicy.BIDIRECTIONAL);
    }

    /** When a member is to come back. @param settled whether it has all that it is to have */
    int heartbeatMillis(boolean settled, int members) {
        if (!settled) return unsettledHeartbeatMillis;
        long shared = Math.max(unsettledHeartbeatMillis, (long) heartbeatPerMemberMillis * members);
        return (int) Math.min(heartbeatMillis, shared);
    }

    /** How far apart partitions are shared out if nothing but newcomers asks for it. */
    int assignmentMillis(int members) {
        return (int) Math.min(ASSIGNMENT_MILLIS_MAX, (long) assignmentPerMemberMillis * members);
    }

    /** With what the group has set for itself. */
    ConsumerLimits with(GroupConfig group) {
        if (group.own().isEmpty()) return this;
        int heartbeat = group.integer("consumer.heartbeat.interval.ms");
        return new ConsumerLimits(
                group.integer("consumer.session.timeout.ms"),
                heartbeat,
                heartbeatPerMemberMillis,
                Math.min(heartbeat, unsettledHeartbeatMillis),
                assignmentPerMemberMillis,
                membersMax,
                assignors,
                migration);
    }

    static ConsumerLimits of(BrokerSettings settings, MemberPace pace) {
        List<String> assignors = Arrays.stream(String.valueOf(settings.text("group.consumer.assignors"))
                        .split(","))
                .map(String::trim)
                .filter(name -> !name.isEmpty())
                .toList();
        int heartbeat = settings.integer("group.consumer.heartbeat.interval.ms");
        return new ConsumerLimits(
                settings.integer("group.consumer.session.timeout.ms"),
                heartbeat,
                pace.heartbeatPerMemberMillis(),
                Math.min(heartbeat, pace.unsettledHeartbeatMillis()),
                pace.assignmentPerMemberMillis(),
                settings.integer("group.consumer.max.size"),
                assignors.isEmpty() ? Assignor.ALL.stream().map(Assignor::name).toList() : assignors,
                MigrationPolicy.of(String.valueOf(settings.text("group.consumer.migration.policy"))));
    }
}
