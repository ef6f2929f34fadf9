package akkord.actors.group;

import com.typesafe.config.Config;
import java.time.Duration;

/** Bounds of groups; defaults and meaning in {@code reference.conf} under {@code akkord.group}. */
public record GroupSettings(
        Duration newMemberJoin,
        int newMembersExpectedMax,
        Duration heartbeatPerMember,
        Duration unsettledHeartbeat,
        Duration passivateAfter,
        int commandsPerWriteMax,
        int snapshotEvery,
        int directorySnapshotEvery,
        int stashMax,
        int waitingMax,
        int sweptAtATimeMax) {

    /** @param config the block {@code akkord.group} */
    public static GroupSettings from(Config config) {
        return new GroupSettings(
                config.getDuration("new-member-join-timeout"),
                config.getInt("new-members-expected-max"),
                config.getDuration("heartbeat-interval-per-member"),
                config.getDuration("unsettled-heartbeat-interval"),
                config.getDuration("passivate-after"),
                config.getInt("commands-per-write-max"),
                config.getInt("snapshot-every"),
                config.getInt("directory-snapshot-every"),
                config.getInt("stash-max"),
                config.getInt("waiting-max"),
                config.getInt("swept-at-a-time-max"));
    }
}
