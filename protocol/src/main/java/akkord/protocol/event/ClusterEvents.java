package akkord.protocol.event;

import akka.NotUsed;
import akka.stream.javadsl.Source;
import java.util.Map;

/** The cluster log: every event becomes one log line and goes to whoever watches. */
public interface ClusterEvents {

    /** Tells {@code message} about {@code details}, from this node, now. Never blocks. */
    void tell(String kind, String message, Map<String, String> details);

    /** The last {@code last} events that are remembered, then each new one. A slow watcher misses the oldest. */
    Source<ClusterEvent, NotUsed> watch(int last);
}
