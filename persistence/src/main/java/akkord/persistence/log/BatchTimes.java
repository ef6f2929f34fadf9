package akkord.persistence.log;

import akkord.protocol.partition.LogReader.TimestampedOffset;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Looks inside one batch for a timestamp, decompressing it if need be: a codec's work, plugged in by the node. */
@FunctionalInterface
public interface BatchTimes {

    /** The first record of {@code batch} at or behind {@code fromOffset} with this timestamp or a later one. */
    Optional<TimestampedOffset> firstAtOrAfter(ByteBuffer batch, long timestampMillis, long fromOffset)
            throws IOException;
}
