package akkord.actors.share.core;

/**
 * Offsets from {@code first} to {@code last}, both included, that have all come equally far.
 *
 * @param deliveries how often they were given to a member; 0 once they are done with
 * @param member who has them; empty: nobody
 * @param lockUntilMillis when they are for others again; 0: nobody has them
 */
record Stretch(long first, long last, Phase phase, int deliveries, String member, long lockUntilMillis) {

    private static final String NOBODY = "";

    static Stretch available(long first, long last, int deliveries) {
        return new Stretch(first, last, Phase.AVAILABLE, deliveries, NOBODY, 0);
    }

    static Stretch acquired(long first, long last, int deliveries, String member, long lockUntilMillis) {
        return new Stretch(first, last, Phase.ACQUIRED, deliveries, member, lockUntilMillis);
    }

    static Stretch of(StoredStretch stored) {
        return new Stretch(stored.first(), stored.last(), stored.phase(), stored.deliveries(), NOBODY, 0);
    }

    long count() {
        return last - first + 1;
    }

    boolean isHeldBy(String who) {
        return phase == Phase.ACQUIRED && member.equals(who);
    }

    Stretch within(long from, long to) {
        if (first >= from && last <= to) return this;
        return new Stretch(Math.max(first, from), Math.min(last, to), phase, deliveries, member, lockUntilMillis);
    }

    boolean isContinuedBy(Stretch next) {
        return next.first == last + 1
                && phase == next.phase
                && deliveries == next.deliveries
                && lockUntilMillis == next.lockUntilMillis
                && member.equals(next.member);
    }

    Stretch upTo(long newLast) {
        return new Stretch(first, newLast, phase, deliveries, member, lockUntilMillis);
    }

    /** Its member needs more time. */
    Stretch lockedUntil(long millis) {
        return acquired(first, last, deliveries, member, millis);
    }

    /** As if it had not been given to anybody this time. */
    Stretch undelivered() {
        return available(first, last, deliveries - 1);
    }

    static Stretch of(HeldStretch held) {
        return acquired(held.first(), held.last(), held.deliveries(), held.member(), held.lockUntilMillis());
    }

    HeldStretch held() {
        return new HeldStretch(first, last, deliveries, member, lockUntilMillis);
    }

    /** As it survives: nobody has anything after a failure, and the delivery under way was not written down. */
    StoredStretch stored() {
        return phase == Phase.ACQUIRED
                ? new StoredStretch(first, last, Phase.AVAILABLE, deliveries - 1)
                : new StoredStretch(first, last, phase, deliveries);
    }
}
