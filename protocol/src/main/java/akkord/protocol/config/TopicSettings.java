package akkord.protocol.config;

/**
 * What is in effect for one topic on one node: the topic's own settings over the node's defaults. Sizes in
 * bytes, times in milliseconds; {@link TopicConfigSchema#resolve} makes it.
 *
 * @param retentionMillis -1: forever
 * @param retentionBytes per partition; negative: no limit
 * @param maxMessageBytes of one batch as sent
 * @param compressionLevel on the scale of the codec that {@code compressionType} names; 0 for one without levels
 * @param maxDecompressedRecordBytes of one record, where the broker decompresses
 */
public record TopicSettings(
        int segmentBytes,
        long segmentMillis,
        long segmentJitterMillis,
        int segmentIndexBytes,
        int indexIntervalBytes,
        long retentionMillis,
        long retentionBytes,
        int maxMessageBytes,
        TimestampType timestampType,
        long timestampBeforeMaxMillis,
        long timestampAfterMaxMillis,
        TopicCompression compressionType,
        int compressionLevel,
        int maxDecompressedRecordBytes,
        int minInsyncReplicas,
        CleanupPolicy cleanupPolicy,
        boolean uncleanLeaderElection,
        long flushMessages,
        long flushMillis,
        long fileDeleteDelayMillis,
        boolean preallocate,
        Compaction compaction) {

    /**
     * When and how a compacted topic is compacted.
     *
     * @param minCleanableDirtyRatio 0 to 1
     */
    public record Compaction(
            long deleteRetentionMillis, long minLagMillis, long maxLagMillis, double minCleanableDirtyRatio) {}
}
