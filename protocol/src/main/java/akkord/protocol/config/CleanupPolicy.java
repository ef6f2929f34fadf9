package akkord.protocol.config;

/** How old records go; neither keeps everything. */
public record CleanupPolicy(boolean deletes, boolean compacts) {}
