package akkord.protocol.door.grpc.deadletter;

import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.RefusedException;
import akkord.protocol.domain.TopicPartition;
import akkord.protocol.grpc.v1.Fetch;
import akkord.protocol.grpc.v1.FetchRequest;
import akkord.protocol.grpc.v1.FetchResponse;
import akkord.protocol.grpc.v1.FetchedRecord;
import akkord.protocol.grpc.v1.Latest;
import akkord.protocol.grpc.v1.PartitionFetch;
import akkord.protocol.grpc.v1.PartitionRecords;
import akkord.protocol.grpc.v1.Start;
import akkord.protocol.share.DeadLetter;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Reads the records that dead letters are about, for one copy, from wherever the partition is led. Where there is none
 * (any more), since retention or compaction has removed it, its letter goes without.
 */
final class Originals {

    /** Letters so many offsets apart are likely to lie in one batch. */
    private static final int NEAR = 1_000;

    private static final Start LATEST =
            Start.newBuilder().setLatest(Latest.getDefaultInstance()).build();

    private final Fetch fetch;
    private final TopicPartition source;
    private final List<DeadLetter> letters;
    private final int bytesMax;
    private final Map<Long, FetchedRecord> records = new HashMap<>();
    private int at;
    private long offset;
    private long logStart;
    private long count;
    private long bytes;

    /** @param count so many offsets, from the first on, were looked at @param records by their offset */
    record Found(long count, Map<Long, FetchedRecord> records) {

        static Found none(List<DeadLetter> letters) {
            return new Found(letters.stream().mapToLong(DeadLetter::count).sum(), Map.of());
        }
    }

    private Originals(Fetch fetch, TopicPartition source, List<DeadLetter> letters, int bytesMax) {
        this.fetch = fetch;
        this.source = source;
        this.letters = letters;
        this.bytesMax = bytesMax;
        this.offset = letters.get(0).first();
    }

    /** Fails when the partition cannot be read now. @param bytesMax ends behind the record that reaches it */
    static CompletionStage<Found> read(Fetch fetch, TopicPartition source, List<DeadLetter> letters, int bytesMax) {
        Originals originals = new Originals(fetch, source, letters, bytesMax);
        return originals.ask(LATEST, 1).thenCompose(end -> {
            originals.logStart = end.getLogStartOffset();
            return originals.readOn();
        });
    }

    private CompletionStage<Found> readOn() {
        while (at < letters.size() && bytes < bytesMax) {
            DeadLetter letter = letters.get(at);
            if (offset > letter.last()) {
                at++;
                if (at < letters.size()) offset = letters.get(at).first();
            } else if (offset < logStart) goTo(Math.min(letter.last() + 1, logStart));
            else
                return ask(Start.newBuilder().setOffset(offset).build(), bytesAsked(letter))
                        .thenCompose(read -> {
                            take(read);
                            return readOn();
                        });
        }
        return CompletableFuture.completedFuture(new Found(count, records));
    }

    /** Of a record that is alone, its batch is read and no more; else as much as may still come. */
    private int bytesAsked(DeadLetter letter) {
        boolean isAlone = offset == letter.last() && !(isFurther(at + 1, offset + NEAR));
        return isAlone ? 1 : (int) (bytesMax - bytes);
    }

    /** Whether there is such a letter, and it begins behind where this is and before {@code end}. */
    private boolean isFurther(int which, long end) {
        return which < letters.size()
                && letters.get(which).first() >= offset
                && letters.get(which).first() < end;
    }

    /** Takes what the answer has of this letter, and of those behind it. */
    private void take(PartitionRecords read) {
        long end = read.getNextOffset();
        if (end <= offset)
            throw new RefusedException(
                    ErrorCode.OFFSET_NOT_AVAILABLE, "offset " + offset + " of " + source + " cannot be read now");
        int i = 0;
        while (true) {
            DeadLetter letter = letters.get(at);
            long until = Math.min(letter.last() + 1, end);
            for (; i < read.getRecordsCount() && read.getRecords(i).getOffset() < until; i++)
                if (read.getRecords(i).getOffset() >= offset) keep(read.getRecords(i));
            goTo(until);
            if (offset <= letter.last() || !isFurther(at + 1, end)) return;
            offset = letters.get(++at).first();
        }
    }

    /** A copy: one that was read here would keep all of its batch in memory, unpacked. */
    private void keep(FetchedRecord record) {
        try {
            records.put(record.getOffset(), FetchedRecord.parseFrom(record.toByteArray()));
            bytes += record.getSerializedSize();
        } catch (InvalidProtocolBufferException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private void goTo(long next) {
        count += next - offset;
        offset = next;
    }

    private CompletionStage<PartitionRecords> ask(Start start, int most) {
        FetchRequest request = FetchRequest.newBuilder()
                .setMaxBytes(most)
                .setUntilEnd(true)
                .addPartitions(PartitionFetch.newBuilder()
                        .setTopic(source.topic())
                        .setPartition(source.partition())
                        .setStart(start))
                .build();
        return fetch.fetch(request).thenApply(this::only);
    }

    private PartitionRecords only(FetchResponse response) {
        if (response.getPartitionsCount() == 1 && !response.getPartitions(0).hasError())
            return response.getPartitions(0);
        String why = response.getPartitionsCount() == 1
                ? response.getPartitions(0).getError().getMessage()
                : "nothing can be read of it";
        throw new RefusedException(ErrorCode.LEADER_NOT_AVAILABLE, source + " cannot be read now: " + why);
    }
}
