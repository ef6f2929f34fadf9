package akkord.actors.group.core.consumer;

import java.util.List;

/** All that survives of a group's members by the consumer protocol. */
public record ConsumerSnapshot(List<ConsumerMember> members, ConsumerTarget target) {}
