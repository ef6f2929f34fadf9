package akkord.actors.group.core;

import akkord.protocol.domain.TopicId;
import akkord.protocol.domain.TopicPartition;

/**
 * How far a group has come in a partition.
 *
 * @param topicId of the topic that was meant, in case another one gets its name; ZERO: not known
 * @param leaderEpoch of the record before {@code offset}; -1: not known
 * @param metadata the member's own note
 * @param expiresMillis when it is to be forgotten, where the client said so; -1: as the group's settings say
 */
public record CommittedOffset(
        TopicPartition partition,
        TopicId topicId,
        long offset,
        int leaderEpoch,
        String metadata,
        long committedMillis,
        long expiresMillis) {}
