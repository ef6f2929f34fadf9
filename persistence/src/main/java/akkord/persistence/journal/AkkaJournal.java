package akkord.persistence.journal;

import akka.persistence.AtomicWrite;
import akka.persistence.PersistentRepr;
import akka.persistence.journal.japi.AsyncWriteJournal;
import akka.serialization.Serialization;
import akka.serialization.SerializationExtension;
import com.typesafe.config.Config;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import scala.concurrent.Future;
import scala.jdk.javaapi.CollectionConverters;

/** The plugin {@code akkord.journal}. Made by Akka, from the plugin's block of the configuration. */
public final class AkkaJournal extends AsyncWriteJournal {

    private static final byte[] HOLE = {};

    private final Serialization serialization =
            SerializationExtension.get(context().system());
    private final ReplicatedJournal journal = ReplicatedJournal.get(context().system());
    private final long startTimeoutMillis;
    private final int replayEventsMax;

    public AkkaJournal(Config config) {
        startTimeoutMillis = config.getDuration("start-timeout").toMillis();
        replayEventsMax = config.getInt("replay-events-max");
    }

    private <T> Future<T> whenReady(Function<ReplicatedJournal, CompletionStage<T>> then) {
        return ScalaFutures.of(journal.whenReady()
                .toCompletableFuture()
                .orTimeout(startTimeoutMillis, TimeUnit.MILLISECONDS)
                .thenCompose(then));
    }

    @Override
    public Future<Iterable<Optional<Exception>>> doAsyncWriteMessages(Iterable<AtomicWrite> writes) {
        List<Optional<Exception>> answers = new ArrayList<>();
        List<byte[]> events = new ArrayList<>();
        PersistentRepr first = null;
        for (AtomicWrite write : writes) {
            List<PersistentRepr> reprs = CollectionConverters.asJava(write.payload());
            if (first == null) first = reprs.get(0);
            answers.add(serialize(reprs, events));
        }
        if (first == null) return whenReady(j -> CompletableFuture.completedFuture(answers));
        Operation.Write write =
                new Operation.Write(first.writerUuid(), first.persistenceId(), first.sequenceNr(), events);
        return whenReady(j -> j.submit(write).thenApply(outcome -> {
            if (!outcome.accepted()) throw new StaleWriterException(write, outcome.highestSequenceNr());
            return answers;
        }));
    }

    /** All events of an atomic write or none: a rejected one leaves holes, so that the numbers stay contiguous. */
    private Optional<Exception> serialize(List<PersistentRepr> reprs, List<byte[]> events) {
        List<byte[]> bytes = new ArrayList<>();
        try {
            for (PersistentRepr repr : reprs)
                bytes.add(serialization.serialize(repr).get());
            events.addAll(bytes);
            return Optional.empty();
        } catch (Exception e) {
            for (int i = 0; i < reprs.size(); i++) events.add(HOLE);
            return Optional.of(e);
        }
    }

    @Override
    public Future<Void> doAsyncDeleteMessagesTo(String persistenceId, long toSequenceNr) {
        return whenReady(j -> j.submit(new Operation.DeleteEvents(persistenceId, toSequenceNr))
                .thenAccept(outcome -> {}));
    }

    @Override
    public Future<Long> doAsyncReadHighestSequenceNr(String persistenceId, long fromSequenceNr) {
        return whenReady(j -> j.upToDate().thenApply(now -> now.highestSequenceNr(persistenceId)));
    }

    @Override
    public Future<Void> doAsyncReplayMessages(
            String persistenceId, long from, long to, long max, Consumer<PersistentRepr> replay) {
        return ScalaFutures.of(journal.whenReady()
                .toCompletableFuture()
                .orTimeout(startTimeoutMillis, TimeUnit.MILLISECONDS)
                .thenCompose(ReplicatedJournal::upToDate)
                .thenAcceptAsync(
                        j -> replay(j, persistenceId, from, to, max, replay),
                        context().dispatcher()));
    }

    private void replay(
            ReplicatedJournal j, String persistenceId, long from, long to, long max, Consumer<PersistentRepr> replay) {
        long next = from;
        long left = max;
        while (left > 0) {
            List<History.StoredEvent> chunk = j.events(persistenceId, next, to, (int) Math.min(left, replayEventsMax));
            if (chunk.isEmpty()) return;
            for (History.StoredEvent event : chunk)
                replay.accept(serialization
                        .deserialize(event.bytes(), PersistentRepr.class)
                        .get());
            left -= chunk.size();
            next = chunk.get(chunk.size() - 1).sequenceNr() + 1;
        }
    }
}
