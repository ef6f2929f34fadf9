package akkord.actors.partition.core;

/** What an acknowledgement means on this node: {@code akkord.durability}. */
public enum Durability {
    /** The bytes are in the operating system's page cache: they survive the process, not the machine. */
    PAGE_CACHE("page-cache"),
    /** The bytes were forced to the disk. */
    DISK("disk");

    private final String configName;

    Durability(String configName) {
        this.configName = configName;
    }

    public String configName() {
        return configName;
    }

    /** @throws IllegalArgumentException with the names there are, when {@code configName} is none of them */
    public static Durability of(String configName) {
        for (Durability durability : values()) {
            if (durability.configName.equals(configName)) return durability;
        }
        throw new IllegalArgumentException("expected page-cache or disk, not " + configName);
    }
}
