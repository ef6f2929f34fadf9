package akkord.protocol.door.kafka.replica;

import akka.actor.typed.ActorRef;
import akkord.protocol.domain.TopicId;
import akkord.protocol.domain.TopicPartition;
import akkord.protocol.metadata.MetadataCache;
import akkord.protocol.partition.FetchPosition;
import akkord.protocol.partition.PartitionCommand;
import akkord.protocol.replica.ReplicaFetchers;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** The fetchers of a node, all in one event loop; its thread begins with the first follower. */
public final class KafkaReplicaFetchers implements ReplicaFetchers {

    private static final long CLOSE_SECONDS_MAX = 2;

    private final EventLoopGroup group;
    private final EventLoop loop;
    private final FetchEnvironment environment;
    private final Map<TopicPartition, FollowedPartition> followers = new HashMap<>();
    private final Map<Integer, LeaderLink> links = new HashMap<>();

    /** @param metadata tells where the leaders' nodes are, and the epoch of this node */
    public KafkaReplicaFetchers(ReplicaFetchSettings settings, int nodeId, MetadataCache metadata) {
        this.group = new MultiThreadIoEventLoopGroup(
                1,
                new DefaultThreadFactory("akkord-replica", true),
                settings.transport().handlers());
        this.loop = group.next();
        this.environment = new FetchEnvironment(settings, loop, nodeId, metadata);
    }

    @Override
    public void follow(
            TopicPartition partition, TopicId topicId, FetchPosition from, ActorRef<PartitionCommand> replica) {
        inLoop(() -> followInLoop(partition, topicId, from, replica));
    }

    @Override
    public void unfollow(TopicPartition partition) {
        inLoop(() -> {
            FollowedPartition follower = followers.remove(partition);
            if (follower != null) leave(follower);
        });
    }

    private void inLoop(Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException closed) {
            // The node stops: nothing is followed any more.
            if (!loop.isShuttingDown()) throw closed;
        }
    }

    private void followInLoop(
            TopicPartition partition, TopicId topicId, FetchPosition from, ActorRef<PartitionCommand> replica) {
        FollowedPartition known = followers.get(partition);
        if (known != null && isSame(known, topicId, from, replica)) {
            goOn(known, from);
            return;
        }
        if (known != null) leave(known);
        FollowedPartition follower = new FollowedPartition(partition, topicId, from, replica);
        followers.put(partition, follower);
        links.computeIfAbsent(from.leader(), leader -> new LeaderLink(environment, leader))
                .follow(follower);
    }

    private static boolean isSame(
            FollowedPartition known, TopicId topicId, FetchPosition from, ActorRef<PartitionCommand> replica) {
        return known.key().topic().equals(topicId)
                && known.position().leader() == from.leader()
                && known.replica().equals(replica);
    }

    /** What is asked already need not be asked again: its leader still knows. */
    private void goOn(FollowedPartition follower, FetchPosition from) {
        boolean asked = follower.stage() == FollowedPartition.Stage.ASKED
                && follower.position().equals(from);
        boolean sameEpoch = follower.position().leaderEpoch() == from.leaderEpoch();
        if (asked) return;
        follower.moveTo(from);
        if (!sameEpoch) follower.become(FollowedPartition.Stage.TO_ASK);
        LeaderLink link = links.get(from.leader());
        if (link != null) link.moved(follower);
    }

    private void leave(FollowedPartition follower) {
        int leader = follower.position().leader();
        LeaderLink link = links.get(leader);
        if (link == null) return;
        link.unfollow(follower);
        if (!link.isEmpty()) return;
        links.remove(leader);
        link.end();
    }

    /** Closes all connections; what is followed later is not fetched. */
    public CompletionStage<Void> close() {
        CompletableFuture<Void> closed = new CompletableFuture<>();
        inLoop(() -> {
            new ArrayList<>(links.values()).forEach(LeaderLink::end);
            links.clear();
            followers.clear();
        });
        group.shutdownGracefully(0, CLOSE_SECONDS_MAX, TimeUnit.SECONDS).addListener(done -> closed.complete(null));
        return closed;
    }
}
