package akkord.persistence.log;

import akkord.protocol.config.TopicSettings;
import java.io.IOException;
import java.util.random.RandomGenerator;

/** How old the active segment may become: its age counts from its first batch. Used by the log's owner. */
final class SegmentAge {

    private final RandomGenerator random;

    /** The time of the first batch; -1: not known yet. */
    private long sinceMillis = -1;

    /** From 0 to 1: this share of the jitter is taken off this segment's time. */
    private double jitterShare;

    SegmentAge(RandomGenerator random) {
        this.random = random;
        this.jitterShare = random.nextDouble();
    }

    /** Another segment is active, or the same one is shorter. */
    void unknown() {
        sinceMillis = -1;
        jitterShare = random.nextDouble();
    }

    void wrote(long nowMillis) {
        if (sinceMillis < 0) sinceMillis = nowMillis;
    }

    boolean isOld(Segment active, TopicSettings settings, long nowMillis) throws IOException {
        if (sinceMillis < 0) {
            long latest = active.maxTimestamp();
            sinceMillis = latest < 0 ? nowMillis : Math.min(latest, nowMillis);
        }
        return nowMillis - sinceMillis >= settings.segmentMillis() - jitterMillis(settings);
    }

    /** Never the whole time: a segment that is old at once would never hold more than one write. */
    private long jitterMillis(TopicSettings settings) {
        long most = Math.min(settings.segmentJitterMillis(), settings.segmentMillis());
        return (long) (jitterShare * most);
    }
}
