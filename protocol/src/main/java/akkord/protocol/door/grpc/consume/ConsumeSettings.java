package akkord.protocol.door.grpc.consume;

import com.typesafe.config.Config;
import java.time.Duration;

/** Bounds of members over gRPC; defaults and meaning in {@code reference.conf} under {@code akkord.grpc.consume}. */
public record ConsumeSettings(
        Duration sessionDefault,
        Duration rebalanceTimeout,
        Duration releaseTimeout,
        Duration retryAfter,
        int queueRecordsDefault,
        int queueRecordsMax,
        Duration queueWaitMax) {

    /** @param config the block {@code akkord.grpc.consume} */
    public static ConsumeSettings from(Config config) {
        return new ConsumeSettings(
                config.getDuration("session-default"),
                config.getDuration("rebalance-timeout"),
                config.getDuration("release-timeout"),
                config.getDuration("retry-after"),
                config.getInt("queue-records-default"),
                config.getInt("queue-records-max"),
                config.getDuration("queue-wait-max"));
    }

    /** How many records a queue's member may have. @param asked unsigned; 0: as it is set */
    int queueRecords(int asked) {
        return asked == 0 ? queueRecordsDefault : (int) Math.min(Integer.toUnsignedLong(asked), queueRecordsMax);
    }
}
