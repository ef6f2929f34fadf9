package akkord.actors.share.core;

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
     * Records nobody gets any more, though nobody has accepted them: what a dead-letter topic is for.
     *
     * @param deliveries how often they were delivered
     */
    record GivenUp(long first, long last, int deliveries, Cause cause) implements ShareEffect {}

    /** Why records are given up. */
    enum Cause {
        REJECTED,
        DELIVERED_TOO_OFTEN
    }
}
