package akkord.actors.group;

import akkord.actors.group.core.CommittedOffset;
import akkord.actors.group.core.GroupEffect;
import akkord.actors.group.core.GroupEvent;
import akkord.actors.group.core.GroupEvent.OffsetsCommitted;
import akkord.protocol.domain.TopicPartition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the core has decided and the journal does not have yet, with what may be done once it has. */
final class Unwritten {

    private final Map<TopicPartition, CommittedOffset> offsets = new LinkedHashMap<>();
    private final List<GroupEvent> others = new ArrayList<>();
    private final List<GroupEffect> afterwards = new ArrayList<>();

    void add(List<GroupEffect> effects) {
        for (GroupEffect effect : effects) {
            if (effect instanceof GroupEffect.Persist persist) add(persist.event());
            else afterwards.add(effect);
        }
    }

    /** Commits that follow each other become one, of the last offset of each partition. */
    private void add(GroupEvent event) {
        if (event instanceof OffsetsCommitted committed) {
            committed.offsets().forEach(offset -> {
                offsets.remove(offset.partition());
                offsets.put(offset.partition(), offset);
            });
        } else {
            closeCommits();
            others.add(event);
        }
    }

    private void closeCommits() {
        if (offsets.isEmpty()) return;
        others.add(new OffsetsCommitted(List.copyOf(offsets.values())));
        offsets.clear();
    }

    /** What is to be written, in order; it is the caller's now. */
    List<GroupEvent> takeEvents() {
        closeCommits();
        List<GroupEvent> events = List.copyOf(others);
        others.clear();
        return events;
    }

    List<GroupEffect> takeAfterwards() {
        List<GroupEffect> taken = List.copyOf(afterwards);
        afterwards.clear();
        return taken;
    }
}
