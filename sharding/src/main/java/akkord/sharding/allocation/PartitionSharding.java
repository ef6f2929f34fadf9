package akkord.sharding.allocation;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.Adapter;
import akka.cluster.sharding.typed.ShardingEnvelope;
import akka.cluster.sharding.typed.ShardingMessageExtractor;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.Entity;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import akkord.protocol.partition.PartitionCommand;
import java.util.function.Function;

/** The entity type {@code partition}: partition replicas, each on the node that its id names. */
public final class PartitionSharding {

    static final EntityTypeKey<PartitionCommand> TYPE = EntityTypeKey.create(PartitionCommand.class, "partition");

    private PartitionSharding() {}

    /**
     * Starts the shard region of this node.
     *
     * @param replica the behaviour of a replica, made when its first message arrives
     * @param props of each replica, such as its dispatcher
     * @param stop what tells a replica to stop when its shard is handed off
     * @return takes messages for any replica of any node
     */
    public static ActorRef<ShardingEnvelope<PartitionCommand>> start(
            ActorSystem<?> system,
            Function<ReplicaId, Behavior<PartitionCommand>> replica,
            Props props,
            PartitionCommand stop) {
        return ClusterSharding.get(system)
                .init(Entity.of(TYPE, context -> replica.apply(ReplicaId.parse(context.getEntityId())))
                        .withMessageExtractor(new ByNode())
                        .withAllocationStrategy(new PinnedToNode(Adapter.toClassic(system)))
                        .withEntityProps(props)
                        .withStopMessage(stop));
    }

    /** All replicas of a node are one shard: the coordinator's state grows with nodes, not with partitions. */
    private static final class ByNode
            extends ShardingMessageExtractor<ShardingEnvelope<PartitionCommand>, PartitionCommand> {

        @Override
        public String entityId(ShardingEnvelope<PartitionCommand> envelope) {
            return envelope.entityId();
        }

        @Override
        public String shardId(String entityId) {
            return ReplicaId.shardIdOf(entityId);
        }

        @Override
        public PartitionCommand unwrapMessage(ShardingEnvelope<PartitionCommand> envelope) {
            return envelope.message();
        }
    }
}
