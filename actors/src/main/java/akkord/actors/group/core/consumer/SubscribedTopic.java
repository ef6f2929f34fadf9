package akkord.actors.group.core.consumer;

import akkord.protocol.domain.TopicId;

/** A topic somebody in the group reads, as it was when a target was made. */
public record SubscribedTopic(String name, TopicId id, int partitions) {}
