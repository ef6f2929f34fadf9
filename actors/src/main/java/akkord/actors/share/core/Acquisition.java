package akkord.actors.share.core;

import akkord.actors.share.core.ShareEvent.Begun;
import akkord.actors.share.core.ShareEvent.StartMoved;
import akkord.protocol.share.DeadLetter.Cause;
import akkord.protocol.share.OffsetRange;
import akkord.protocol.share.ReadableLog;
import akkord.protocol.share.ShareCommand.Acquire;
import akkord.protocol.share.ShareReply.Acquired;
import akkord.protocol.share.ShareReply.AcquiredRange;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** What a member may have: first what others have given up, then what nobody was given yet. */
final class Acquisition {

    private final ShareState state;
    private final InFlight inFlight;
    private final ShareOutbox out;
    private final Release release;
    private final Supplier<ShareLimits> limits;

    Acquisition(ShareState state, ShareOutbox out, Release release, Supplier<ShareLimits> limits) {
        this.state = state;
        this.inFlight = state.inFlight();
        this.out = out;
        this.release = release;
        this.limits = limits;
    }

    Acquired acquire(String member, ReadableLog readable, int recordsMax, long beginAt, long now) {
        ShareLimits at = limits.get();
        begin(readable, beginAt);
        if (!state.hasBegun()) return new Acquired(null, List.of(), at.lockMillis(), state.startOffset());
        List<AcquiredRange> ranges = new ArrayList<>();
        long lockUntil = now + at.lockMillis();
        long left = again(member, readable, Math.max(0, recordsMax), lockUntil, ranges, at);
        long fresh = Math.min(left, untouched(readable, at));
        if (fresh > 0) give(Stretch.acquired(inFlight.end(), inFlight.end() + fresh - 1, 1, member, lockUntil), ranges);
        return new Acquired(null, ranges, at.lockMillis(), state.startOffset());
    }

    /** Of {@code rest}, which lies in a batch that the member is sent, what nobody has; not what must be handled with care. */
    Acquired acquireRest(String member, OffsetRange rest, long now) {
        ShareLimits at = limits.get();
        List<AcquiredRange> ranges = new ArrayList<>();
        if (!state.hasBegun()) return new Acquired(null, ranges, at.lockMillis(), state.startOffset());
        long lockUntil = now + at.lockMillis();
        for (Stretch each : inFlight.over(rest.first(), rest.last()))
            if (each.phase() == Phase.AVAILABLE && each.deliveries() < at.carefulFrom())
                give(Stretch.acquired(each.first(), each.last(), each.deliveries() + 1, member, lockUntil), ranges);
        long fresh = inFlight.end();
        if (fresh >= rest.first() && fresh <= rest.last())
            give(Stretch.acquired(fresh, rest.last(), 1, member, lockUntil), ranges);
        return new Acquired(null, ranges, at.lockMillis(), state.startOffset());
    }

    private void begin(ReadableLog readable, long beginAt) {
        if (!state.hasBegun() && beginAt != Acquire.UNKNOWN)
            out.emit(new Begun(Math.max(readable.start(), Math.min(beginAt, readable.end()))));
        // what the log has lost nobody can read, so that it would be in the way for good
        if (state.hasBegun() && readable.start() > inFlight.start()) out.emit(new StartMoved(readable.start()));
    }

    /** @return how many more the member may have */
    private long again(
            String member,
            ReadableLog readable,
            long recordsMax,
            long lockUntil,
            List<AcquiredRange> ranges,
            ShareLimits at) {
        long left = recordsMax;
        while (left > 0) {
            Stretch next = inFlight.firstAvailable();
            if (next == null || next.first() >= readable.end()) break;
            if (next.deliveries() >= at.deliveriesMax()) {
                giveUp(next);
                continue;
            }
            boolean careful = next.deliveries() >= at.carefulFrom();
            if (careful && !ranges.isEmpty()) return 0;
            long count = Math.min(Math.min(left, readable.end() - next.first()), careful ? part(next, at) : left);
            Stretch given = next.within(next.first(), Math.min(next.last(), next.first() + count - 1));
            give(Stretch.acquired(given.first(), given.last(), given.deliveries() + 1, member, lockUntil), ranges);
            left = careful ? 0 : left - given.count();
        }
        return left;
    }

    /** The last time alone. */
    private static long part(Stretch stretch, ShareLimits at) {
        return at.isLastDelivery(stretch.deliveries()) ? 1 : Math.max(1, stretch.count() / 2);
    }

    /** The limit has been lowered since it was delivered. */
    private void giveUp(Stretch stretch) {
        Changes changes = release.changes();
        changes.giveUp(stretch, Cause.DELIVERED_TOO_OFTEN);
        changes.emit();
    }

    private void give(Stretch stretch, List<AcquiredRange> ranges) {
        release.lock(stretch);
        short count = (short) stretch.deliveries();
        int end = ranges.size() - 1;
        if (end >= 0
                && ranges.get(end).lastOffset() + 1 == stretch.first()
                && ranges.get(end).deliveryCount() == count)
            ranges.set(end, new AcquiredRange(ranges.get(end).firstOffset(), stretch.last(), count));
        else ranges.add(new AcquiredRange(stretch.first(), stretch.last(), count));
    }

    /** How many offsets may be given to somebody for the first time. */
    private long untouched(ReadableLog readable, ShareLimits at) {
        long room = at.recordLocksMax() - (inFlight.end() - inFlight.start());
        return Math.min(room, readable.end() - inFlight.end());
    }

    boolean isPossible(ReadableLog readable) {
        if (!state.hasBegun()) return true;
        Stretch next = inFlight.firstAvailable();
        return (next != null && next.first() < readable.end()) || untouched(readable, limits.get()) > 0;
    }
}
