package akkord.protocol.group;

/** Where a group of the classic protocol stands; {@link #text} is what Kafka calls it. */
public enum GroupPhase {
    /** It has no members; it may have offsets. */
    EMPTY("Empty"),
    /** Members join; the next generation begins when all have. */
    PREPARING_REBALANCE("PreparingRebalance"),
    /** A generation has begun; its leader is to say who gets what. */
    COMPLETING_REBALANCE("CompletingRebalance"),
    /** Every member can learn what it has. */
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
