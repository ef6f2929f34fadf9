package akkord.actors.share.core;

import akkord.protocol.share.DeadLetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.List;

/** What happened to a share-partition, as the journal keeps it. Holds results, never the rules that led to them. */
public sealed interface ShareEvent extends SharePersisted {

    /** The group reads from here on: for the first time, or anew. Whatever it has said before is void. */
    record Begun(long startOffset) implements ShareEvent {}

    /** The log has lost what was before. */
    record StartMoved(long startOffset) implements ShareEvent {}

    /**
     * These offsets have come so far, one after the other. The start moves on past what is done with.
     *
     * @param stretches in the order in which it happened
     * @param letters dead letters that are due because of it; null: written by an older Akkord
     */
    record Changed(
            List<StoredStretch> stretches,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<DeadLetter> letters) implements ShareEvent {

        public Changed {
            stretches = List.copyOf(stretches);
            letters = StoredLetters.orNone(letters);
        }

        /** As if both had happened at once. */
        public Changed followedBy(Changed next) {
            List<StoredStretch> both = new ArrayList<>(stretches);
            next.stretches.forEach(each -> append(both, each));
            if (next.letters.isEmpty()) return new Changed(both, letters);
            List<DeadLetter> allLetters = new ArrayList<>(letters);
            allLetters.addAll(next.letters);
            return new Changed(both, allLetters);
        }

        /** Makes one of two that are neighbours and have come equally far. */
        static void append(List<StoredStretch> to, StoredStretch next) {
            int end = to.size() - 1;
            if (end >= 0 && to.get(end).isContinuedBy(next))
                to.set(end, to.get(end).upTo(next.last()));
            else to.add(next);
        }
    }

    /** Of the dead letters that are due, the first so many offsets are in their topic. */
    record LettersDone(long count) implements ShareEvent {}

    /** The group has never read the partition. */
    record Forgotten() implements ShareEvent {}

    /**
     * The keeper stops in good order, and this is what members have: for whoever keeps it next. If anything follows, that
     * one has forgotten it again.
     *
     * @param leaderEpoch in which they were given it
     */
    record Held(List<HeldStretch> stretches, int leaderEpoch) implements ShareEvent {

        public Held {
            stretches = List.copyOf(stretches);
        }
    }

    /** Nobody has asked for long: the occasion for a snapshot, so that little is kept of what is idle. */
    record Parked(long atMillis) implements ShareEvent {}
}
