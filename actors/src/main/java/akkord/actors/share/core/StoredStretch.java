package akkord.actors.share.core;

import com.fasterxml.jackson.annotation.JsonFormat;

/**
 * What the journal has of the offsets from {@code first} to {@code last}. Without its fields' names, since there may be
 * thousands of them.
 *
 * @param phase not ACQUIRED
 * @param deliveries 0 once they are done with
 */
@JsonFormat(shape = JsonFormat.Shape.ARRAY)
public record StoredStretch(long first, long last, Phase phase, int deliveries) {

    static StoredStretch done(long first, long last, Phase phase) {
        return new StoredStretch(first, last, phase, 0);
    }

    boolean isContinuedBy(StoredStretch next) {
        return next.first == last + 1 && phase == next.phase && deliveries == next.deliveries;
    }

    StoredStretch upTo(long newLast) {
        return new StoredStretch(first, newLast, phase, deliveries);
    }
}
