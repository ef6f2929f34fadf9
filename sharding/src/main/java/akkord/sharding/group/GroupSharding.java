package akkord.sharding.group;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.cluster.sharding.typed.HashCodeMessageExtractor;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.Entity;
import akka.cluster.sharding.typed.javadsl.EntityContext;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import akkord.protocol.group.DirectoryCommand;
import akkord.protocol.group.GroupCommand;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The entity types {@code group} and {@code group-directory}, on the nodes with the role that has the journal. A fixed
 * number of shards, since their coordinator keeps all of their homes in one value (decision 3).
 */
public final class GroupSharding {

    static final EntityTypeKey<GroupCommand> GROUPS = EntityTypeKey.create(GroupCommand.class, "group");
    static final EntityTypeKey<DirectoryCommand> DIRECTORIES =
            EntityTypeKey.create(DirectoryCommand.class, "group-directory");

    /** Kept for good: it decides which shard a group belongs to. */
    private static final int SHARDS = 48;

    /** Kept for good: it decides which directory lists a group. */
    static final int DIRECTORY_COUNT = 8;

    private static final String ROLE = "controller";

    private static final String PREFIX = "g";

    private GroupSharding() {}

    /** Makes the coordinator of a group; the second is to be asked to stop it. */
    @FunctionalInterface
    public interface Coordinator {
        Behavior<GroupCommand> create(String group, Consumer<ActorRef<GroupCommand>> passivate);
    }

    /** Lets coordinators and directories run on this node, if it has the role, and be asked from it. */
    public static void start(
            ActorSystem<?> system, Coordinator coordinator, Function<String, Behavior<DirectoryCommand>> directory) {
        ClusterSharding sharding = ClusterSharding.get(system);
        sharding.init(
                Entity.of(GROUPS, context -> coordinator.create(groupOf(context.getEntityId()), passivation(context)))
                        .withRole(ROLE)
                        .withMessageExtractor(new HashCodeMessageExtractor<>(SHARDS))
                        .withStopMessage(GroupCommand.Stop.STOP));
        sharding.init(Entity.of(DIRECTORIES, context -> directory.apply(context.getEntityId()))
                .withRole(ROLE)
                .withMessageExtractor(new HashCodeMessageExtractor<>(DIRECTORY_COUNT))
                .withStopMessage(DirectoryCommand.Stop.STOP));
    }

    private static Consumer<ActorRef<GroupCommand>> passivation(EntityContext<GroupCommand> context) {
        return self -> context.getShard().tell(new ClusterSharding.Passivate<>(self));
    }

    /** An entity's id must not be empty, which a group's name may be. */
    static String entityOf(String group) {
        return PREFIX + group;
    }

    private static String groupOf(String entityId) {
        return entityId.substring(PREFIX.length());
    }

    /** Which directory lists a group. */
    static String directoryOf(String group) {
        return Integer.toString(Math.floorMod(group.hashCode(), DIRECTORY_COUNT));
    }
}
