package akkord.protocol.group;

/**
 * A group in a list.
 *
 * @param protocolType empty for a group that never had members
 */
public record GroupListing(String group, String protocolType, GroupPhase phase, GroupType type)
        implements GroupMessage {}
