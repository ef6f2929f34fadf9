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
    private final long reconnectMillis;
    private boolean connectedBefore;
    private long connectedMillis;
    private Verdict verdict = Verdict.FINE;
    private long answeredMillis;
    private long tickedMillis;

    /**
     * @param grace how long answers may be missing
     * @param reconnectInterval a connection that was held for less says nothing when it closes
     * @param tickInterval how often {@link #ticked} is called; when it is not, this node itself stood still
     */
    PeerEvidence(Duration grace, Duration tickInterval, Duration reconnectInterval, long nowMillis) {
        this.reconnectMillis = reconnectInterval.toMillis();
        this.graceMillis = grace.toMillis();
        this.pauseMillis = tickInterval.toMillis() + grace.toMillis() / 2;
        this.answeredMillis = nowMillis;
        this.tickedMillis = nowMillis;
    }

    /** The verdict, if this changed it; so with all below. */
    Optional<Verdict> connected(long nowMillis) {
        connectedBefore = true;
        connectedMillis = nowMillis;
        return Optional.empty();
    }

    /**
     * Whether to connect again at once, because to be refused then is the evidence; not to one that takes connections
     * only to close them, since that would go on without a pause.
     */
    boolean mayHaveGone(long closedMillis) {
        return closedMillis - connectedMillis >= reconnectMillis;
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
