package akkord.protocol.door.kafka.handler;

import akkord.protocol.domain.TopicPartition;
import akkord.protocol.door.kafka.connection.SliceRecords;
import akkord.protocol.metadata.MetadataImage;
import akkord.protocol.metadata.NodeImage;
import akkord.protocol.partition.DamagedLogException;
import akkord.protocol.partition.FollowerAgreement;
import akkord.protocol.partition.LogReader.EpochEnd;
import akkord.protocol.partition.LogSlice;
import akkord.protocol.partition.OffsetOutOfRangeException;
import akkord.protocol.partition.PartitionCommand.AwaitLogEnd;
import akkord.protocol.partition.PartitionCommand.FollowerFetched;
import akkord.protocol.partition.PartitionView;
import akkord.protocol.partition.PendingFetch;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads for a follower what is due of its session, up to the end of the log. The leaders hear first how far the
 * follower has come. The slices it opens belong to whoever takes the reads.
 */
final class ReplicaPass {

    private static final Logger LOG = LoggerFactory.getLogger(ReplicaPass.class);

    private static final long UNKNOWN = -1;

    private final KafkaDoorContext context;
    private final Leaders leaders;
    private final ReplicaSession session;
    private final FetchTerms terms;
    private final List<Read> reads = new ArrayList<>();
    private final List<Leaders.Found.Leader> read = new ArrayList<>();
    private long bytes;
    private boolean failed;

    record Read(ReplicaTarget target, PartitionData data) {}

    ReplicaPass(KafkaDoorContext context, Leaders leaders, ReplicaSession session, FetchTerms terms) {
        this.context = context;
        this.leaders = leaders;
        this.session = session;
        this.terms = terms;
    }

    /** Those that do not fit stay due, and come first next time. */
    ReplicaPass run() {
        for (ReplicaTarget target : session.due()) {
            if (bytes >= terms.bytesMax() && bytes > 0 && !target.isMoved()) continue;
            session.taken(target);
            reads.add(new Read(target, read(target)));
        }
        return this;
    }

    List<Read> reads() {
        return reads;
    }

    long bytes() {
        return bytes;
    }

    /** Whether a partition has something to say that should not wait. */
    boolean hasFailed() {
        return failed;
    }

    void discard() {
        for (Read read : reads) FetchPass.close(read.data());
    }

    /** What was read is due again. */
    void putBack() {
        discard();
        for (Read read : reads) if (!read.target().isWatched()) session.again(read.target());
    }

    /** What was put back was not enough: {@code fetch} is complete when some of it has grown. */
    void awaitMoreThan(PendingFetch fetch) {
        for (Leaders.Found.Leader leader : read) {
            PartitionView seen = leader.view();
            leader.partition().actor().tell(new AwaitLogEnd(fetch, seen.logEndOffset(), seen.leaderEpoch()));
        }
    }

    /** Adds how far what the follower has already is committed by now, where that is news. */
    void addCommitted() {
        Set<ReplicaTarget> readNow = new HashSet<>();
        for (Read read : reads) readNow.add(read.target());
        for (Iterator<ReplicaTarget> all = session.uncommitted().iterator(); all.hasNext(); ) {
            ReplicaTarget target = all.next();
            if (readNow.contains(target)) continue;
            if (!(find(target) instanceof Leaders.Found.Leader leader)) {
                all.remove();
                continue;
            }
            PartitionView view = leader.view();
            reads.add(new Read(target, offsets(target, view)));
            if (view.highWatermark() >= view.logEndOffset()) all.remove();
        }
    }

    /** Says for idle followers that they are where they were. */
    void tellOfIdle(List<ReplicaTarget> idle) {
        for (ReplicaTarget target : idle)
            if (find(target) instanceof Leaders.Found.Leader leader) tell(leader, target.wanted());
    }

    private Leaders.Found find(ReplicaTarget target) {
        return leaders.find(target.key(), target.wanted().currentLeaderEpoch());
    }

    private static PartitionData offsets(ReplicaTarget target, PartitionView view) {
        return new PartitionData()
                .setPartitionIndex(target.key().partition())
                .setHighWatermark(view.highWatermark())
                .setLastStableOffset(view.lastStableOffset())
                .setLogStartOffset(view.logStartOffset())
                .setAbortedTransactions(null)
                .setRecords(MemoryRecords.EMPTY);
    }

