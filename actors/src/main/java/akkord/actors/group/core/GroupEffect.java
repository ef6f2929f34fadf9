package akkord.actors.group.core;

import akkord.protocol.domain.TopicIdPartition;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** What must be done because of a request, in this order: all events are persisted before anything else. */
public sealed interface GroupEffect {

    record Persist(GroupEvent event) implements GroupEffect {}

    /** @param to called once; must not block */
    record Answer<R>(Consumer<R> to, R reply) implements GroupEffect {

        public void give() {
            to.accept(reply);
        }
    }

    /** No state is kept of these any more: their topics are gone. It may be lost; their ids never come again. */
    record ForgetShares(List<TopicIdPartition> partitions) implements GroupEffect {}

    /** A line for the cluster log. */
    record Tell(String kind, String message, Map<String, String> details) implements GroupEffect {}
}
