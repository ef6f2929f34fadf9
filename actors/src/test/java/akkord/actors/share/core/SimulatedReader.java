package akkord.actors.share.core;

import akkord.protocol.share.AckBatch;
import akkord.protocol.share.OffsetRange;
import akkord.protocol.share.ShareReply.Acquired;
import akkord.protocol.share.ShareReply.AcquiredRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** A member of a share group, with the door it comes through: some of what it says is late, repeated, or wrong. */
final class SimulatedReader {

    private static final int RECORDS_MAX = 12;

    private final String id;
    private final SimulatedShare share;
    private final Random random;
    private final TreeSet<Long> has = new TreeSet<>();
    private List<AckBatch> saidLast = List.of();
    private boolean asks;
    private boolean good;
    private int life;
    private long sleepsUntil;
    private long asksAgainAt;

    SimulatedReader(String id, SimulatedShare share, Random random) {
        this.id = id;
        this.share = share;
        this.random = random;
    }

    String id() {
        return id;
    }

    /** Says nothing any more; the door notices, or not, and it comes back without anything. */
    void crash() {
        has.clear();
        life++;
        asks = false;
        if (random.nextBoolean()) share.send(() -> share.releaseAll(this));
    }

    void stall(long untilMillis) {
        sleepsUntil = untilMillis;
    }

    void becomeGood() {
        good = true;
        sleepsUntil = 0;
    }

    void act(long now) {
        if (now < sleepsUntil) return;
        if (!has.isEmpty()) {
            if (good || random.nextInt(8) == 0) speak();
        } else if ((!asks || now >= asksAgainAt) && (good || random.nextInt(4) == 0)) ask(now);
        if (!good && random.nextInt(60) == 0) sayAgainOrNonsense();
    }

    private void ask(long now) {
        asks = true;
        asksAgainAt = now + 1_000;
        int recordsMax = 1 + random.nextInt(RECORDS_MAX);
        int asking = life;
        share.send(() -> share.acquire(this, recordsMax, acquired -> got(acquired, asking)));
        if (random.nextInt(4) == 0) share.send(() -> share.await(available -> asksAgainAt = 0));
    }

    private void got(Acquired acquired, int asking) {
        // what comes after a crash is had by nobody
        if (asking != life) return;
        asks = false;
        List<OffsetRange> tooMuch = new ArrayList<>();
        for (AcquiredRange range : acquired.ranges()) {
            boolean fits = good || random.nextInt(10) > 0;
            long last = fits || range.firstOffset() == range.lastOffset() ? range.lastOffset() : range.firstOffset();
            for (long offset = range.firstOffset(); offset <= last; offset++) has.add(offset);
            if (last < range.lastOffset()) tooMuch.add(new OffsetRange(last + 1, range.lastOffset()));
        }
        if (!tooMuch.isEmpty()) share.send(() -> share.giveBack(this, tooMuch));
    }

    private void speak() {
        List<AckBatch> batches = new ArrayList<>();
        TreeSet<Long> open = new TreeSet<>(has);
        while (!open.isEmpty() && (good || random.nextInt(3) > 0)) batches.add(next(open));
        if (batches.isEmpty()) return;
        saidLast = List.copyOf(batches);
        share.send(() -> share.acknowledge(this, batches));
    }

    /** Takes out some of the first offsets it has something to say about, which follow each other. */
    private AckBatch next(TreeSet<Long> open) {
        long first = open.first();
        long last = first;
        while (open.contains(last + 1) && random.nextInt(6) > 0) last++;
        byte[] types = new byte[random.nextBoolean() ? 1 : (int) (last - first + 1)];
        byte one = type();
        for (int i = 0; i < types.length; i++) types[i] = random.nextInt(3) == 0 ? type() : one;
        AckBatch batch = new AckBatch(first, last, types);
        for (long offset = first; offset <= last; offset++) {
            open.remove(offset);
            if (batch.typeOf(offset) != AckBatch.RENEW) has.remove(offset);
        }
        return batch;
    }

    private byte type() {
        if (good) return AckBatch.ACCEPT;
        int dice = random.nextInt(20);
        if (dice < 10) return AckBatch.ACCEPT;
        if (dice < 16) return AckBatch.RELEASE;
        if (dice < 17) return AckBatch.GAP;
        return dice < 18 ? AckBatch.RENEW : AckBatch.REJECT;
    }

    private void sayAgainOrNonsense() {
        long from = Math.max(0, share.facts().start() - 5 + random.nextInt(30));
        List<AckBatch> batches = random.nextBoolean() && !saidLast.isEmpty()
                ? saidLast
                : List.of(new AckBatch(from, from + random.nextInt(5), new byte[] {type()}));
        share.send(() -> share.acknowledge(this, batches));
    }

    static String text(List<AckBatch> batches) {
        return batches.stream()
                .map(each -> each.first() + ".." + each.last() + " " + Arrays.toString(each.types()))
                .collect(Collectors.joining(", "));
    }

    @Override
    public String toString() {
        return id;
    }
}
