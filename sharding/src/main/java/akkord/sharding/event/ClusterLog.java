package akkord.sharding.event;

import akka.NotUsed;
import akka.japi.Pair;
import akka.stream.javadsl.Source;
import akkord.protocol.event.ClusterEvent;
import akkord.protocol.event.ClusterEvents;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes each event as one line of the logger {@code akkord.cluster} and remembers it for watchers. */
public final class ClusterLog implements ClusterEvents {

    private static final Logger LOG = LoggerFactory.getLogger("akkord.cluster");

    private final int nodeId;
    private final Clock clock;
    private final EventRing ring;

    /** @param rememberedMax events kept for those who begin to watch */
    public ClusterLog(int nodeId, int rememberedMax, Clock clock) {
        this.nodeId = nodeId;
        this.clock = clock;
        this.ring = new EventRing(rememberedMax);
    }

    @Override
    public void tell(String kind, String message, Map<String, String> details) {
        LOG.info(message);
        ring.add(new ClusterEvent(clock.millis(), nodeId, kind, message, details));
    }

    @Override
    public Source<ClusterEvent, NotUsed> watch(int last) {
        // Counted now, not when the stream runs: whatever is told from here on is seen.
        long first = ring.numberOfLatest(last);
        return Source.unfoldAsync(first, number -> ring.at(number)
                .thenApply(found -> Optional.of(Pair.create(found.number() + 1, found.event()))));
    }
}
