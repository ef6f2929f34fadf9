package akkord.actors.share.core;

/**
 * How a share-partition's dead letters are dealt with.
 *
 * @param wanted whether the group has a dead-letter topic
 * @param waitingMax runs of offsets that may wait for their copy; what is given up beyond has no dead letter
 * @param perCopyMax offsets that are copied at a time
 * @param retryMinMillis the pause after a copy that failed; each further one is twice as long
 * @param retryMaxMillis the longest such pause
 */
public record LetterLimits(boolean wanted, int waitingMax, int perCopyMax, long retryMinMillis, long retryMaxMillis) {

    /** For groups without a dead-letter topic. */
    public static final LetterLimits NONE = new LetterLimits(false, 0, 1, 1, 1);
}
