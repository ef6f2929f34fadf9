package akkord.protocol.group;

/** Where a group stands; {@link #text} is what Kafka calls it. */
public enum GroupPhase {
    /** It has no members; it may have offsets. */
    EMPTY("Empty"),
    /** Members join; the next generation begins when all have. */
    PREPARING_REBALANCE("PreparingRebalance"),
    /** A generation has begun; its leader is to say who gets what. */
    COMPLETING_REBALANCE("CompletingRebalance"),
    /** Of the consumer protocol: members are yet to learn what they have, or to give up what is another's. */
    RECONCILING("Reconciling"),
    /** Every member can learn what it has; in the consumer protocol, has learnt it. */
    STABLE("Stable"),
    /** There is no such group. */
    DEAD("Dead");

    private final String text;

    GroupPhase(String text) {
        this.text = text;
    }

    public String text() {
        return text;
    }
}
