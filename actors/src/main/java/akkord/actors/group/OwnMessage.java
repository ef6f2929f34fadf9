package akkord.actors.group;

/** What a group tells itself. */
enum OwnMessage {
    /** Something has taken too long. */
    DEADLINE,
    /** Has anybody asked? */
    IDLE_CHECK
}
