package akkord.sharding.cli;

/** A command ends without having done all it was asked. The message is a sentence a person can act on. */
public final class CommandFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public CommandFailedException(String message) {
        super(message, null, false, false);
    }
}
