package akkord.protocol.door.kafka.handler;

import org.apache.kafka.common.message.ShareFetchRequestData;

/**
 * What a share fetch asks of all its partitions together.
 *
 * @param bytes how much, and how long it may wait for it
 * @param recordsMax offsets to acquire
 * @param strict not one more; else the batch that holds the last one may be acquired to its end (KIP-1206)
 */
record ShareTerms(FetchTerms bytes, int recordsMax, boolean strict) {

    private static final byte RECORD_LIMIT = 1;

    /** @param nodeBytesMax the node's own limit for one answer */
    static ShareTerms of(ShareFetchRequestData request, int nodeBytesMax, byte isolation) {
        FetchTerms bytes =
                FetchTerms.of(request.maxWaitMs(), request.minBytes(), request.maxBytes(), nodeBytesMax, isolation);
        return new ShareTerms(bytes, Math.max(0, request.maxRecords()), request.shareAcquireMode() == RECORD_LIMIT);
    }
}
