package akkord.actors.partition;

import akkord.protocol.domain.TopicPartition;
import akkord.protocol.partition.LocalPartition;
import akkord.protocol.partition.LocalPartitions;
import java.util.Collection;
import java.util.Collections;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jspecify.annotations.Nullable;

/** The partition replicas of this node, as the doors find them: each enters when it is open and leaves when it closes. */
public final class PartitionRegistry implements LocalPartitions {

    private final ConcurrentMap<TopicPartition, PartitionHandle> handles = new ConcurrentHashMap<>();
    private final AtomicIntegerArray phases = new AtomicIntegerArray(PartitionPhase.values().length);

    private volatile Runnable opened = () -> {};

    /** {@code opened} is run, briefly and by any thread, each time a replica has entered. One listener. */
    public void whenOneOpens(Runnable opened) {
        this.opened = opened;
    }

    @Override
    public @Nullable LocalPartition find(TopicPartition partition) {
        return handles.get(partition);
    }

    @Override
    public Collection<LocalPartition> all() {
        return Collections.unmodifiableCollection(handles.values());
    }

    /** How many of this node's replicas are in {@code phase}. */
    public int countIn(PartitionPhase phase) {
        return phases.get(phase.ordinal());
    }

    void count(PartitionPhase phase, int change) {
        phases.addAndGet(phase.ordinal(), change);
    }

    /** Takes the place of a former replica of the same name, for example of a deleted topic. */
    void put(PartitionHandle handle) {
        handles.put(handle.view().partition(), handle);
        opened.run();
    }

    /** Only if it has not been replaced already. */
    void remove(PartitionHandle handle) {
        handles.remove(handle.view().partition(), handle);
    }

    Iterable<PartitionHandle> handles() {
        return handles.values();
    }
}
