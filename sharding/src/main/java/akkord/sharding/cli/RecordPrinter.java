package akkord.sharding.cli;

import akkord.protocol.grpc.v1.Delivered;
import akkord.protocol.grpc.v1.DeliveryCount;
import akkord.protocol.grpc.v1.FetchRequest;
import akkord.protocol.grpc.v1.FetchResponse;
import akkord.protocol.grpc.v1.FetchedRecord;
import akkord.protocol.grpc.v1.PartitionRecords;
import akkord.sharding.client.AnswerStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Prints what a fetch stream brings, and remembers which partitions could not be read. */
final class RecordPrinter {

    private static final int BUFFER_BYTES = 256 << 10;

    private final PrintStream console;
    private final OutputStream out;
    private final RecordFormat format;
    private final Progress progress;
    private final boolean follow;
    private final long max;
    private final Map<Integer, String> unreadable = new TreeMap<>();
    private final Map<Integer, Long> printed = new TreeMap<>();

    /** @param follow let nothing wait in a buffer once there is no more to print */
    RecordPrinter(PrintStream console, RecordFormat format, long max, Progress progress, boolean follow) {
        this.console = console;
        this.out = new BufferedOutputStream(console, BUFFER_BYTES);
        this.format = format;
        this.max = max;
        this.progress = progress;
        this.follow = follow;
    }

    /** Until the stream ends, enough was printed, or nobody reads any more (a closed pipe, as by {@code head}). */
    void printAll(AnswerStream<FetchRequest, FetchResponse> answers) throws InterruptedException {
        try {
            for (FetchResponse answer = answers.next(); answer != null; answer = answers.next()) {
                boolean more = print(answer, List.of());
                if (follow && !answers.hasNext()) out.flush();
                if (console.checkError()) return;
                if (!more) break;
            }
            out.flush();
        } catch (IOException unexpected) {
            throw new UncheckedIOException(unexpected);
        }
    }

    /** @return whether more is to be printed, and somebody reads it */
    boolean printAtOnce(FetchResponse answer) {
        return printAtOnce(answer, List.of());
    }

    /** As above, of a queue. */
    boolean printAtOnce(Delivered delivered) {
        return printAtOnce(delivered.getRecords(), delivered.getCountsList());
    }

    private boolean printAtOnce(FetchResponse answer, List<DeliveryCount> counts) {
        try {
            boolean more = print(answer, counts);
            out.flush();
            if (!console.checkError()) return more;
            // nobody has seen it
            printed.clear();
            return false;
        } catch (IOException unexpected) {
            throw new UncheckedIOException(unexpected);
        }
    }

    /** By partition the offset after what was printed since this was asked last. */
    Map<Integer, Long> takePrinted() {
        Map<Integer, Long> taken = new TreeMap<>(printed);
        printed.clear();
        return taken;
    }

    private boolean print(FetchResponse answer, List<DeliveryCount> counts) throws IOException {
        for (PartitionRecords part : answer.getPartitionsList()) {
            if (part.hasError())
                unreadable.put(part.getPartition(), part.getError().getMessage());
            for (FetchedRecord record : part.getRecordsList()) {
                format.print(part.getPartition(), record, deliveries(counts, part.getPartition(), record), out);
                long bytes = record.getKey().size() + (long) record.getValue().size();
                progress.add(1, bytes);
                printed.put(part.getPartition(), record.getOffset() + 1);
                if (progress.records() >= max) return false;
            }
        }
        return true;
    }

    private static int deliveries(List<DeliveryCount> counts, int partition, FetchedRecord record) {
        for (DeliveryCount count : counts) {
            boolean within =
                    count.getFirstOffset() <= record.getOffset() && record.getOffset() <= count.getLastOffset();
            if (within && count.getPartition() == partition) return count.getCount();
        }
        return 1;
    }

    /** Tells of partitions that could not be read; false when there were none. */
    boolean unreadable(PrintWriter err) {
        unreadable.forEach((partition, why) -> err.println("akkord: partition " + partition + ": " + why));
        err.flush();
        return !unreadable.isEmpty();
    }
}
