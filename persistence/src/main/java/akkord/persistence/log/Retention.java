package akkord.persistence.log;

import akkord.protocol.config.TopicSettings;
import java.io.IOException;
import java.nio.file.Files;

/** Which segments have to go, by age and by size. */
final class Retention {

    private Retention() {}

    /** The offset the log should begin with; its present start when nothing has to go. */
    static long newStart(LogState state, TopicSettings settings, long nowMillis, long highWatermark)
            throws IOException {
        long excess = excessBytes(state, settings.retentionBytes());
        long start = state.logStartOffset();
        for (int i = 0; i < state.segments().length - 1; i++) {
            Segment segment = state.segments()[i];
            if (state.endOffset(i) > highWatermark) break;
            boolean tooLarge = excess >= segment.size();
            if (!tooLarge && !isTooOld(segment, settings.retentionMillis(), nowMillis)) break;
            excess -= segment.size();
            start = state.endOffset(i);
        }
        return start;
    }

    private static long excessBytes(LogState state, long retentionBytes) {
        if (retentionBytes < 0) return -1;
        long bytes = 0;
        for (int i = 0; i < state.segments().length; i++) bytes += state.readableBytes(i);
        return bytes - retentionBytes;
    }

    /** Records without a time are as old as their file, as in Kafka. */
    private static boolean isTooOld(Segment segment, long retentionMillis, long nowMillis) throws IOException {
        if (retentionMillis < 0) return false;
        long latest = segment.maxTimestamp();
        if (latest < 0) latest = Files.getLastModifiedTime(segment.path()).toMillis();
        return nowMillis - latest > retentionMillis;
    }
}
