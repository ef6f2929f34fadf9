package akkord.actors.share.core;

import akkord.protocol.domain.Refusal;
import akkord.protocol.share.AckBatch;
import akkord.protocol.share.DeadLetter.Cause;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What members say about what they have: all of a request counts, or nothing. */
final class Acknowledgement {

    private final ShareState state;
    private final InFlight inFlight;
    private final Release release;
    private final Supplier<ShareLimits> limits;

    Acknowledgement(ShareState state, Release release, Supplier<ShareLimits> limits) {
        this.state = state;
        this.inFlight = state.inFlight();
        this.release = release;
        this.limits = limits;
    }

    /** What a member has said of offsets that follow each other. */
    private record Said(long first, long last, byte type) {}

    /** @return null when it counts */
    @Nullable
    Refusal acknowledge(String member, List<AckBatch> batches, long now) {
        Refusal malformed = AckRules.problem(batches);
        if (malformed != null) return malformed;
        List<Said> said = new ArrayList<>();
        batches.forEach(batch -> split(batch, said));
        Refusal why = problem(member, said);
        if (why == null) carryOut(said, now);
        return why;
    }

    private static void split(AckBatch batch, List<Said> to) {
        if (batch.types().length == 1) {
            to.add(new Said(batch.first(), batch.last(), batch.types()[0]));
            return;
        }
        long from = batch.first();
        for (long offset = batch.first(); offset < batch.last(); offset++) {
            if (batch.typeOf(offset) == batch.typeOf(offset + 1)) continue;
            to.add(new Said(from, offset, batch.typeOf(offset)));
            from = offset + 1;
        }
        to.add(new Said(from, batch.last(), batch.typeOf(batch.last())));
    }

    private @Nullable Refusal problem(String member, List<Said> said) {
        for (Said each : said) {
            // the log has lost it: nothing can be said about it any more, and nothing need be
            if (state.hasBegun() && each.last() < inFlight.start()) continue;
            if (!state.hasBegun() || each.last() >= inFlight.end())
                return ShareRefusals.neverGiven(each.first(), each.last());
            if (each.type() == AckBatch.RENEW && !limits.get().renews()) return ShareRefusals.noRenewals();
            for (Stretch stretch : inFlight.over(each.first(), each.last()))
                if (!stretch.isHeldBy(member)) return ShareRefusals.notHeld(stretch);
        }
        return null;
    }

    private void carryOut(List<Said> said, long now) {
        Changes changes = release.changes();
        for (Said each : said)
            for (Stretch stretch : inFlight.over(each.first(), each.last())) carryOut(each, stretch, now, changes);
        changes.emit();
    }

    private void carryOut(Said said, Stretch stretch, long now, Changes changes) {
        switch (said.type()) {
            case AckBatch.ACCEPT -> changes.done(stretch, Phase.ACKNOWLEDGED);
            case AckBatch.GAP -> changes.done(stretch, Phase.ARCHIVED);
            case AckBatch.REJECT -> changes.giveUp(stretch, Cause.REJECTED);
            case AckBatch.RELEASE -> release.release(stretch, changes);
            case AckBatch.RENEW ->
                release.lock(stretch.lockedUntil(now + limits.get().lockMillis()));
            default -> throw new IllegalStateException("the type " + said.type() + " was let through");
        }
    }
}
