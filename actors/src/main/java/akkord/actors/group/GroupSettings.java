package akkord.actors.group;

import akkord.actors.group.core.ClosingLimits;
import akkord.actors.group.core.MemberPace;
import com.typesafe.config.Config;
import java.time.Duration;

/** Bounds of groups; defaults and meaning in {@code reference.conf} under {@code akkord.group}. */
public record GroupSettings(
        Duration newMemberJoin,
        int newMembersExpectedMax,
        Duration heartbeatPerMember,
        Duration unsettledHeartbeat,
        Duration assignmentPerMember,
        boolean closedConnectionsCount,
        Duration closedConnectionGraceMin,
        Duration passivateAfter,
        int commandsPerWriteMax,
        int snapshotEvery,
        int directorySnapshotEvery,
        int stashMax,
        int waitingMax,
        int sweptAtATimeMax) {

    /** What the core is to make of closed connections. */
    public ClosingLimits closing() {
        return new ClosingLimits(closedConnectionsCount, closedConnectionGraceMin.toMillis());
    }

    /** How often members come, and partitions are shared out. */
    public MemberPace pace() {
        return new MemberPace((int) heartbeatPerMember.toMillis(), (int) unsettledHeartbeat.toMillis(), (int)
                assignmentPerMember.toMillis());
    }

    /** @param config the block {@code akkord.group} */
    public static GroupSettings from(Config config) {
        return new GroupSettings(
                config.getDuration("new-member-join-timeout"),
                config.getInt("new-members-expected-max"),
                config.getDuration("heartbeat-interval-per-member"),
                config.getDuration("unsettled-heartbeat-interval"),
                config.getDuration("assignment-interval-per-member"),
                config.getBoolean("closed-connections-count"),
                config.getDuration("closed-connection-grace-min"),
                config.getDuration("passivate-after"),
                config.getInt("commands-per-write-max"),
                config.getInt("snapshot-every"),
                config.getInt("directory-snapshot-every"),
                config.getInt("stash-max"),
                config.getInt("waiting-max"),
                config.getInt("swept-at-a-time-max"));
    }
}
