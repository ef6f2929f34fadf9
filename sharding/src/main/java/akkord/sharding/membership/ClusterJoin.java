package akkord.sharding.membership;

import akka.actor.Address;
import akka.actor.AddressFromURIString;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import akka.cluster.typed.JoinSeedNodes;
import akka.cluster.typed.SelfUp;
import akka.cluster.typed.Subscribe;
import akkord.sharding.settings.HostPort;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Makes this node a member: of the cluster it is told to join, or of one of its own, at once. */
public final class ClusterJoin {

    private ClusterJoin() {}

    /** Completes when this node is up. */
    public static CompletionStage<Void> join(ActorSystem<?> system, List<HostPort> seeds) {
        CompletableFuture<Void> up = new CompletableFuture<>();
        system.systemActorOf(
                Behaviors.<SelfUp>setup(context -> {
                    Cluster.get(system).subscriptions().tell(Subscribe.create(context.getSelf(), SelfUp.class));
                    return Behaviors.receiveMessage(selfUp -> {
                        up.complete(null);
                        return Behaviors.stopped();
                    });
                }),
                "await-up",
                Props.empty());
        Cluster cluster = Cluster.get(system);
        Address self = cluster.selfMember().address();
        if (seeds.isEmpty()) cluster.manager().tell(Join.create(self));
        else cluster.manager().tell(new JoinSeedNodes(addresses(self, seeds)));
        return up;
    }

    /** The first seed may form the cluster when no other answers, so a node that names itself first does. */
    private static List<Address> addresses(Address self, List<HostPort> seeds) {
        List<Address> addresses = new ArrayList<>();
        for (HostPort seed : seeds)
            addresses.add(AddressFromURIString.parse(
                    self.protocol() + "://" + self.system() + "@" + seed.host() + ":" + seed.port()));
        return addresses;
    }
}
