package akkord.actors.group;

import static org.assertj.core.api.Assertions.assertThat;

import akkord.actors.group.DirectoryEvent.Listed;
import akkord.actors.group.DirectoryEvent.Unlisted;
import akkord.protocol.group.GroupType;
import org.junit.jupiter.api.Test;

/** What is written of a directory while it goes on. */
class DirectoryStateTest {

    private static final Listed FIRST = new Listed("first", "consumer", 1, GroupType.CLASSIC);
    private static final Listed SECOND = new Listed("second", "consumer", 2, GroupType.CLASSIC);

    @Test
    void aCopyStaysAsItIsWhileTheDirectoryChanges() {
        DirectoryState state = DirectoryState.empty().with(FIRST);
        DirectoryState written = state.copy();
        state.with(SECOND).with(new Unlisted("first"));
        assertThat(state.all()).containsExactly(SECOND);
        assertThat(written.all()).containsExactly(FIRST);
    }
}
