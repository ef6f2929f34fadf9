package akkord.protocol.config;

/** Whose clock a record's timestamp is. */
public enum TimestampType {
    CREATE_TIME("CreateTime"),
    LOG_APPEND_TIME("LogAppendTime");

    private final String configName;

    TimestampType(String configName) {
        this.configName = configName;
    }

    public String configName() {
        return configName;
    }

    static TimestampType of(String configName) {
        return configName.equals(LOG_APPEND_TIME.configName) ? LOG_APPEND_TIME : CREATE_TIME;
    }
}
