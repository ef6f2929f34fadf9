package akkord.persistence.journal;

import akka.persistence.SelectedSnapshot;
import akka.persistence.SnapshotMetadata;
import akka.persistence.SnapshotSelectionCriteria;
import akka.persistence.serialization.Snapshot;
import akka.persistence.snapshot.japi.SnapshotStore;
import akka.serialization.Serialization;
import akka.serialization.SerializationExtension;
import com.typesafe.config.Config;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import scala.concurrent.Future;

/** The plugin {@code akkord.snapshot-store}: Akka's snapshots of actors, in the same replicated state. */
public final class AkkaSnapshotStore extends SnapshotStore {

    private final Serialization serialization =
            SerializationExtension.get(context().system());
    private final ReplicatedJournal journal = ReplicatedJournal.get(context().system());
    private final long startTimeoutMillis;

    public AkkaSnapshotStore(Config config) {
        startTimeoutMillis = config.getDuration("start-timeout").toMillis();
    }

    private CompletableFuture<ReplicatedJournal> ready() {
        return journal.whenReady().toCompletableFuture().orTimeout(startTimeoutMillis, TimeUnit.MILLISECONDS);
    }

    @Override
    public Future<Optional<SelectedSnapshot>> doLoadAsync(String persistenceId, SnapshotSelectionCriteria criteria) {
        return ScalaFutures.of(ready().thenCompose(ReplicatedJournal::upToDate)
                .thenApply(j -> j.newestSnapshot(persistenceId, rangeOf(criteria))
                        .map(stored -> selected(persistenceId, stored))));
    }

    private SelectedSnapshot selected(String persistenceId, History.StoredSnapshot stored) {
        Snapshot snapshot =
                serialization.deserialize(stored.bytes(), Snapshot.class).get();
        return SelectedSnapshot.create(
                new SnapshotMetadata(persistenceId, stored.sequenceNr(), stored.timestampMillis()), snapshot.data());
    }

    @Override
    public Future<Void> doSaveAsync(SnapshotMetadata metadata, Object snapshot) {
        byte[] bytes = serialization.serialize(new Snapshot(snapshot)).get();
        return submit(new Operation.SaveSnapshot(
                metadata.persistenceId(), metadata.sequenceNr(), metadata.timestamp(), bytes));
    }

    @Override
    public Future<Void> doDeleteAsync(SnapshotMetadata metadata) {
        // Akka leaves the timestamp 0 when any will do
        long from = metadata.timestamp() == 0 ? Long.MIN_VALUE : metadata.timestamp();
        long to = metadata.timestamp() == 0 ? Long.MAX_VALUE : metadata.timestamp();
        SnapshotRange range = new SnapshotRange(metadata.sequenceNr(), metadata.sequenceNr(), from, to);
        return submit(new Operation.DeleteSnapshots(metadata.persistenceId(), range));
    }

    @Override
    public Future<Void> doDeleteAsync(String persistenceId, SnapshotSelectionCriteria criteria) {
        return submit(new Operation.DeleteSnapshots(persistenceId, rangeOf(criteria)));
    }

    private Future<Void> submit(Operation operation) {
        return ScalaFutures.of(ready().thenCompose(j -> j.submit(operation)).thenAccept(outcome -> {}));
    }

    private static SnapshotRange rangeOf(SnapshotSelectionCriteria criteria) {
        return new SnapshotRange(
                criteria.minSequenceNr(), criteria.maxSequenceNr(), criteria.minTimestamp(), criteria.maxTimestamp());
    }
}
