package akkord.sharding.client;

import io.grpc.Status;

/** A call did not succeed. The message is a sentence a person can act on. */
public final class ServerRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Status.Code code;

    ServerRefusedException(Status.Code code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    static ServerRefusedException of(Status status, ServerAddress server) {
        return new ServerRefusedException(status.getCode(), sentence(status, server));
    }

    /** Why, as gRPC classifies it. */
    public Status.Code code() {
        return code;
    }

    private static String sentence(Status status, ServerAddress server) {
        Throwable cause = status.getCause();
        // Only a connection that could not be made, or broke, carries an exception; a node's refusal carries a
        // sentence.
        if (status.getCode() == Status.Code.UNAVAILABLE && cause != null)
            return "No node answers at " + server + ": " + rootMessage(cause) + ".";
        String description = status.getDescription();
        if (description == null || description.isBlank())
            description = status.getCode().name();
        return switch (status.getCode()) {
            case UNIMPLEMENTED -> "What listens at " + server + " does not offer this (" + description + ").";
            case DEADLINE_EXCEEDED -> "No answer from " + server + " in time (" + description + ").";
            default -> description;
        };
    }

    private static String rootMessage(Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null) root = root.getCause();
        String message = root.getMessage();
        if (message == null) return root.getClass().getSimpleName();
        // The transport puts the name of the system call first.
        return message.replaceFirst("^\\w+\\(\\.\\.\\) failed: ", "");
    }
}
