package akkord.protocol.door.kafka.handler;

import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;

/**
 * What a fetch asks of all its partitions together.
 *
 * @param waitMillisMax how long it may wait for {@code bytesMin}
 * @param bytesMax of all records; one larger batch still goes out
 * @param isolation 1: only below the last stable offset
 */
record FetchTerms(long waitMillisMax, long bytesMin, long bytesMax, byte isolation) {

    /** @param nodeBytesMax the node's own limit for one answer */
    static FetchTerms of(FetchRequestData request, int nodeBytesMax) {
        long bytesMax = Math.min(Math.max(0, request.maxBytes()), nodeBytesMax);
        return new FetchTerms(
                Math.max(0, request.maxWaitMs()),
                Math.min(Math.max(0, request.minBytes()), bytesMax),
                bytesMax,
                request.isolationLevel());
    }

    /** How many bytes of one partition still fit, after {@code bytes} of others. */
    int roomFor(FetchPartition wanted, long bytes) {
        long room = Math.max(0, bytesMax - bytes);
        return (int) Math.min(room, Math.max(0, wanted.partitionMaxBytes()));
    }
}
