package akkord.protocol.door.grpc.deadletter;

import akkord.protocol.batch.RecordBatch;
import akkord.protocol.codec.BatchBuilder;
import akkord.protocol.codec.RecordHeader;
import akkord.protocol.domain.TopicPartition;
import akkord.protocol.grpc.v1.FetchedRecord;
import akkord.protocol.grpc.v1.Header;
import akkord.protocol.grpc.v1.NewRecord;
import akkord.protocol.share.DeadLetter;
import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Dead letters as records: what has happened stands in headers (KIP-1191), key, value and the rest are the original's. */
final class LetterRecords {

    private static final String TOPIC = "__dlq.errors.topic";
    private static final String PARTITION = "__dlq.errors.partition";
    private static final String OFFSET = "__dlq.errors.offset";
    private static final String GROUP = "__dlq.errors.group";
    private static final String DELIVERY_COUNT = "__dlq.errors.delivery.count";
    private static final String MESSAGE = "__dlq.errors.message";

    private final TopicPartition source;
    private final String group;
    private final int batchBytesMax;

    /** @param batchBytesMax a letter that would make a larger batch goes without its record */
    LetterRecords(TopicPartition source, String group, int batchBytesMax) {
        this.source = source;
        this.group = group;
        this.batchBytesMax = batchBytesMax;
    }

    /** A record for each of the offsets looked at, in their order. */
    List<NewRecord> of(List<DeadLetter> letters, Originals.Found found) {
        List<NewRecord> records = new ArrayList<>();
        for (DeadLetter letter : letters)
            for (long offset = letter.first(); offset <= letter.last() && records.size() < found.count(); offset++)
                records.add(of(letter, offset, found.records().get(offset)));
        return records;
    }

    private NewRecord of(DeadLetter letter, long offset, @Nullable FetchedRecord original) {
        NewRecord.Builder record = NewRecord.newBuilder();
        if (original != null && fits(letter, offset, original)) {
            if (original.hasKey()) record.setKey(original.getKey());
            if (original.hasValue()) record.setValue(original.getValue());
            record.addAllHeaders(original.getHeadersList());
        }
        // last, so that who asks for the last header of a name is told of this failure, not of an earlier one
        return record.addAllHeaders(headers(letter, offset)).build();
    }

    private List<Header> headers(DeadLetter letter, long offset) {
        return List.of(
                header(TOPIC, source.topic()),
                header(PARTITION, Integer.toString(source.partition())),
                header(OFFSET, Long.toString(offset)),
                header(GROUP, group),
                header(DELIVERY_COUNT, Integer.toString(letter.deliveries())),
                header(
                        MESSAGE,
                        switch (letter.cause()) {
                            case REJECTED -> "a member of the group rejected it";
                            case DELIVERED_TOO_OFTEN ->
                                "it was delivered as often as the group allows, and not accepted";
                        }));
    }

    private static Header header(String name, String value) {
        return Header.newBuilder()
                .setName(name)
                .setValue(ByteString.copyFromUtf8(value))
                .build();
    }

    private boolean fits(DeadLetter letter, long offset, FetchedRecord original) {
        List<RecordHeader> headers = new ArrayList<>();
        for (Header each : original.getHeadersList()) headers.add(of(each));
        for (Header each : headers(letter, offset)) headers.add(of(each));
        @Nullable ByteString key = original.hasKey() ? original.getKey() : null;
        @Nullable ByteString value = original.hasValue() ? original.getValue() : null;
        return RecordBatch.HEADER_BYTES + BatchBuilder.sizeInBytesMax(key, value, headers) <= batchBytesMax;
    }

    private static RecordHeader of(Header header) {
        return new RecordHeader(header.getNameBytes(), header.hasValue() ? header.getValue() : null);
    }
}
