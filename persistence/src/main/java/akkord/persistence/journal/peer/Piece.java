package akkord.persistence.journal.peer;

/**
 * A part of a request or answer: the Akka message between the journal's nodes.
 *
 * @param call the caller's number for it
 * @param kind what is asked, or {@link #ANSWER} or {@link #FAILURE}
 * @param number of this piece, from 0
 * @param count of pieces
 */
record Piece(long call, byte kind, int number, int count, byte[] bytes) {

    static final byte ANSWER = 0;
    /** The bytes are a sentence. */
    static final byte FAILURE = -1;

    boolean isAnswer() {
        return kind == ANSWER || kind == FAILURE;
    }
}
