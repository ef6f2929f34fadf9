package akkord.actors.share.core;

import akkord.protocol.share.DeadLetter;
import java.util.List;
import java.util.function.Consumer;

/** What must be done because of a request, in this order: all events are persisted before anything else. */
public sealed interface ShareEffect {

    record Persist(ShareEvent event) implements ShareEffect {}

    /** @param to called once; must not block */
    record Answer<R>(Consumer<R> to, R reply) implements ShareEffect {

        public void give() {
            to.accept(reply);
        }
    }

    /**
     * These are to be written into the dead-letter topic, and {@link ShareCore#lettersCopied} is to be told what has become
     * of that, whatever has.
     *
     * @param copy its number
     */
    record CopyLetters(int copy, List<DeadLetter> letters) implements ShareEffect {}

    /** No dead letter will be written for these. */
    record LettersLost(List<DeadLetter> letters, LossCause cause) implements ShareEffect {}

    enum LossCause {
        /** As many wait as may. */
        TOO_MANY_WAIT,
        /** By order. */
        FORGOTTEN
    }
}
