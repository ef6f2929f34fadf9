package akkord.protocol.door.kafka.handler;

import akkord.protocol.partition.PartitionView;
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

    private static final byte READ_COMMITTED = 1;

    /** @param nodeBytesMax the node's own limit for one answer */
    static FetchTerms of(FetchRequestData request, int nodeBytesMax) {
        return of(request.maxWaitMs(), request.minBytes(), request.maxBytes(), nodeBytesMax, request.isolationLevel());
    }

    /** As a client has put it: nothing is negative here, and nobody waits for more than is given. */
    static FetchTerms of(int waitMillisMax, int bytesMin, int bytesMax, int nodeBytesMax, byte isolation) {
        long most = Math.min(Math.max(0, bytesMax), nodeBytesMax);
        return new FetchTerms(Math.max(0, waitMillisMax), Math.min(Math.max(0, bytesMin), most), most, isolation);
    }

    /** Whether only what is committed is read. */
    boolean isCommitted() {
        return isolation == READ_COMMITTED;
    }

    /** The first offset that a reader on these terms may not see. */
    long readableEnd(PartitionView view) {
        return isCommitted() ? view.lastStableOffset() : view.highWatermark();
    }

    /** How many bytes of one partition still fit, after {@code bytes} of others. */
    int roomFor(FetchPartition wanted, long bytes) {
        long room = Math.max(0, bytesMax - bytes);
        return (int) Math.min(room, Math.max(0, wanted.partitionMaxBytes()));
    }
}
