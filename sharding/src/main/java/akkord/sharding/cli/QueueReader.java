package akkord.sharding.cli;

import akkord.protocol.grpc.v1.AcknowledgeRecords;
import akkord.protocol.grpc.v1.AcknowledgedRange;
import akkord.protocol.grpc.v1.Assigned;
import akkord.protocol.grpc.v1.ConsumeRequest;
import akkord.protocol.grpc.v1.ConsumeResponse;
import akkord.protocol.grpc.v1.Delivered;
import akkord.protocol.grpc.v1.DeliveryCount;
import akkord.protocol.grpc.v1.Outcome;
import akkord.sharding.client.AnswerStream;
import java.io.PrintWriter;
import java.util.Map;
import java.util.stream.Collectors;

/** Takes records from a queue: what has been printed is accepted, and what has not goes to others. */
final class QueueReader {

    private final AnswerStream<ConsumeRequest, ConsumeResponse> stream;
    private final RecordPrinter printer;
    private final PrintWriter err;
    private final boolean shown;
    private int unanswered;

    /** @param shown tell of assignments */
    QueueReader(
            AnswerStream<ConsumeRequest, ConsumeResponse> stream,
            RecordPrinter printer,
            PrintWriter err,
            boolean shown) {
        this.stream = stream;
        this.printer = printer;
        this.err = err;
        this.shown = shown;
    }

    /** Until the stream is closed or enough was printed, and that is accepted. */
    void readAll() throws InterruptedException {
        boolean more = true;
        while (more || unanswered > 0) {
            ConsumeResponse answer = stream.next();
            if (answer == null) return;
            switch (answer.getSayCase()) {
                case ASSIGNED -> tell(answer.getAssigned());
                case DELIVERED -> {
                    if (more) more = print(answer.getDelivered());
                }
                case COMMITTED -> {
                    unanswered--;
                    if (!answer.getCommitted().getRefusal().isEmpty())
                        err.println("akkord: not accepted, so it may be printed again: "
                                + answer.getCommitted().getRefusal());
                    err.flush();
                }
                case RECORDS, REVOKED, SAY_NOT_SET -> err.flush();
            }
        }
        // what it was given and has not printed is for others now, not when its locks end
        stream.sayNoMore();
        while (stream.next() != null) err.flush();
    }

    private boolean print(Delivered delivered) {
        boolean more = printer.printAtOnce(delivered);
        Map<Integer, Long> printed = printer.takePrinted();
        AcknowledgeRecords.Builder accepted = AcknowledgeRecords.newBuilder();
        for (DeliveryCount count : delivered.getCountsList()) {
            long last = Math.min(count.getLastOffset(), printed.getOrDefault(count.getPartition(), 0L) - 1);
            if (last >= count.getFirstOffset())
                accepted.addRanges(AcknowledgedRange.newBuilder()
                        .setTopic(count.getTopic())
                        .setPartition(count.getPartition())
                        .setFirstOffset(count.getFirstOffset())
                        .setLastOffset(last)
                        .setOutcome(Outcome.OUTCOME_ACCEPT));
        }
        if (accepted.getRangesCount() > 0) {
            unanswered++;
            stream.say(ConsumeRequest.newBuilder().setAcknowledge(accepted).build());
        }
        return more;
    }

    private void tell(Assigned assigned) {
        if (!shown) return;
        String partitions = assigned.getPartitionsList().stream()
                .map(position -> Integer.toString(position.getPartition()))
                .collect(Collectors.joining(", "));
        err.println("Epoch " + assigned.getGeneration() + ": "
                + (partitions.isEmpty() ? "no partitions" : "partitions " + partitions));
        err.flush();
    }
}
