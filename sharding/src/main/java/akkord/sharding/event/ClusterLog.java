package akkord.sharding.event;

import akka.NotUsed;
import akka.japi.Pair;
import akka.stream.javadsl.Source;
import akkord.protocol.event.ClusterEvent;
import akkord.protocol.event.ClusterEvents;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes each event as one line of the logger {@code akkord.cluster} and remembers it for watchers. */
public final class ClusterLog implements ClusterEvents {

    private static final Logger LOG = LoggerFactory.getLogger("akkord.cluster");

    private final int nodeId;
    private final Clock clock;
    private final EventRing ring;
    private volatile Consumer<ClusterEvent> shared = event -> {};

    /** @param rememberedMax events kept for those who begin to watch */
    public ClusterLog(int nodeId, int rememberedMax, Clock clock) {
        this.nodeId = nodeId;
        this.clock = clock;
        this.ring = new EventRing(rememberedMax);
    }

    @Override
    public void tell(String kind, String message, Map<String, String> details) {
        shared.accept(tellHere(kind, message, details));
    }

    private ClusterEvent tellHere(String kind, String message, Map<String, String> details) {
        LOG.info(message);
        ClusterEvent event = new ClusterEvent(clock.millis(), nodeId, kind, message, details);
        ring.add(event);
        return event;
    }

    /** For what every node sees for itself: told here, and not to the others. */
    public ClusterEvents seenByAll() {
        return new ClusterEvents() {
            @Override
            public void tell(String kind, String message, Map<String, String> details) {
                tellHere(kind, message, details);
            }

            @Override
            public Source<ClusterEvent, NotUsed> watch(int last) {
                return ClusterLog.this.watch(last);
            }
        };
    }

    /** From now on {@code others} is given each event that only this node sees; it must not block. */
    void shareWith(Consumer<ClusterEvent> others) {
        shared = others;
    }

    /** Watchers see what another node has told; the log of that node has its line. */
    void remember(ClusterEvent event) {
        ring.add(event);
    }

    @Override
    public Source<ClusterEvent, NotUsed> watch(int last) {
        // Counted now, not when the stream runs: whatever is told from here on is seen.
        long first = ring.numberOfLatest(last);
        return Source.unfoldAsync(first, number -> ring.at(number)
                .thenApply(found -> Optional.of(Pair.create(found.number() + 1, found.event()))));
    }
}
