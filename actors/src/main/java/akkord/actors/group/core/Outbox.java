package akkord.actors.group.core;

import akkord.actors.group.core.GroupEffect.Answer;
import akkord.actors.group.core.GroupEffect.Persist;
import akkord.actors.group.core.GroupEffect.Tell;
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

    List<GroupEffect> drain() {
        List<GroupEffect> drained = effects;
        effects = new ArrayList<>();
        return drained;
    }
}
