package akkord.actors.share.core;

/** How far a group has come with an offset that it has been given before. */
public enum Phase {
    /** For anybody. */
    AVAILABLE,
    /** A member has it, until it says what has become of it, or its time is over. */
    ACQUIRED,
    /** A member has done what is to be done. */
    ACKNOWLEDGED,
    /** Given up: rejected, delivered too often, or there is no record. */
    ARCHIVED;

    boolean isDone() {
        return this == ACKNOWLEDGED || this == ARCHIVED;
    }
}
