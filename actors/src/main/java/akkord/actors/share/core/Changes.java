package akkord.actors.share.core;

import akkord.actors.share.core.ShareEvent.Changed;
import akkord.protocol.share.DeadLetter;
import akkord.protocol.share.DeadLetter.Cause;
import java.util.ArrayList;
import java.util.List;

/** What one request changes, to become one event: also that a dead letter is due, so that none is without the other. */
final class Changes {

    private final List<StoredStretch> stretches = new ArrayList<>();
    private final List<DeadLetter> letters = new ArrayList<>();
    private final LettersDue due;
    private final LetterLimits limits;
    private final ShareOutbox out;

    Changes(ShareState state, LetterLimits limits, ShareOutbox out) {
        this.due = state.letters();
        this.limits = limits;
        this.out = out;
    }

    void done(Stretch stretch, Phase phase) {
        Changed.append(stretches, StoredStretch.done(stretch.first(), stretch.last(), phase));
    }

    void available(Stretch stretch) {
        Changed.append(
                stretches, new StoredStretch(stretch.first(), stretch.last(), Phase.AVAILABLE, stretch.deliveries()));
    }

    /** Nobody gets it any more, though nobody has accepted it. */
    void giveUp(Stretch stretch, Cause cause) {
        done(stretch, Phase.ARCHIVED);
        if (!limits.wanted()) return;
        DeadLetter letter = new DeadLetter(stretch.first(), stretch.last(), stretch.deliveries(), cause);
        if (due.size() + letters.size() < limits.waitingMax()) letters.add(letter);
        else out.lost(new ShareEffect.LettersLost(List.of(letter), ShareEffect.LossCause.TOO_MANY_WAIT));
    }

    void emit() {
        if (!stretches.isEmpty()) out.emit(new Changed(stretches, letters));
    }
}
