package akkord.protocol.domain;

/** Carries a {@link Refusal} through a {@code CompletionStage}; an answer, not a fault, so without a stack. */
public final class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Refusal refusal;

    public RefusedException(Refusal refusal) {
        super(refusal.message(), null, false, false);
        this.refusal = refusal;
    }

    public RefusedException(ErrorCode code, String message) {
        this(new Refusal(code, message));
    }

    public Refusal refusal() {
        return refusal;
    }
}
