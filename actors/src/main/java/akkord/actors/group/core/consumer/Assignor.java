package akkord.actors.group.core.consumer;

import akkord.protocol.domain.TopicIdPartition;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;

/** Shares partitions out among members: the same task always in the same way. */
public interface Assignor {

    /** All there are. */
    List<Assignor> ALL = List.of(new UniformAssignor(), new RangeAssignor());

    /** What members call it by. */
    String name();

    /** @return by member id, of every member; each partition that somebody wants exactly once */
    Map<String, SortedSet<TopicIdPartition>> assign(AssignmentTask task);
}
