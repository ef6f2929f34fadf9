package akkord.actors.share.core;

import java.util.List;

/**
 * All that survives of a share-partition.
 *
 * @param startOffset NEVER_READ: the group has not begun
 * @param stretches from the start on, without gaps
 */
public record ShareSnapshot(long startOffset, List<StoredStretch> stretches) implements SharePersisted {}
