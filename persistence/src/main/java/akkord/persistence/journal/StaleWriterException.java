package akkord.persistence.journal;

/** A write that does not begin right after what the journal holds: another incarnation of the actor wrote since. */
public final class StaleWriterException extends RuntimeException {
    StaleWriterException(Operation.Write write, long highest) {
        super("The write of " + write.persistenceId() + " from sequence number " + write.from()
                + " is refused: the journal holds " + highest
                + ". Another actor with this persistence id has written since; this one must stop.");
    }
}
