package akkord.protocol.share;

import com.fasterxml.jackson.annotation.JsonFormat;

/**
 * Offsets from {@code first} to {@code last}, both included, that nobody gets any more though nobody has accepted them:
 * each of them is to be told in the group's dead-letter topic (KIP-1191). Crosses into the journal.
 *
 * @param deliveries how often they were delivered
 */
@JsonFormat(shape = JsonFormat.Shape.ARRAY)
public record DeadLetter(long first, long last, int deliveries, Cause cause) {

    /** Why records are given up. */
    public enum Cause {
        REJECTED,
        DELIVERED_TOO_OFTEN
    }

    public long count() {
        return last - first + 1;
    }

    public boolean isContinuedBy(DeadLetter next) {
        return next.first == last + 1 && deliveries == next.deliveries && cause == next.cause;
    }

    public DeadLetter upTo(long newLast) {
        return new DeadLetter(first, newLast, deliveries, cause);
    }

    public DeadLetter from(long newFirst) {
        return new DeadLetter(newFirst, last, deliveries, cause);
    }
}
