package akkord.protocol.door.grpc.consume;

import com.typesafe.config.Config;
import java.time.Duration;

/** Times of members over gRPC; defaults and meaning in {@code reference.conf} under {@code akkord.grpc.consume}. */
public record ConsumeSettings(
        Duration sessionDefault, Duration rebalanceTimeout, Duration releaseTimeout, Duration retryAfter) {

    /** @param config the block {@code akkord.grpc.consume} */
    public static ConsumeSettings from(Config config) {
        return new ConsumeSettings(
                config.getDuration("session-default"),
                config.getDuration("rebalance-timeout"),
                config.getDuration("release-timeout"),
                config.getDuration("retry-after"));
    }
}
