package akkord.actors.partition.core;

/** What an acknowledgement means on this node: {@code akkord.durability}. */
public enum Durability {
    /** The bytes are in the operating system's page cache: they survive the process, not the machine. */
    PAGE_CACHE,
    /** The bytes were forced to the disk. */
    DISK
}
