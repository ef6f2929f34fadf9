package akkord.protocol.door.grpc.deadletter;

import com.typesafe.config.Config;
import java.time.Duration;

/** Bounds of what a node copies; defaults and meaning in {@code reference.conf} under {@code akkord.grpc.dead-letters}. */
public record DeadLetterSettings(int copiesAtATimeMax, int bytesMax, int recordBytesMax, Duration timeout) {

    /** @param config the block {@code akkord.grpc.dead-letters} */
    public static DeadLetterSettings from(Config config) {
        return new DeadLetterSettings(
                config.getInt("copies-at-a-time-max"),
                Math.toIntExact(config.getBytes("copy-size-max")),
                Math.toIntExact(config.getBytes("record-size-max")),
                config.getDuration("timeout"));
    }
}
