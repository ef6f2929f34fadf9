package akkord.actors.partition;

import akka.NotUsed;
import akka.stream.javadsl.Source;
import akkord.protocol.event.ClusterEvent;
import akkord.protocol.event.ClusterEvents;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** The cluster log, remembered. */
final class RecordedEvents implements ClusterEvents {

    private final List<ClusterEvent> events = new CopyOnWriteArrayList<>();

    @Override
    public void tell(String kind, String message, Map<String, String> details) {
        events.add(new ClusterEvent(0, 1, kind, message, details));
    }

    @Override
    public Source<ClusterEvent, NotUsed> watch(int last) {
        return Source.from(List.copyOf(events));
    }

    List<ClusterEvent> ofKind(String kind) {
        return events.stream().filter(event -> event.kind().equals(kind)).toList();
    }
}
