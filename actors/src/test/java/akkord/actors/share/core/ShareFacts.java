package akkord.actors.share.core;

import akkord.protocol.share.AckBatch;
import akkord.protocol.share.DeadLetter;
import akkord.protocol.share.OffsetRange;
import akkord.protocol.share.ShareReply.Acquired;
import akkord.protocol.share.ShareReply.AcquiredRange;
import akkord.protocol.share.ShareReply.State;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What is known of every single offset from outside, one by one and without ranges, and the promises that must hold: no
 * offset has two members; what was answered as accepted is not delivered again; nothing is passed over; nothing is
 * delivered more often than the limit; deliveries are counted rightly; who has an offset may acknowledge it and nobody
 * else; the start does not go back; what is given up has a dead letter in the end, and never before that is on record.
 */
final class ShareFacts {

    private record Held(String member, long untilMillis) {}

    private final ShareLimits limits;
    private final Map<Long, Held> held = new HashMap<>();
    private final BitSet answeredAccepted = new BitSet();
    private final Map<Long, Integer> deliveries = new HashMap<>();
    private BitSet done = new BitSet();
    private BitSet doneWritten = new BitSet();
    private Map<Long, Integer> deliveriesWritten = new HashMap<>();
    private long logStart;
    private long begun = State.NEVER_READ;
    private long begunWritten = State.NEVER_READ;
    private long start;
    private long startWritten;
    private int deliveredInAll;
    private int givenUp;
    /** What was given up, and has had no dead letter when it was told last. */
    private BitSet owed = new BitSet();

    private BitSet owedWritten = new BitSet();
    private final BitSet letterWritten = new BitSet();
    private int letters;

    ShareFacts(ShareLimits limits) {
        this.limits = limits;
    }

    /** The core is about to hear of it. */
    void logBeginsAt(long newLogStart) {
        logStart = newLogStart;
    }

    void begins(long offset) {
        if (begun == State.NEVER_READ) begunAnew(offset);
    }

    void begunAnew(long offset) {
        forgotten();
        begun = offset;
        start = offset;
    }

    void forgotten() {
        begun = State.NEVER_READ;
        start = 0;
        held.clear();
        done.clear();
        answeredAccepted.clear();
        deliveries.clear();
    }

    /** The state is deleted, and what it owes. */
    void owesNothing() {
        owed.clear();
    }

    void written() {
        doneWritten = (BitSet) done.clone();
        deliveriesWritten = new HashMap<>(deliveries);
        held.forEach((offset, by) -> deliveriesWritten.merge(offset, -1, Integer::sum));
        begunWritten = begun;
        startWritten = start;
        owedWritten = (BitSet) owed.clone();
    }

    void acquired(String member, Acquired acquired, long readableEnd, int recordsMax, long now) {
        long count = 0;
        long after = -1;
        for (AcquiredRange range : acquired.ranges()) {
            require(range.firstOffset() > after, range + " is out of order");
            after = range.lastOffset();
            count += range.lastOffset() - range.firstOffset() + 1;
            for (long offset = range.firstOffset(); offset <= range.lastOffset(); offset++)
                delivered(member, offset, range.deliveryCount(), now);
        }
        require(after < readableEnd, "what cannot be read was given to " + member + ": " + acquired.ranges());
        require(count <= recordsMax, member + " wanted " + recordsMax + " and has got " + count);
        deliveredInAll += (int) count;
    }

    private void delivered(String member, long offset, int deliveryCount, long now) {
        Held before = held.put(offset, new Held(member, now + limits.lockMillis()));
        require(
                before == null || before.untilMillis() <= now,
                offset + " is " + before + "'s and was given to " + member);
        require(!answeredAccepted.get((int) offset), offset + " was accepted and is given to " + member);
        require(!done.get((int) offset), offset + " was done with and is given to " + member);
        require(offset >= Math.max(start, logStart), offset + " is before the start and is given to " + member);
        int times = deliveries.merge(offset, 1, Integer::sum);
        require(deliveryCount == times, offset + " is delivered for the " + times + ". time, not the " + deliveryCount);
        require(times <= limits.deliveriesMax(), offset + " is delivered for the " + times + ". time");
    }

    /** What an acknowledgement must lead to. @return why it must be refused; null: it must not */
    @Nullable
    String problem(String member, List<AckBatch> batches, long now) {
        if (begun == State.NEVER_READ) return "nobody has read anything";
        for (AckBatch batch : batches) {
            for (long offset = Math.max(start, batch.first()); offset <= batch.last(); offset++) {
                Held by = held.get(offset);
                boolean has = by != null && by.member().equals(member) && by.untilMillis() > now;
                if (!has) return offset + " is not " + member + "'s but " + by;
            }
        }
        return null;
    }

    void acknowledged(List<AckBatch> batches, long now) {
        for (AckBatch batch : batches)
            for (long offset = Math.max(start, batch.first()); offset <= batch.last(); offset++)
                said(offset, batch.typeOf(offset), now);
    }

    private void said(long offset, byte type, long now) {
        if (type == AckBatch.RENEW) {
            held.computeIfPresent(offset, (at, by) -> new Held(by.member(), now + limits.lockMillis()));
            return;
        }
        held.remove(offset);
        if (type == AckBatch.RELEASE) freed(offset);
        else done.set((int) offset);
        if (type == AckBatch.REJECT) owed.set((int) offset);
    }

    /** It was delivered in vain: once too often? */
    private void freed(long offset) {
        if (offset < start || deliveries.getOrDefault(offset, 0) < limits.deliveriesMax()) return;
        done.set((int) offset);
        owed.set((int) offset);
        givenUp++;
    }

