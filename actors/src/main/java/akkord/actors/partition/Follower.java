package akkord.actors.partition;

import akkord.actors.partition.core.ReplicaEvent;
import akkord.protocol.batch.RecordBatch;
import akkord.protocol.controller.ControllerCommand.ReplicaNews;
import akkord.protocol.partition.DamagedLogException;
import akkord.protocol.partition.FetchPosition;
import akkord.protocol.partition.LogReader.EpochEnd;
import akkord.protocol.partition.PartitionCommand.Diverged;
import akkord.protocol.partition.PartitionCommand.ReplicaRecords;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a serving replica does with what comes from its leader: takes over batches as they are, with their offsets,
 * epochs and producers. Whether something is still wanted, and what follows from it, the core says.
 */
final class Follower {

    private static final Logger LOG = LoggerFactory.getLogger(Follower.class);

    private final Replica replica;
    private final ReplicaLog log;
    private boolean troubled;

    Follower(Replica replica, ReplicaLog log) {
        this.replica = replica;
        this.log = log;
    }

    /** The bytes are given back in any case. */
    void onRecords(ReplicaRecords records) throws DamagedLogException {
        try {
            FetchPosition position = records.position();
            if (!replica.core.awaits(position)) return;
            ByteBuffer bytes = records.batches().buffer();
            int size = bytes.remaining();
            if (size > 0) append(bytes, position);
            replica.replicated(
                    new ReplicaEvent.Replicated(
                            position,
                            log.logEndOffset(),
                            log.lastEpoch(),
                            records.highWatermark(),
                            records.logStartOffset()),
                    size);
            if (troubled) overIt();
        } catch (DamagedLogException damaged) {
            throw damaged;
        } catch (IOException trouble) {
            tryAgainLater(records.position(), trouble);
        } finally {
            records.batches().release().run();
        }
    }

    private void append(ByteBuffer bytes, FetchPosition position) throws IOException {
        beginWithItsFirstBatch(bytes);
        String fault = LeaderBatches.fault(bytes, log.logEndOffset(), log.lastEpoch(), position.leaderEpoch());
        if (fault != null) throw new IOException("node " + position.leader() + " sent what cannot be stored: " + fault);
        for (ByteBuffer run : LeaderBatches.byEpoch(bytes))
            log.append(new ByteBuffer[] {run}, LeaderBatches.epoch(run, run.position()));
        long start = replica.core.state().logStartOffset();
        if (log.logStartOffset() < start) log.advanceLogStart(start);
    }

    /**
     * Records were deleted up to the middle of a batch: the leader's log begins there, and what it sends first with
     * the whole batch. A log that is still empty begins with it too; its records below the start are never shown.
     */
    private void beginWithItsFirstBatch(ByteBuffer bytes) throws IOException {
        boolean empty = log.logStartOffset() == log.logEndOffset();
        if (empty && LeaderBatches.isInsideFirst(bytes, log.logEndOffset()))
            log.restartAt(RecordBatch.baseOffset(bytes, bytes.position()));
    }

    /** A full disk, or bytes that came damaged: nothing of it is in the log, or whole batches of it are. */
    private void tryAgainLater(FetchPosition position, IOException trouble) {
        if (!troubled)
            LOG.atWarn()
                    .addKeyValue("partition", replica.partition)
                    .setCause(trouble)
                    .log("a follower cannot take over its leader's records; it tries again");
        troubled = true;
        replica.troubles.tell(ReplicaNews.CANNOT_WRITE);
        Duration pause =
                Duration.ofMillis(replica.context.brokerSettings().now().integer("replica.fetch.backoff.ms"));
        replica.actor.scheduleOnce(pause, replica.actor.getSelf(), new OwnMessage.FollowAgain(position));
    }

    private void overIt() {
        troubled = false;
        replica.troubles.over();
        LOG.atInfo().addKeyValue("partition", replica.partition).log("the follower takes over records again");
    }

    /** After a failure, from where the log ends now. */
    void onAgain(OwnMessage.FollowAgain again) {
        if (!replica.core.awaits(again.position())) return;
        boolean grown = log.logEndOffset() > again.position().fetchOffset();
        if (grown)
            replica.replicated(
                    new ReplicaEvent.Replicated(
                            again.position(),
                            log.logEndOffset(),
                            log.lastEpoch(),
                            replica.core.state().highWatermark(),
                            log.logStartOffset()),
                    1);
        else replica.step(new ReplicaEvent.FollowFailed(again.position()));
    }

    void onDiverged(Diverged diverged) {
        EpochEnd own = log.reader().endOffsetForEpoch(diverged.leaders().leaderEpoch());
        replica.step(new ReplicaEvent.Diverged(diverged.position(), diverged.leaders(), own));
    }
}
