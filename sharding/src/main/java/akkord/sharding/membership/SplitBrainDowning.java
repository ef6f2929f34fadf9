package akkord.sharding.membership;

import akka.actor.ActorSystem;
import akka.actor.Props;
import akka.cluster.Cluster;
import akka.cluster.DowningProvider;
import akka.cluster.sbr.SplitBrainResolver;
import akkord.sharding.settings.NodeSettings;
import com.typesafe.config.Config;
import java.util.concurrent.TimeUnit;
import scala.Option;
import scala.Some;
import scala.concurrent.duration.FiniteDuration;

/** Akka's split-brain resolver with {@link ConnectedMajority}; named in the node's configuration of Akka. */
public final class SplitBrainDowning extends DowningProvider {

    private final ActorSystem system;

    public SplitBrainDowning(ActorSystem system) {
        this.system = system;
    }

    @Override
    public FiniteDuration downRemovalMargin() {
        return duration(system.settings().config(), "akka.cluster.down-removal-margin");
    }

    @Override
    public Option<Props> downingActorProps() {
        Config config = system.settings().config();
        Cluster cluster = Cluster.get(system);
        ConnectedMajority strategy = new ConnectedMajority(
                cluster.selfDataCenter(),
                NodeSettings.CONTROLLER_ROLE,
                cluster.selfUniqueAddress(),
                config.getDuration("akkord.cluster.cut-link-patience"));
        return Some.apply(
                SplitBrainResolver.props(duration(config, "akka.cluster.split-brain-resolver.stable-after"), strategy));
    }

    private static FiniteDuration duration(Config config, String key) {
        return FiniteDuration.apply(config.getDuration(key).toNanos(), TimeUnit.NANOSECONDS);
    }
}
