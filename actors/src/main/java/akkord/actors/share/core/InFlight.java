package akkord.actors.share.core;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What has become of the offsets a group was given, from the first that is not done with to the last it was given: each
 * of them is in one stretch, and neighbours that have come equally far are one stretch.
 */
final class InFlight {

    private final NavigableMap<Long, Stretch> stretches = new TreeMap<>();
    private long start;
    private long end;
    /** Below it nothing is available. */
    private long availableFrom;

    /** Begins anew. */
    void clear(long startOffset) {
        stretches.clear();
        start = startOffset;
        end = startOffset;
        availableFrom = startOffset;
    }

    /** All before is done with. */
    long start() {
        return start;
    }

    /** The first offset nobody was given. */
    long end() {
        return end;
    }

    Collection<Stretch> all() {
        return stretches.values();
    }

    /** In the order of the offsets, cut to {@code first} and {@code last}. */
    List<Stretch> over(long first, long last) {
        List<Stretch> over = new ArrayList<>();
        Long from = stretches.floorKey(first);
        for (Stretch each : stretches.tailMap(from == null ? first : from, true).values()) {
            if (each.first() > last) break;
            if (each.last() >= first) over.add(each.within(first, last));
        }
        return over;
    }

    @Nullable
    Stretch firstAvailable() {
        Long from = stretches.floorKey(availableFrom);
        for (Stretch each : stretches.tailMap(from == null ? start : from, true).values()) {
            availableFrom = each.first();
            if (each.phase() == Phase.AVAILABLE) return each;
        }
        availableFrom = end;
        return null;
    }

    /** These offsets have come so far. Offsets before them that nobody was given become available. */
    void put(Stretch stretch) {
        if (stretch.last() < start) return;
        if (stretch.first() > end) put(Stretch.available(end, stretch.first() - 1, 0));
        Stretch part = stretch.within(start, stretch.last());
        cut(part.first());
        cut(part.last() + 1);
        stretches.subMap(part.first(), true, part.last(), true).clear();
        end = Math.max(end, part.last() + 1);
        if (part.phase() == Phase.AVAILABLE) availableFrom = Math.min(availableFrom, part.first());
        join(part);
    }

    private void join(Stretch part) {
        Stretch joined = part;
        Map.Entry<Long, Stretch> before = stretches.lowerEntry(part.first());
        if (before != null && before.getValue().isContinuedBy(part))
            joined = before.getValue().upTo(part.last());
        Stretch after = stretches.get(part.last() + 1);
        if (after != null && joined.isContinuedBy(after)) {
            stretches.remove(after.first());
            joined = joined.upTo(after.last());
        }
        stretches.put(joined.first(), joined);
    }

    private void cut(long at) {
        Map.Entry<Long, Stretch> around = stretches.lowerEntry(at);
        if (around == null || around.getValue().last() < at) return;
        Stretch whole = around.getValue();
        stretches.put(whole.first(), whole.upTo(at - 1));
        stretches.put(at, whole.within(at, whole.last()));
    }

    /** What was before is done with, whoever has it. */
    void startAt(long offset) {
        if (offset <= start) return;
        cut(offset);
        stretches.headMap(offset, false).clear();
        start = offset;
        end = Math.max(end, offset);
    }

    /** The start moves on past what is done with. */
    void moveOn() {
        Map.Entry<Long, Stretch> first = stretches.firstEntry();
        while (first != null && first.getValue().phase().isDone()) {
            stretches.remove(first.getKey());
            start = first.getValue().last() + 1;
            first = stretches.firstEntry();
        }
    }
}