    /** A member has been told that what it said counts. */
    void answered(List<AckBatch> batches) {
        for (AckBatch batch : batches)
            for (long offset = batch.first(); offset <= batch.last(); offset++)
                if (batch.typeOf(offset) == AckBatch.ACCEPT && done.get((int) offset))
                    answeredAccepted.set((int) offset);
    }

    void gaveBack(String member, List<OffsetRange> ranges) {
        for (OffsetRange range : ranges)
            for (long offset = range.first(); offset <= range.last(); offset++) {
                Held by = held.get(offset);
                if (by == null || !by.member().equals(member)) continue;
                held.remove(offset);
                deliveries.merge(offset, -1, Integer::sum);
            }
    }

    void released(String member) {
        letGo(by -> by.member().equals(member));
    }

    private void letGo(Predicate<Held> which) {
        Map<Long, Held> still = new HashMap<>(held);
        held.values().removeIf(which);
        still.keySet().removeAll(held.keySet());
        still.keySet().forEach(this::freed);
    }

    void timePassed(long now) {
        letGo(by -> by.untilMillis() <= now);
    }

    /** Somebody begins to write these into the dead-letter topic. */
    void copies(List<DeadLetter> copied) {
        for (DeadLetter each : copied)
            for (long offset = each.first(); offset <= each.last(); offset++)
                require(
                        owedWritten.get((int) offset) || letterWritten.get((int) offset),
                        offset + " gets a dead letter, and nobody has written that it is given up");
    }

    /** It is in the dead-letter topic, on every replica. */
    void hasLetter(long offset) {
        letters++;
        letterWritten.set((int) offset);
        owed.clear((int) offset);
        owedWritten.clear((int) offset);
    }

    /** What is owed a letter is either in the topic or due. */
    private void checkLetters(List<DeadLetter> due) {
        BitSet left = (BitSet) owed.clone();
        for (DeadLetter each : due) left.clear((int) each.first(), (int) each.last() + 1);
        require(left.isEmpty(), left + " were given up, are not in the dead-letter topic, and nobody knows");
    }

    /**
     * @param restored what has survived
     * @param heldNow what members have, if the keeper before the last one stopped in good order
     */
    void failedOver(ShareSnapshot restored, List<Stretch> heldNow, boolean isWritten) {
        if (isWritten) written();
        held.clear();
        done = (BitSet) doneWritten.clone();
        owed = (BitSet) owedWritten.clone();
        checkLetters(restored.letters());
        begun = begunWritten;
        start = startWritten;
        require(
                restored.startOffset() == (begun == State.NEVER_READ ? State.NEVER_READ : start),
                "restored at " + restored.startOffset() + ", not " + start);
        deliveries.clear();
        deliveriesWritten.forEach((offset, times) -> deliveries.put(offset, times));
        for (Stretch each : heldNow)
            for (long offset = each.first(); offset <= each.last(); offset++) {
                held.put(offset, new Held(each.member(), each.lockUntilMillis()));
                deliveries.merge(offset, 1, Integer::sum);
            }
        for (StoredStretch each : restored.stretches())
            for (long offset = each.first(); offset <= each.last(); offset++) {
                int times = deliveries.getOrDefault(offset, 0) - (held.containsKey(offset) ? 1 : 0);
                require(
                        each.phase() != Phase.AVAILABLE || each.deliveries() == times,
                        offset + " was delivered " + times + " times, and " + each + " says otherwise");
                require(each.phase().isDone() == done.get((int) offset), offset + " is not " + each);
            }
    }

    /** Between any two requests. */
    void check(ShareSnapshot snapshot, long nextDeadlineMillis, long now) {
        require((snapshot.startOffset() == State.NEVER_READ) == (begun == State.NEVER_READ), "begun at " + begun);
        checkLetters(snapshot.letters());
        if (begun == State.NEVER_READ) return;
        require(snapshot.startOffset() >= start, "the start went from " + start + " to " + snapshot.startOffset());
        for (long offset = start; offset < snapshot.startOffset(); offset++)
            require(offset < logStart || done.get((int) offset), offset + " was passed over");
        start = snapshot.startOffset();
        long from = start;
        for (StoredStretch each : snapshot.stretches()) {
            require(each.first() == from && each.last() >= from, "a gap before " + each);
            require(
                    each.phase().isDone() || each.deliveries() < limits.deliveriesMax(),
                    "more often than may be: " + each);
            from = each.last() + 1;
            for (long offset = each.first(); offset <= each.last(); offset++)
                require(each.phase().isDone() == done.get((int) offset), offset + " is not " + each);
        }
        require(from - start <= limits.recordLocksMax(), start + " to " + from + " is more than the limit");
        long at = start;
        held.forEach((offset, by) -> require(
                offset < at || by.untilMillis() >= nextDeadlineMillis, "nobody looks after " + offset + " " + by));
        require(done.isEmpty() || !done.get((int) start), "the start " + start + " is done with");
    }

    void checkAllIsDone(long logEnd) {
        require(owed.isEmpty(), owed + " were given up and have no dead letter");
        for (long offset = begun; offset < logEnd; offset++)
            require(offset < logStart || done.get((int) offset), offset + " was never done with");
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) throw new AssertionError(otherwise);
    }

    long start() {
        return start;
    }

    int deliveredInAll() {
        return deliveredInAll;
    }

    int letters() {
        return letters;
    }

    int givenUp() {
        return givenUp;
    }
}
