package akkord.actors.share.core;

import akkord.protocol.share.DeadLetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * All that survives of a share-partition.
 *
 * @param startOffset NEVER_READ: the group has not begun
 * @param stretches from the start on, without gaps
 * @param letters dead letters that are due, the oldest first; null: written by an older Akkord
 */
public record ShareSnapshot(
        long startOffset,
        List<StoredStretch> stretches,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<DeadLetter> letters)
        implements SharePersisted {

    public ShareSnapshot {
        letters = StoredLetters.orNone(letters);
    }
}
