package akkord.sharding.membership;

/** The node could not become a member; the message is a sentence for a person. */
public final class ClusterJoinException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ClusterJoinException(String message) {
        super(message);
    }
}
