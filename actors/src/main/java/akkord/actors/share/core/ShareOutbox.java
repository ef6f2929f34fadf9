package akkord.actors.share.core;

import akkord.actors.share.core.ShareEffect.Answer;
import akkord.actors.share.core.ShareEffect.CopyLetters;
import akkord.actors.share.core.ShareEffect.LettersLost;
import akkord.actors.share.core.ShareEffect.Persist;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Collects what a request leads to. */
final class ShareOutbox {

    private final ShareState state;
    private List<ShareEffect> effects = new ArrayList<>();

    ShareOutbox(ShareState state) {
        this.state = state;
    }

    /** Applies it now, and has it persisted. */
    void emit(ShareEvent event) {
        state.apply(event);
        effects.add(new Persist(event));
    }

    <R> void answer(Consumer<R> to, R reply) {
        effects.add(new Answer<>(to, reply));
    }

    void copy(CopyLetters letters) {
        effects.add(letters);
    }

    void lost(LettersLost letters) {
        effects.add(letters);
    }

    List<ShareEffect> drain() {
        List<ShareEffect> drained = effects;
        effects = new ArrayList<>();
        return drained;
    }
}
