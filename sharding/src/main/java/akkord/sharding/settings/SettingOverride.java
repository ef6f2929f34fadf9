package akkord.sharding.settings;

/**
 * One setting from outside the file.
 *
 * @param key its path, such as {@code akkord.grpc.port}
 * @param value as it was typed; a list is given with commas
 * @param origin how it was given, such as {@code --grpc-port} or {@code -Dakkord.grpc.port}; for messages
 */
public record SettingOverride(String key, String value, String origin) {

    public static SettingOverride property(String key, String value) {
        return new SettingOverride(key, value, "-D" + key);
    }
}
