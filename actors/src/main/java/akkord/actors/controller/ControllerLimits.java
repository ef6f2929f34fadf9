package akkord.actors.controller;

import com.typesafe.config.Config;

/**
 * What one request and the cluster may ask of the controller; defaults and meaning in {@code reference.conf} under
 * {@code akkord.controller}.
 */
public record ControllerLimits(
        int topicsPerRequestMax,
        int partitionsPerRequestMax,
        int partitionsMax,
        int producerIdsPerBlock,
        int groupsWithSettingsMax) {

    /** @param config the block {@code akkord.controller} */
    public static ControllerLimits from(Config config) {
        return new ControllerLimits(
                config.getInt("topics-per-request-max"),
                config.getInt("partitions-per-request-max"),
                config.getInt("partitions-max"),
                config.getInt("producer-ids-per-block"),
                config.getInt("groups-with-settings-max"));
    }
}
