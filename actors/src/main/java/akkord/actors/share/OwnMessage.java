package akkord.actors.share;

/** What a keeper tells itself. */
enum OwnMessage {
    /** The time of a lock may be over. */
    DEADLINE,
    /** Has anybody asked? */
    IDLE_CHECK
}
