package akkord.protocol.metadata;

/** Whether a node takes part. */
public enum NodeStatus {
    UP,
    UNREACHABLE,
    LEAVING,
    DOWN
}
