package akkord.protocol.partition;

/** What an acknowledgement waits for. */
public enum Acks {
    /** Nothing: answered before it is written. */
    NONE,
    /** The leader's log. */
    LEADER,
    /** Every in-sync replica. */
    ALL
}
