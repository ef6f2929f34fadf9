package akkord.protocol.metadata;

/** Whether a node takes part. */
public enum NodeStatus {
    UP,
    /** It does not answer: frozen, cut off or gone. It leads nothing until it says that it is there. */
    UNREACHABLE,
    LEAVING,
    DOWN;

    /** Whether clients may be sent there. */
    public boolean serves() {
        return this == UP || this == LEAVING;
    }
}
