package akkord.actors.share.core;

import akkord.actors.share.core.ShareEffect.LettersLost;
import akkord.actors.share.core.ShareEffect.LossCause;
import akkord.actors.share.core.ShareEvent.Begun;
import akkord.actors.share.core.ShareEvent.Forgotten;
import akkord.actors.share.core.ShareEvent.Held;
import akkord.protocol.share.AckBatch;
import akkord.protocol.share.DeadLetter;
import akkord.protocol.share.OffsetRange;
import akkord.protocol.share.ReadableLog;
import akkord.protocol.share.ShareReply;
import akkord.protocol.share.ShareReply.Acknowledged;
import akkord.protocol.share.ShareReply.Acquired;
import akkord.protocol.share.ShareReply.Available;
import akkord.protocol.share.ShareReply.Released;
import akkord.protocol.share.ShareReply.StartSet;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * One share-partition. Each method takes the time, which must not go back, and gives what is to be done; the core has
 * changed by then. One thread at a time.
 */
public final class ShareCore {

    private final ShareState state = new ShareState();
    private final ShareOutbox out = new ShareOutbox(state);
    private final Supplier<ShareLimits> limits;
    private final Acquisition acquisition;
    private final Acknowledgement acknowledgement;
    private final Release release;
    private final LetterCopies copies;
    private final Waiters waiters = new Waiters();

    /** @param limits as they are now */
    public ShareCore(Supplier<ShareLimits> limits) {
        this.limits = limits;
        release = new Release(state, out, limits);
        acquisition = new Acquisition(state, out, release, limits);
        acknowledgement = new Acknowledgement(state, release, limits);
        copies = new LetterCopies(state, out, limits);
    }

    /** What the journal has, oldest first, on a new core. */
    public void replay(ShareEvent event) {
        // who kept it since may have let others have it, and has left no word of that
        state.loseHolds();
        state.apply(event);
    }

    /** After the last event of the journal. */
    public void recovered(long nowMillis) {
        release.recovered(nowMillis);
    }

    /** Nothing is asked of this core any more; the next one goes on where it was. */
    public List<ShareEffect> handOver() {
        List<HeldStretch> held = state.held().stream().map(Stretch::held).toList();
        if (!held.isEmpty()) out.emit(new Held(held, state.leaderEpoch()));
        return out.drain();
    }

    /** What members have, in the order of the offsets. */
    List<Stretch> held() {
        return state.held();
    }

    public void load(ShareSnapshot snapshot) {
        state.load(snapshot);
    }

    public ShareSnapshot snapshot() {
        return state.snapshot();
    }

    /** @param beginAt where the group begins if it has not yet; {@code Acquire.UNKNOWN}: it does not begin */
    public List<ShareEffect> acquire(
            String member, ReadableLog readable, int recordsMax, long beginAt, Consumer<Acquired> to, long nowMillis) {
        int most = release.isLedIn(readable.leaderEpoch()) ? recordsMax : 0;
        release.timePassed(nowMillis);
        out.answer(to, acquisition.acquire(member, readable, most, beginAt, nowMillis));
        return done(nowMillis);
    }

    public List<ShareEffect> acquireRest(String member, OffsetRange rest, Consumer<Acquired> to, long nowMillis) {
        out.answer(to, acquisition.acquireRest(member, rest, nowMillis));
        return done(nowMillis);
    }

    public List<ShareEffect> giveBack(String member, List<OffsetRange> ranges, long nowMillis) {
        release.giveBack(member, ranges);
        return done(nowMillis);
    }

    public List<ShareEffect> acknowledge(
            String member, List<AckBatch> batches, Consumer<Acknowledged> to, long nowMillis) {
        release.timePassed(nowMillis);
        out.answer(to, new Acknowledged(acknowledgement.acknowledge(member, batches, nowMillis)));
        return done(nowMillis);
    }

    public List<ShareEffect> releaseAll(String member, Consumer<Released> to, long nowMillis) {
        release.releaseAll(member);
        out.answer(to, new Released(null));
        return done(nowMillis);
    }

    public List<ShareEffect> awaitAvailable(
            ReadableLog readable, long withinMillis, Consumer<Available> to, long nowMillis) {
        waiters.add(readable, nowMillis + withinMillis, to, limits.get().waitersMax(), nowMillis);
        return done(nowMillis);
    }

    public List<ShareEffect> readState(Consumer<ShareReply.State> to, long nowMillis) {
        out.answer(to, state.described());
        return done(nowMillis);
    }

    public List<ShareEffect> setStart(long offset, Consumer<StartSet> to, long nowMillis) {
        out.emit(new Begun(offset));
        out.answer(to, new StartSet(null));
        return done(nowMillis);
    }

    public List<ShareEffect> forget(Consumer<ShareReply.Forgotten> to, long nowMillis) {
        List<DeadLetter> letters = state.letters().all();
        if (state.hasBegun() || !letters.isEmpty()) out.emit(new Forgotten());
        if (!letters.isEmpty()) out.lost(new LettersLost(letters, LossCause.FORGOTTEN));
        copies.forget();
        out.answer(to, new ShareReply.Forgotten(null));
        return done(nowMillis);
    }

    /**
     * What has become of a {@link ShareEffect.CopyLetters}.
     *
     * @param count so many offsets of it, from the first on, are in the dead-letter topic
     * @param isStuck the rest had better wait
     */
    public List<ShareEffect> lettersCopied(int copy, long count, boolean isStuck, long nowMillis) {
        copies.copied(copy, count, isStuck, nowMillis);
        return done(nowMillis);
    }

    /** Offsets that wait for their dead letter. */
    public long lettersDue() {
        return state.letters().all().stream().mapToLong(DeadLetter::count).sum();
    }

    /** Ends locks whose time is over, and begins to copy dead letters, also those of a former keeper. */
    public List<ShareEffect> timePassed(long nowMillis) {
        release.timePassed(nowMillis);
        return done(nowMillis);
    }

    /** When {@link #timePassed} is to be called, at the latest; Long.MAX_VALUE: never. */
    public long nextDeadlineMillis() {
        return Math.min(release.nextDeadlineMillis(), copies.nextDeadlineMillis());
    }

    /** Whether no member has anything and no dead letter is to be written, so that nothing would be lost if it slept. */
    public boolean isIdle() {
        return !copies.areUnderWay() && state.held().isEmpty();
    }

    private List<ShareEffect> done(long nowMillis) {
        copies.copyMore(nowMillis);
        waiters.ready(acquisition::isPossible, nowMillis).forEach(to -> out.answer(to, new Available()));
        return out.drain();
    }
}
