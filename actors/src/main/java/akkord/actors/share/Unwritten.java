package akkord.actors.share;

import akkord.actors.share.core.ShareEffect;
import akkord.actors.share.core.ShareEvent;
import akkord.actors.share.core.ShareEvent.Changed;
import java.util.ArrayList;
import java.util.List;

/** What the core has decided and the journal does not have yet, with what may be done once it has. */
final class Unwritten {

    private final List<ShareEvent> events = new ArrayList<>();
    private final List<ShareEffect> afterwards = new ArrayList<>();

    void add(List<ShareEffect> effects) {
        for (ShareEffect effect : effects) {
            if (effect instanceof ShareEffect.Persist persist) add(persist.event());
            else afterwards.add(effect);
        }
    }

    /** Changes that follow each other become one. */
    private void add(ShareEvent event) {
        int end = events.size() - 1;
        if (end >= 0 && event instanceof Changed next && events.get(end) instanceof Changed before)
            events.set(end, before.followedBy(next));
        else events.add(event);
    }

    /** What is to be written, in order; it is the caller's now. */
    List<ShareEvent> takeEvents() {
        List<ShareEvent> taken = List.copyOf(events);
        events.clear();
        return taken;
    }

    List<ShareEffect> takeAfterwards() {
        List<ShareEffect> taken = List.copyOf(afterwards);
        afterwards.clear();
        return taken;
    }
}
