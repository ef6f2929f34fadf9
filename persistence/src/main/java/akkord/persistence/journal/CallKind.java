package akkord.persistence.journal;

/** What the journal's nodes ask of each other. On the wire: numbers are never used again. */
final class CallKind {

    static final byte REQUEST_VOTE = 1;
    static final byte APPEND_ENTRIES = 2;
    static final byte INSTALL_SNAPSHOT = 3;
    static final byte START_LEADER_ELECTION = 4;
    /** Of the leader: an {@link Entry}; answered by {@link Appended}. */
    static final byte APPEND = 5;
    /** Of the leader: a {@link VoterChange}; answered by nothing. */
    static final byte CHANGE_VOTERS = 6;

    private CallKind() {}
}
