package akkord.actors.share.core;

import akkord.actors.share.core.ShareEvent.Begun;
import akkord.actors.share.core.ShareEvent.Changed;
import akkord.actors.share.core.ShareEvent.Forgotten;
import akkord.actors.share.core.ShareEvent.Held;
import akkord.actors.share.core.ShareEvent.LettersDone;
import akkord.actors.share.core.ShareEvent.StartMoved;
import akkord.protocol.share.ShareReply.State;
import java.util.ArrayList;
import java.util.List;

/** A share-partition as it is. What survives is changed by events only; who has which offsets also by what does not. */
final class ShareState {

    private final InFlight inFlight = new InFlight();
    private final LettersDue letters = new LettersDue();
    private boolean begun;
    /** In which members were given what they have. */
    private int leaderEpoch;

    void apply(ShareEvent event) {
        if (event instanceof Begun at) begin(at.startOffset());
        else if (event instanceof StartMoved to) {
            inFlight.startAt(to.startOffset());
            inFlight.moveOn();
        } else if (event instanceof Changed changed) {
            changed.stretches().forEach(each -> inFlight.put(Stretch.of(each)));
            inFlight.moveOn();
            letters.add(changed.letters());
        } else if (event instanceof Held held) {
            leaderEpoch = held.leaderEpoch();
            held.stretches().forEach(each -> inFlight.put(Stretch.of(each)));
        } else if (event instanceof LettersDone done) letters.done(done.count());
        else if (event instanceof Forgotten) forget();
    }

    int leaderEpoch() {
        return leaderEpoch;
    }

    /** What members have nobody has there. */
    void beginEpoch(int newLeaderEpoch) {
        leaderEpoch = newLeaderEpoch;
        loseHolds();
    }

    /** What members have, in the order of the offsets. */
    List<Stretch> held() {
        return inFlight.all().stream()
                .filter(each -> each.phase() == Phase.ACQUIRED)
                .toList();
    }

    /** Nobody has anything, as after a failure: the deliveries do not count. */
    void loseHolds() {
        held().forEach(each -> inFlight.put(each.undelivered()));
    }

    private void begin(long startOffset) {
        begun = true;
        inFlight.clear(startOffset);
    }

    private void forget() {
        begun = false;
        inFlight.clear(0);
        letters.clear();
    }

    void load(ShareSnapshot snapshot) {
        forget();
        letters.add(snapshot.letters());
        if (snapshot.startOffset() == State.NEVER_READ) return;
        begin(snapshot.startOffset());
        snapshot.stretches().forEach(each -> inFlight.put(Stretch.of(each)));
    }

    ShareSnapshot snapshot() {
        if (!begun) return new ShareSnapshot(State.NEVER_READ, List.of(), letters.all());
        List<StoredStretch> stored = new ArrayList<>();
        inFlight.all().forEach(each -> Changed.append(stored, each.stored()));
        return new ShareSnapshot(inFlight.start(), stored, letters.all());
    }

    InFlight inFlight() {
        return inFlight;
    }

    LettersDue letters() {
        return letters;
    }

    boolean hasBegun() {
        return begun;
    }

    long startOffset() {
        return begun ? inFlight.start() : State.NEVER_READ;
    }

    State described() {
        if (!begun) return new State(State.NEVER_READ, State.NEVER_READ, 0, 0, 0);
        return new State(
                inFlight.start(),
                inFlight.end(),
                count(Phase.ACKNOWLEDGED) + count(Phase.ARCHIVED),
                count(Phase.ACQUIRED),
                count(Phase.AVAILABLE));
    }

    private int count(Phase phase) {
        return Math.toIntExact(inFlight.all().stream()
                .filter(each -> each.phase() == phase)
                .mapToLong(Stretch::count)
                .sum());
    }
}