    private PartitionData read(ReplicaTarget target) {
        boolean moved = target.takeMoved();
        Leaders.Found found = find(target);
        if (found instanceof Leaders.Found.Refused refused) return refusal(target, refused.why());
        Leaders.Found.Leader leader = (Leaders.Found.Leader) found;
        if (!isReplica(leader.view().partition())) return refusal(target, Errors.NOT_LEADER_OR_FOLLOWER);
        PartitionData data = offsets(target, leader.view());
        FollowerAgreement agreement = agreement(leader, target.wanted());
        boolean agreed = agreement == FollowerAgreement.Agreed.AGREED;
        if (!agreed && !stillLeads(leader)) return refusal(target, Errors.NOT_LEADER_OR_FOLLOWER);
        if (agreement instanceof FollowerAgreement.OutOfRange) fail(data, Errors.OFFSET_OUT_OF_RANGE);
        if (agreement instanceof FollowerAgreement.Diverging diverging) diverge(data, diverging.leaders());
        if (!agreed) return data;
        if (moved) tell(leader, target.wanted());
        try {
            take(slice(leader, target.wanted()), leader, target, data);
        } catch (DamagedLogException damaged) {
            leader.report(damaged);
            fail(data, Errors.KAFKA_STORAGE_ERROR);
        } catch (OffsetOutOfRangeException sinceThen) {
            // It was in range a moment ago: the next fetch sees what has become of the log.
            return refusal(target, Errors.NOT_LEADER_OR_FOLLOWER);
        } catch (IOException unreadable) {
            LOG.error("cannot read {} at offset {}", leader.view().partition(), target.wanted(), unreadable);
            fail(data, Errors.KAFKA_STORAGE_ERROR);
        }
        return data;
    }

    private static FollowerAgreement agreement(Leaders.Found.Leader leader, FetchPartition wanted) {
        PartitionView view = leader.view();
        return FollowerAgreement.check(
                leader.log()::endOffsetForEpoch,
                view.logStartOffset(),
                view.logEndOffset(),
                wanted.fetchOffset(),
                wanted.lastFetchedEpoch());
    }

    /**
     * A replica that leads no more may have cut its log between our look at its view and at its epochs; what that
     * looks like must not make a follower cut its own. It says that it leads no more before it cuts.
     */
    private static boolean stillLeads(Leaders.Found.Leader leader) {
        PartitionView now = leader.partition().view();
        return now.role() == PartitionView.Role.LEADER
                && now.leaderEpoch() == leader.view().leaderEpoch();
    }

    private void diverge(PartitionData data, EpochEnd leaders) {
        failed = true;
        data.divergingEpoch().setEpoch(leaders.leaderEpoch()).setEndOffset(leaders.endOffset());
    }

    /** A node that was not assigned a replica, or a former life of one that was, is not in a position to confirm anything. */
    private boolean isReplica(TopicPartition partition) {
        MetadataImage image = context.metadata().image();
        NodeImage follower = image.nodes().get(session.node());
        return follower != null
                && follower.epoch() == session.nodeEpoch()
                && image.partition(partition)
                        .filter(known -> known.replicas().contains(session.node()))
                        .isPresent();
    }

    private LogSlice slice(Leaders.Found.Leader leader, FetchPartition wanted) throws IOException {
        int atMost = terms.roomFor(wanted, bytes);
        return leader.log().read(wanted.fetchOffset(), leader.view().logEndOffset(), atMost, bytes == 0);
    }

    private void tell(Leaders.Found.Leader leader, FetchPartition wanted) {
        leader.partition()
                .actor()
                .tell(new FollowerFetched(
                        session.node(),
                        session.nodeEpoch(),
                        leader.view().leaderEpoch(),
                        wanted.fetchOffset(),
                        wanted.logStartOffset()));
    }

    /** An empty slice: there is nothing yet, or no room for it in this answer. */
    private void take(LogSlice slice, Leaders.Found.Leader leader, ReplicaTarget target, PartitionData data) {
        PartitionView view = leader.view();
        if (slice.length() > 0) {
            data.setRecords(new SliceRecords(slice));
            bytes += slice.length();
            session.uncommitted().add(target);
            if (terms.bytesMin() > 1) read.add(leader);
            return;
        }
        slice.close();
        if (target.wanted().fetchOffset() < view.logEndOffset()) session.again(target);
        else if (!target.isWatched()) watch(leader, target);
        boolean uncommitted = view.highWatermark() < view.logEndOffset();
        if (uncommitted || target.isToldLessThan(view.highWatermark()))
            session.uncommitted().add(target);
    }

    private void watch(Leaders.Found.Leader leader, ReplicaTarget target) {
        PartitionView view = leader.view();
        PendingFetch growth = new PendingFetch(1, () -> session.grew(target));
        target.watch(growth);
        leader.partition().actor().tell(new AwaitLogEnd(growth, view.logEndOffset(), view.leaderEpoch()));
    }

    private PartitionData refusal(ReplicaTarget target, Errors why) {
        PartitionData data = new PartitionData()
                .setPartitionIndex(target.key().partition())
                .setHighWatermark(UNKNOWN)
                .setLogStartOffset(UNKNOWN)
                .setAbortedTransactions(null)
                .setRecords(MemoryRecords.EMPTY);
        fail(data, why);
        return data;
    }

    private void fail(PartitionData data, Errors why) {
        failed = true;
        data.setErrorCode(why.code());
    }
}
