package akkord.sharding.failover;

import com.typesafe.config.Config;
import java.time.Duration;

/** See {@code akkord.failover} in reference.conf, where every one is explained. */
public record FailoverSettings(
        Duration grace,
        Duration pulseInterval,
        Duration connectTimeout,
        Duration reconnectInterval,
        Duration reportRetry,
        Duration returnDelay) {

    /** From the block {@code akkord.failover}. */
    public static FailoverSettings from(Config failover) {
        return new FailoverSettings(
                failover.getDuration("grace"),
                failover.getDuration("pulse-interval"),
                failover.getDuration("connect-timeout"),
                failover.getDuration("reconnect-interval"),
                failover.getDuration("report-retry"),
                failover.getDuration("return-delay"));
    }
}
