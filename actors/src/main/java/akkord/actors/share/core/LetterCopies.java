package akkord.actors.share.core;

import akkord.actors.share.core.ShareEffect.CopyLetters;
import akkord.actors.share.core.ShareEvent.LettersDone;
import java.util.function.Supplier;

/**
 * When dead letters are copied: some at a time, and again after a while if that fails. A letter is due until its copy has
 * been acknowledged; who dies in between has it copied once more. None of this survives: a new core begins at once.
 */
final class LetterCopies {

    private static final long NEVER = Long.MAX_VALUE;

    private final LettersDue due;
    private final ShareOutbox out;
    private final Supplier<ShareLimits> limits;
    private int copy;
    private boolean busy;
    private long pauseMillis;
    private long notBeforeMillis;

    LetterCopies(ShareState state, ShareOutbox out, Supplier<ShareLimits> limits) {
        this.due = state.letters();
        this.out = out;
        this.limits = limits;
    }

    void copyMore(long now) {
        if (due.isEmpty() || busy || now < notBeforeMillis) return;
        LetterLimits at = limits.get().letters();
        if (!at.wanted()) return;
        busy = true;
        out.copy(new CopyLetters(++copy, due.first(at.perCopyMax())));
    }

    /** @param count see {@link akkord.protocol.share.DeadLetters.Copied} */
    void copied(int which, long count, boolean isStuck, long now) {
        if (!busy || which != copy) return;
        busy = false;
        if (count > 0) {
            out.emit(new LettersDone(count));
            pauseMillis = 0;
        }
        if (!isStuck) return;
        LetterLimits at = limits.get().letters();
        pauseMillis = Math.min(at.retryMaxMillis(), Math.max(at.retryMinMillis(), 2 * pauseMillis));
        notBeforeMillis = now + pauseMillis;
    }

    /** What is under way is of letters that nobody waits for any more. */
    void forget() {
        busy = false;
        notBeforeMillis = 0;
    }

    boolean areUnderWay() {
        return !due.isEmpty() && limits.get().letters().wanted();
    }

    long nextDeadlineMillis() {
        return busy || !areUnderWay() ? NEVER : notBeforeMillis;
    }
}
