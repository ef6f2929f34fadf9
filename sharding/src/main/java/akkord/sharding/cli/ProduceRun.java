package akkord.sharding.cli;

import akkord.protocol.grpc.v1.Failure;
import akkord.protocol.grpc.v1.NewRecord;
import akkord.protocol.grpc.v1.ProduceRequest;
import akkord.sharding.client.ProduceStream;
import akkord.sharding.client.ServerRefusedException;
import java.time.Duration;

/**
 * Gathers records into requests, sends them, and ends in one of two ways: everything acknowledged, or a
 * sentence that says how much was. Thread-safe, because an interrupt ends it from another thread.
 */
final class ProduceRun {

    /** Above the time a node may take to acknowledge, which each request carries. */
    private static final Duration FINISH_WITHIN = Duration.ofSeconds(60);

    private final ProduceStream stream;
    private final Acknowledgements acknowledgements;
    private final ProduceRequest template;
    private final int batchBytes;
    private final Progress progress;
    private ProduceRequest.Builder batch;
    private int gatheredBytes;
    private boolean finished;

    /** @param template everything of a request but its records @param batchBytes about what a request carries */
    ProduceRun(
            ProduceStream stream,
            Acknowledgements acknowledgements,
            ProduceRequest template,
            int batchBytes,
            Progress progress) {
        this.stream = stream;
        this.acknowledgements = acknowledgements;
        this.template = template;
        this.batchBytes = batchBytes;
        this.progress = progress;
        this.batch = template.toBuilder();
    }

    /** False when the run has ended or failed, so that reading on makes no sense. */
    synchronized boolean add(NewRecord record) throws InterruptedException {
        if (finished || acknowledgements.failed()) return false;
        int size = record.getSerializedSize();
        if (gatheredBytes > 0 && gatheredBytes + size > batchBytes) send();
        batch.addRecords(record);
        gatheredBytes += size;
        progress.add(1, record.getKey().size() + (long) record.getValue().size());
        return true;
    }

    /** Sends what has gathered. */
    synchronized void flush() {
        if (finished || acknowledgements.failed()) return;
        try {
            send();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void send() throws InterruptedException {
        if (gatheredBytes == 0) return;
        try {
            stream.send(batch.build());
        } catch (ServerRefusedException broken) {
            throw brokenOff(broken);
        }
        batch = template.toBuilder();
        gatheredBytes = 0;
    }

    /**
     * Sends the rest and waits for every answer.
     *
     * @throws CommandFailedException not everything was acknowledged
     */
    synchronized void finish() throws InterruptedException {
        if (finished) return;
        if (!acknowledgements.failed()) send();
        finished = true;
        try {
            stream.finish(FINISH_WITHIN);
        } catch (ServerRefusedException broken) {
            throw brokenOff(broken);
        }
        Failure failure = acknowledgements.failure();
        if (failure != null)
            throw new CommandFailedException(failure.getMessage() + " (" + failure.getReason() + "). "
                    + Text.count(acknowledgements.acknowledged(), "record") + " acknowledged, "
                    + Text.grouped(acknowledgements.refused()) + " refused.");
    }

    private CommandFailedException brokenOff(ServerRefusedException why) {
        finished = true;
        return new CommandFailedException(why.getMessage() + " " + Text.count(acknowledgements.acknowledged(), "record")
                + " acknowledged; " + Text.grouped(stream.unansweredRecords())
                + " more sent, which may or may not have been written.");
    }
}
