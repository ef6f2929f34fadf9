package akkord.actors.group.core;

import akkord.actors.group.core.GroupEffect.Answer;
import akkord.actors.group.core.GroupEffect.ForgetShares;
import akkord.actors.group.core.GroupEffect.Persist;
import akkord.actors.group.core.GroupEffect.Tell;
import akkord.protocol.domain.TopicIdPartition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Collects what a request leads to. */
final class Outbox {

    private final GroupState state;
    private List<GroupEffect> effects = new ArrayList<>();

    Outbox(GroupState state) {
        this.state = state;
    }

    /** Applies it now, and has it persisted. */
    void emit(GroupEvent event) {
        state.apply(event);
        effects.add(new Persist(event));
    }

    <R> void answer(Consumer<R> to, R reply) {
        effects.add(new Answer<>(to, reply));
    }

    void tell(String kind, String message, Map<String, String> details) {
        effects.add(new Tell(kind, message, details));
    }

    void forgetShares(List<TopicIdPartition> partitions) {
        effects.add(new ForgetShares(partitions));
    }

    List<GroupEffect> drain() {
        List<GroupEffect> drained = effects;
        effects = new ArrayList<>();
        return drained;
    }
}
