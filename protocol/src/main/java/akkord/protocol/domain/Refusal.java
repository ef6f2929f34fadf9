package akkord.protocol.domain;

/**
 * An expected refusal.
 *
 * @param code the protocol's error
 * @param message a sentence a person can act on
 */
public record Refusal(ErrorCode code, String message) {

    @Override
    public String toString() {
        return code + ": " + message;
    }
}
