package akkord.sharding.failover;

import java.time.Duration;
import java.util.Optional;

/**
 * What this node can tell of another one from a connection it holds to it and from its answers. No clock, no I/O.
 *
 * <pre>
 *  connected --closed--> asked again --refused--> GONE     (its process has ended: the kernel says so)
 *  answers   --none for the grace--> SILENT               (frozen, or cut off)
 *  connected and answering again ---> FINE
 * </pre>
 */
final class PeerEvidence {

    enum Verdict {
        FINE,
        GONE,
        SILENT
    }

    private final long graceMillis;
    private final long pauseMillis;
    private boolean connectedBefore;
    private Verdict verdict = Verdict.FINE;
    private long answeredMillis;
    private long tickedMillis;

    /**
     * @param grace how long answers may be missing
     * @param tickInterval how often {@link #ticked} is called; when it is not, this node itself stood still
     */
    PeerEvidence(Duration grace, Duration tickInterval, long nowMillis) {
        this.graceMillis = grace.toMillis();
        this.pauseMillis = tickInterval.toMillis() + grace.toMillis() / 2;
        this.answeredMillis = nowMillis;
        this.tickedMillis = nowMillis;
    }

    /** The verdict, if this changed it; so with all below. */
    Optional<Verdict> connected() {
        connectedBefore = true;
        return Optional.empty();
    }

    /** Only what was there before can be gone: a node that starts refuses until it listens. */
    Optional<Verdict> refused() {
        return connectedBefore && verdict != Verdict.GONE ? changed(Verdict.GONE) : Optional.empty();
    }

    Optional<Verdict> answered(long nowMillis) {
        answeredMillis = nowMillis;
        return verdict == Verdict.FINE ? Optional.empty() : changed(Verdict.FINE);
    }

    Optional<Verdict> ticked(long nowMillis) {
        // after a pause of this node nobody can have answered: that says nothing of the others
        if (nowMillis - tickedMillis > pauseMillis) answeredMillis = nowMillis;
        tickedMillis = nowMillis;
        boolean silent = nowMillis - answeredMillis > graceMillis;
        return silent && verdict == Verdict.FINE ? changed(Verdict.SILENT) : Optional.empty();
    }

    private Optional<Verdict> changed(Verdict now) {
        verdict = now;
        return Optional.of(now);
    }
}
