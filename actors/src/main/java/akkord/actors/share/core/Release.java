package akkord.actors.share.core;

import akkord.protocol.share.DeadLetter.Cause;
import akkord.protocol.share.OffsetRange;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** How offsets become free again, or are given up because they have been delivered too often. */
final class Release {

    private static final long NEVER = Long.MAX_VALUE;

    private final ShareState state;
    private final InFlight inFlight;
    private final ShareOutbox out;
    private final Supplier<ShareLimits> limits;
    /** No lock ends before; locks that were let go may have made it too early. */
    private long nextDeadlineMillis = NEVER;

    Release(ShareState state, ShareOutbox out, Supplier<ShareLimits> limits) {
        this.state = state;
        this.inFlight = state.inFlight();
        this.out = out;
        this.limits = limits;
    }

    /** The stretch is delivered, and its delivery was in vain. */
    void release(Stretch stretch, Changes changes) {
        if (stretch.deliveries() < limits.get().deliveriesMax()) changes.available(stretch);
        else changes.giveUp(stretch, Cause.DELIVERED_TOO_OFTEN);
    }

    Changes changes() {
        return new Changes(state, limits.get().letters(), out);
    }

    void releaseAll(String member) {
        release(each -> each.isHeldBy(member));
    }

    private void release(Predicate<Stretch> which) {
        Changes changes = changes();
        for (Stretch each : inFlight.all()) if (which.test(each)) release(each, changes);
        changes.emit();
    }

    /** As if it had not been delivered. Not persisted, since the delivery was not, either. */
    void giveBack(String member, List<OffsetRange> ranges) {
        for (OffsetRange range : ranges)
            for (Stretch each : inFlight.over(range.first(), range.last()))
                if (each.isHeldBy(member)) inFlight.put(each.undelivered());
    }

    /**
     * In a new leader epoch nobody has anything: a member cannot acknowledge what another leader gave it, and if that one
     * has died, nobody else says so. As after a failure, the deliveries do not count. False for who leads no more.
     */
    boolean isLedIn(int epoch) {
        if (epoch > state.leaderEpoch()) state.beginEpoch(epoch);
        return epoch == state.leaderEpoch();
    }

    /** From now on somebody has it. */
    void lock(Stretch stretch) {
        inFlight.put(stretch);
        nextDeadlineMillis = Math.min(nextDeadlineMillis, stretch.lockUntilMillis());
    }

    /** The clock of whoever kept it before may have been another one. */
    void recovered(long now) {
        long latest = now + limits.get().lockMillis();
        for (Stretch each : state.held()) lock(each.lockedUntil(Math.min(each.lockUntilMillis(), latest)));
    }

    void timePassed(long now) {
        if (now < nextDeadlineMillis) return;
        release(each -> each.phase() == Phase.ACQUIRED && each.lockUntilMillis() <= now);
        nextDeadlineMillis =
                state.held().stream().mapToLong(Stretch::lockUntilMillis).min().orElse(NEVER);
    }

    long nextDeadlineMillis() {
        return nextDeadlineMillis;
    }
}
