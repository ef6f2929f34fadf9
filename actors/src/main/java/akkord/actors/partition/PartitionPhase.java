package akkord.actors.partition;

/** What a replica's actor is doing. */
public enum PartitionPhase {
    /** It has not been told yet what it is a replica of. */
    OPENING,
    /** Its log is open: it leads or follows. */
    SERVING,
    /** Its log cannot be used; everything is refused with the reason. */
    OFFLINE,
    /** Its log is closed; it refuses what still comes, then stops. */
    CLOSING
}
