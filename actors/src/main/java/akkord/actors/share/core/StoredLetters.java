package akkord.actors.share.core;

import akkord.protocol.share.DeadLetter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Dead letters as they come out of the journal. */
final class StoredLetters {

    private StoredLetters() {}

    /** An Akkord that knew nothing of them has written none. */
    static List<DeadLetter> orNone(@Nullable List<DeadLetter> letters) {
        return letters == null ? List.of() : List.copyOf(letters);
    }
}
