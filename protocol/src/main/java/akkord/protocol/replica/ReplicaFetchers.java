package akkord.protocol.replica;

import akka.actor.typed.ActorRef;
import akkord.protocol.domain.TopicId;
import akkord.protocol.domain.TopicPartition;
import akkord.protocol.partition.FetchPosition;
import akkord.protocol.partition.PartitionCommand;

/**
 * Fetches for all followers of a node: one connection for each leader's node, over which one request at a time asks
 * for all partitions that are led there. Any thread; nothing blocks.
 */
public interface ReplicaFetchers {

    /** For a node without others. */
    ReplicaFetchers NONE = new ReplicaFetchers() {
        @Override
        public void follow(
                TopicPartition partition, TopicId topicId, FetchPosition from, ActorRef<PartitionCommand> replica) {}

        @Override
        public void unfollow(TopicPartition partition) {}
    };

    /**
     * Fetch from there, in the place of anything asked before for that partition, and tell {@code replica} what comes:
     * {@code ReplicaRecords}, {@code Diverged}, {@code OutOfRange} or {@code FollowFailed}. Until records have come
     * it keeps asking by itself, whatever happens to the connection; once they have, or it was refused, not before
     * it is called again, and of what was refused just now after a pause.
     */
    void follow(TopicPartition partition, TopicId topicId, FetchPosition from, ActorRef<PartitionCommand> replica);

    /** Fetch no more of it. What is on its way may still come. */
    void unfollow(TopicPartition partition);
}
