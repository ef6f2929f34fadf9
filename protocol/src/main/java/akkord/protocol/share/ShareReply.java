package akkord.protocol.share;

import akkord.protocol.domain.Refusal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the keeper of a share-partition answers. {@code why} is null when what was asked for was done. */
public sealed interface ShareReply extends ShareMessage {

    /**
     * @param ranges what the member has now, in the order of the offsets; nobody else gets it while the locks last.
     *     There need not be a record at each of the offsets
     * @param lockMillis how long the member has to acknowledge
     * @param startOffset where the group stands; -1: it has never read the partition, and it was not said where it begins
     */
    record Acquired(@Nullable Refusal why, List<AcquiredRange> ranges, int lockMillis, long startOffset)
            implements ShareReply {

        public static Acquired refused(Refusal why) {
            return new Acquired(why, List.of(), 0, State.NEVER_READ);
        }

        public boolean hasBegun() {
            return startOffset != State.NEVER_READ;
        }
    }

    /** @param deliveryCount how often it has been delivered, this time included */
    record AcquiredRange(long firstOffset, long lastOffset, short deliveryCount) {}

    /** @param why INVALID_RECORD_STATE or INVALID_REQUEST where it is the member's fault */
    record Acknowledged(@Nullable Refusal why) implements ShareReply {}

    record Released(@Nullable Refusal why) implements ShareReply {}

    /** There may be something to acquire; others may be faster. */
    record Available() implements ShareReply {}

    /**
     * @param startOffset below it all is acknowledged or given up; NEVER_READ: the group has not begun
     * @param nextOffset the first one that was never acquired; NEVER_READ as above
     * @param done offsets from the start on that are acknowledged or given up: they do not count as lag
     * @param acquired offsets that members have now
     * @param waiting offsets that were delivered and wait to be delivered again
     */
    record State(long startOffset, long nextOffset, int done, int acquired, int waiting) implements ShareReply {

        public static final long NEVER_READ = -1;

        /** How many records the group has yet to be done with. @param logEnd first offset that cannot be read */
        public long lag(long logEnd) {
            return startOffset == NEVER_READ ? -1 : Math.max(0, logEnd - startOffset - done);
        }
    }

    record StartSet(@Nullable Refusal why) implements ShareReply {}

    record Forgotten(@Nullable Refusal why) implements ShareReply {}
}
