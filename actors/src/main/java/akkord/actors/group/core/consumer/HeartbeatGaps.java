package akkord.actors.group.core.consumer;

import java.util.OptionalLong;

/**
 * How far apart a member's heartbeats come, which the classic protocol does not tell. Only what lies between two heartbeats
 * of one generation counts: while members join, clients beat as they like.
 */
public final class HeartbeatGaps {

    private static final int RECENT_MAX = 10;
    private static final int ENOUGH = 2;
    private static final int NONE = -1;

    private final long[] recent = new long[RECENT_MAX];
    private int observed;
    private int next;
    private int lastGeneration = NONE;
    private long lastMillis;

    /** A heartbeat of a generation in which all have their assignments. */
    public void beat(int generation, long nowMillis) {
        if (generation == lastGeneration) {
            recent[next] = nowMillis - lastMillis;
            next = (next + 1) % RECENT_MAX;
            observed = Math.min(observed + 1, RECENT_MAX);
        }
        lastGeneration = generation;
        lastMillis = nowMillis;
    }

    /** The longest of the last ten, in milliseconds; empty while there are too few to tell. */
    public OptionalLong longestMillis() {
        if (observed < ENOUGH) return OptionalLong.empty();
        long longest = 0;
        for (int i = 0; i < observed; i++) longest = Math.max(longest, recent[i]);
        return OptionalLong.of(longest);
    }
}
