package akkord.protocol.door.grpc;

import akkord.protocol.codec.BatchBuilder;
import akkord.protocol.codec.BatchCompression;
import akkord.protocol.codec.PartitionHash;
import akkord.protocol.codec.RecordHeader;
import akkord.protocol.config.TopicSettings;
import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.RefusedException;
import akkord.protocol.grpc.v1.Header;
import akkord.protocol.grpc.v1.NewRecord;
import akkord.protocol.grpc.v1.ProduceRequest;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One request's records, sorted by partition and made into batches.
 *
 * @param partitionOf by the record's place in the request
 * @param timestampMillis by the record's place in the request
 * @param batches by partition: one or more whole batches
 */
record ProducePlan(int[] partitionOf, long[] timestampMillis, Map<Integer, ByteBuffer> batches) {

    /** Between the header of a batch and its first record nothing is lost, so a record alone may be so much smaller. */
    private static final int FIRST_BATCH_BYTES_MAX = 64 << 10;

    /**
     * @param keyless where records without a key go
     * @throws RefusedException a record is too large for the topic
     */
    static ProducePlan of(ProduceRequest request, int partitions, int keyless, TopicSettings settings, long nowMillis) {
        int[] partitionOf = new int[request.getRecordsCount()];
        long[] timestamps = new long[partitionOf.length];
        BatchCompression codec = codec(request, settings);
        Map<Integer, Batches> byPartition = new LinkedHashMap<>();
        for (int i = 0; i < partitionOf.length; i++) {
            NewRecord record = request.getRecords(i);
            partitionOf[i] = partition(request, record, partitions, keyless);
            timestamps[i] = record.hasTimestampMs() ? record.getTimestampMs() : nowMillis;
            byPartition
                    .computeIfAbsent(partitionOf[i], number -> new Batches(codec, settings.maxMessageBytes()))
                    .add(timestamps[i], record, i);
        }
        Map<Integer, ByteBuffer> built = new LinkedHashMap<>();
        byPartition.forEach((number, batches) -> built.put(number, batches.build()));
        return new ProducePlan(partitionOf, timestamps, built);
    }

    private static int partition(ProduceRequest request, NewRecord record, int partitions, int keyless) {
        if (request.hasPartition()) return request.getPartition();
        return record.hasKey() ? PartitionHash.partition(record.getKey().toByteArray(), partitions) : keyless;
    }

    /** The topic's, if it insists on one. */
    private static BatchCompression codec(ProduceRequest request, TopicSettings settings) {
        return switch (settings.compressionType()) {
            case PRODUCER ->
                switch (request.getCompression()) {
                    case COMPRESSION_NONE -> BatchCompression.NONE;
                    case COMPRESSION_GZIP -> BatchCompression.GZIP;
                    case COMPRESSION_SNAPPY -> BatchCompression.SNAPPY;
                    case COMPRESSION_LZ4 -> BatchCompression.LZ4;
                    case COMPRESSION_ZSTD -> BatchCompression.ZSTD;
                    case UNRECOGNIZED ->
                        throw new RefusedException(
                                ErrorCode.UNSUPPORTED_COMPRESSION_TYPE,
                                "there is no compression " + request.getCompressionValue()
                                        + ": 0 none, 1 gzip, 2 snappy, 3 lz4, 4 zstd");
                };
            case UNCOMPRESSED -> BatchCompression.NONE;
            case GZIP -> BatchCompression.GZIP;
            case SNAPPY -> BatchCompression.SNAPPY;
            case LZ4 -> BatchCompression.LZ4;
            case ZSTD -> BatchCompression.ZSTD;
        };
    }

    /** The records of one partition: one batch, or as many as its largest size makes of them. */
    private static final class Batches {
        private final BatchCompression codec;
        private final int bytesMax;
        private final List<ByteBuffer> full = new ArrayList<>();
        private BatchBuilder open;

        Batches(BatchCompression codec, int bytesMax) {
            this.codec = codec;
            this.bytesMax = bytesMax;
            this.open = new BatchBuilder(codec, Math.min(bytesMax, FIRST_BATCH_BYTES_MAX));
        }

        void add(long timestampMillis, NewRecord record, int place) {
            @Nullable ByteString key = record.hasKey() ? record.getKey() : null;
            @Nullable ByteString value = record.hasValue() ? record.getValue() : null;
            List<RecordHeader> headers = headers(record);
            long size = BatchBuilder.sizeInBytesMax(key, value, headers);
            if (open.records() > 0 && open.sizeInBytes() + size > bytesMax) {
                full.add(open.build());
                open = new BatchBuilder(codec, Math.min(bytesMax, FIRST_BATCH_BYTES_MAX));
            }
            if (open.sizeInBytes() + size > bytesMax) throw tooLarge(place, open.sizeInBytes() + size);
            open.add(timestampMillis, key, value, headers);
        }

        ByteBuffer build() {
            ByteBuffer last = open.build();
            if (full.isEmpty()) return last;
            full.add(last);
            ByteBuffer all = ByteBuffer.allocate(
                    full.stream().mapToInt(ByteBuffer::remaining).sum());
            full.forEach(all::put);
            return all.flip();
        }

        private RefusedException tooLarge(int place, long size) {
            return new RefusedException(
                    ErrorCode.MESSAGE_TOO_LARGE,
                    "record " + place + " of the request makes a batch of " + size + " bytes, the topic takes at most "
                            + bytesMax + " (max.message.bytes)");
        }

        private static List<RecordHeader> headers(NewRecord record) {
            if (record.getHeadersCount() == 0) return List.of();
            List<RecordHeader> headers = new ArrayList<>(record.getHeadersCount());
            for (Header header : record.getHeadersList())
                headers.add(new RecordHeader(header.getNameBytes(), header.hasValue() ? header.getValue() : null));
            return headers;
        }
    }
}
