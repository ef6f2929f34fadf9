package akkord.sharding.cli;

import akkord.protocol.grpc.v1.Acks;
import akkord.protocol.grpc.v1.Failure;
import akkord.protocol.grpc.v1.ProduceRequest;
import akkord.protocol.grpc.v1.ProduceResponse;
import akkord.protocol.grpc.v1.RecordPosition;
import akkord.sharding.client.ProduceStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What became of the records that were sent. Filled by the connection's thread, read by the command's. */
final class Acknowledgements implements ProduceStream.Listener {

    private final @Nullable OutputStream report;
    private final Map<Integer, Long> byPartition = new TreeMap<>();
    private long answered;
    private long acknowledged;
    private @Nullable Failure failure;
    private @Nullable IOException reportFailure;

    /** @param report gets a line {@code NUMBER PARTITION OFFSET} for every acknowledged record; null: nothing */
    Acknowledgements(@Nullable OutputStream report) {
        this.report = report;
    }

    @Override
    public synchronized void answered(ProduceRequest request, ProduceResponse response) {
        boolean promised = request.getAcks() != Acks.ACKS_NONE;
        StringBuilder lines = new StringBuilder();
        for (RecordPosition position : response.getPositionsList()) {
            answered++;
            if (promised && position.getOffset() < 0) continue;
            acknowledged++;
            byPartition.merge(position.getPartition(), 1L, Long::sum);
            if (report != null && promised)
                lines.append(answered)
                        .append(' ')
                        .append(position.getPartition())
                        .append(' ')
                        .append(position.getOffset())
                        .append('\n');
        }
        // A request that was refused as a whole may come without positions.
        answered += request.getRecordsCount() - response.getPositionsCount();
        if (response.hasError() && failure == null) failure = response.getError();
        write(lines);
    }

    private void write(StringBuilder lines) {
        if (report == null || lines.isEmpty() || reportFailure != null) return;
        try {
            report.write(lines.toString().getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            reportFailure = e;
        }
    }

    /** True once something was refused: then nothing more should be sent. */
    synchronized boolean failed() {
        return failure != null || reportFailure != null;
    }

    /** Why the first refused request was refused; null when none was. */
    synchronized @Nullable Failure failure() {
        if (reportFailure != null) throw new UncheckedIOException(reportFailure);
        return failure;
    }

    synchronized long acknowledged() {
        return acknowledged;
    }

    synchronized long refused() {
        return answered - acknowledged;
    }

    /** {@code partition 0: 12, 1: 13}. */
    synchronized String counts() {
        if (byPartition.isEmpty()) return "";
        return byPartition.entrySet().stream()
                .map(entry -> entry.getKey() + ": " + Text.grouped(entry.getValue()))
                .collect(Collectors.joining(", ", "; partition ", ""));
    }
}
