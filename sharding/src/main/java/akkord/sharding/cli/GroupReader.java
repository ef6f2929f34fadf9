package akkord.sharding.cli;

import akkord.protocol.grpc.v1.Assigned;
import akkord.protocol.grpc.v1.CommitPositions;
import akkord.protocol.grpc.v1.ConsumeRequest;
import akkord.protocol.grpc.v1.ConsumeResponse;
import akkord.protocol.grpc.v1.FetchResponse;
import akkord.protocol.grpc.v1.Position;
import akkord.protocol.grpc.v1.Released;
import akkord.sharding.client.AnswerStream;
import java.io.PrintWriter;
import java.util.Map;
import java.util.stream.Collectors;

/** Reads as a member of a group: what has been printed is committed, and so printed again only after a failure. */
final class GroupReader {

    private final String topic;
    private final AnswerStream<ConsumeRequest, ConsumeResponse> stream;
    private final RecordPrinter printer;
    private final PrintWriter err;
    private final boolean shown;
    private int generation;
    private int unanswered;

    /** @param shown tell of assignments */
    GroupReader(
            String topic,
            AnswerStream<ConsumeRequest, ConsumeResponse> stream,
            RecordPrinter printer,
            PrintWriter err,
            boolean shown) {
        this.topic = topic;
        this.stream = stream;
        this.printer = printer;
        this.err = err;
        this.shown = shown;
    }

    /** Until the stream is closed or enough was printed, and that is committed. */
    void readAll() throws InterruptedException {
        boolean more = true;
        while (more || unanswered > 0) {
            ConsumeResponse answer = stream.next();
            if (answer == null) return;
            switch (answer.getSayCase()) {
                case ASSIGNED -> tell(answer.getAssigned());
                case RECORDS -> {
                    if (more) more = print(answer.getRecords());
                }
                case REVOKED ->
                    stream.say(ConsumeRequest.newBuilder()
                            .setReleased(Released.getDefaultInstance())
                            .build());
                case COMMITTED -> {
                    unanswered--;
                    if (!answer.getCommitted().getRefusal().isEmpty())
                        err.println("akkord: not committed, so it will be printed again: "
                                + answer.getCommitted().getRefusal());
                    err.flush();
                }
                case DELIVERED, SAY_NOT_SET -> err.flush();
            }
        }
        // the commits are answered; now it leaves, and does not wait for its session's end
        stream.sayNoMore();
        while (stream.next() != null) err.flush();
    }

    private boolean print(FetchResponse records) {
        boolean more = printer.printAtOnce(records);
        CommitPositions.Builder commit = CommitPositions.newBuilder().setGeneration(generation);
        for (Map.Entry<Integer, Long> next : printer.takePrinted().entrySet())
            commit.addPositions(Position.newBuilder()
                    .setTopic(topic)
                    .setPartition(next.getKey())
                    .setOffset(next.getValue()));
        if (commit.getPositionsCount() > 0) {
            unanswered++;
            stream.say(ConsumeRequest.newBuilder().setCommit(commit).build());
        }
        return more;
    }

    private void tell(Assigned assigned) {
        generation = assigned.getGeneration();
        if (!shown) return;
        String partitions = assigned.getPartitionsList().stream()
                .map(position -> Integer.toString(position.getPartition()))
                .collect(Collectors.joining(", "));
        err.println("Generation " + assigned.getGeneration() + ": "
                + (partitions.isEmpty() ? "no partitions" : "partitions " + partitions));
        err.flush();
    }
}
