package akkord.protocol.door.grpc.consume;

import akkord.protocol.domain.TopicPartition;
import akkord.protocol.grpc.v1.PartitionRecords;
import akkord.protocol.share.ReadableLog;
import akkord.protocol.share.ShareKey;
import org.jspecify.annotations.Nullable;

/** What a queue's member knows of one partition that it reads. Changed by its actor only. */
final class QueuePartition {

    /** Where a partition is in the turns of its member. */
    enum Turn {
        /** There may be something: it is asked when its turn comes. */
        READY,
        /** It is being asked. */
        ASKED,
        /** There was nothing: it is waited for. */
        IDLE,
        /** It could not be read: it is asked again in a moment. */
        RESTING,
        /** It is the member's no more. */
        GONE
    }

    private static final long RECORD_BYTES_AT_FIRST = 1024;

    final ShareKey key;
    final TopicPartition name;
    Turn turn = Turn.READY;
    /** What its leader could show when it was asked last; null: not known. */
    @Nullable
    ReadableLog readable;

    /** How often in a row its keeper had nothing for the member. */
    int inVain;

    /** New records are waited for. */
    boolean polled;

    /** It is waited for others to give something up. */
    boolean awaited;

    /** Size of a record as the last ones were, to read about as much as was acquired. */
    private long recordBytes = RECORD_BYTES_AT_FIRST;

    QueuePartition(ShareKey key, TopicPartition name) {
        this.key = key;
        this.name = name;
    }

    /** What its leader has just given. */
    void read(PartitionRecords records) {
        readable = new ReadableLog(records.getLogStartOffset(), records.getHighWatermark(), QueueFetch.NO_EPOCH);
        inVain = 0;
        int count = records.getRecordsCount();
        if (count > 0) recordBytes = 1 + records.getSerializedSize() / count;
    }

    /** How large so many records may be. */
    long bytes(long records) {
        return records * recordBytes;
    }
}
