package akkord.sharding.share;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.cluster.sharding.typed.HashCodeMessageExtractor;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.Entity;
import akka.cluster.sharding.typed.javadsl.EntityContext;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import akkord.protocol.domain.TopicId;
import akkord.protocol.domain.TopicIdPartition;
import akkord.protocol.share.ShareCommand;
import akkord.protocol.share.ShareKey;
import java.util.function.Consumer;

/**
 * The entity type {@code share}, on the nodes with the role that has the journal. A fixed number of shards, since their
 * coordinator keeps all of their homes in one value (decision 3).
 */
public final class ShareSharding {

    static final EntityTypeKey<ShareCommand> SHARES = EntityTypeKey.create(ShareCommand.class, "share");

    /** Kept for good: it decides which shard a share-partition belongs to. */
    private static final int SHARDS = 48;

    private static final String ROLE = "controller";

    /** In neither a topic's id nor a number; a group's name comes last and may hold it. */
    private static final char SEPARATOR = '|';

    private ShareSharding() {}

    /** Makes the keeper of a share-partition; the second is to be asked to stop it. */
    @FunctionalInterface
    public interface Keeper {
        Behavior<ShareCommand> create(ShareKey key, Consumer<ActorRef<ShareCommand>> passivate);
    }

    /** Lets keepers run on this node, if it has the role, and be asked from it. */
    public static void start(ActorSystem<?> system, Keeper keeper) {
        ClusterSharding.get(system)
                .init(Entity.of(SHARES, context -> keeper.create(keyOf(context.getEntityId()), passivation(context)))
                        .withRole(ROLE)
                        .withMessageExtractor(new HashCodeMessageExtractor<>(SHARDS))
                        .withStopMessage(ShareCommand.Stop.STOP));
    }

    private static Consumer<ActorRef<ShareCommand>> passivation(EntityContext<ShareCommand> context) {
        return self -> context.getShard().tell(new ClusterSharding.Passivate<>(self));
    }

    static String entityOf(ShareKey key) {
        return key.partition().topic().toString() + SEPARATOR + key.partition().partition() + SEPARATOR + key.group();
    }

    static ShareKey keyOf(String entityId) {
        int first = entityId.indexOf(SEPARATOR);
        int second = entityId.indexOf(SEPARATOR, first + 1);
        TopicId topic = TopicId.parse(entityId.substring(0, first));
        int partition = Integer.parseInt(entityId.substring(first + 1, second));
        return new ShareKey(entityId.substring(second + 1), new TopicIdPartition(topic, partition));
    }
}
