package akkord.actors.group.core.consumer;

import akkord.protocol.domain.TopicIdPartition;
import akkord.protocol.group.TopicIdPartitions;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One step of a member towards its target: first it gives up what is no longer its own, and only when it has said so
 * does it follow the target's epoch; then it gets what nobody else may be reading. What a member was told to give up
 * counts as read by it until a later heartbeat says otherwise.
 */
public final class Reconciliation {

    private final ConsumerGroup group;

    public Reconciliation(ConsumerGroup group) {
        this.group = group;
    }

    /**
     * What a member has said of what it reads.
     *
     * @param reads in this heartbeat or an earlier one; null: it has not said yet
     * @param taken what it has said at any time that it reads, since it was given it
     * @param heard it has had the last answer, since it does not repeat itself
     * @param allThereIs it reads nothing else, and takes up nothing else before it hears from us again
     */
    public record Report(
            @Nullable Set<TopicIdPartition> reads, Set<TopicIdPartition> taken, boolean heard, boolean allThereIs) {

        /** Of a member that joins, by either protocol. */
        public static Report allThereIs(Set<TopicIdPartition> reads) {
            return new Report(reads, reads, true, true);
        }
    }

    /** The member as it is to be; the same when there is nothing to do. */
    public ConsumerMember next(ConsumerMember member, Report report) {
        ConsumerTarget target = group.target();
        if (!member.revoking().isEmpty() && !hasGivenUp(member, report)) return member;
        List<TopicIdPartitions> wanted = target.of(member.id());
        boolean done = member.epoch() == target.epoch()
                && member.revoking().isEmpty()
                && member.assigned().equals(wanted);
        return done ? member : towards(target.epoch(), member, TopicIdPartitions.each(wanted), report);
    }

    /**
     * Who has read something and says that it does not any more, has given it up. But a member that was given something
     * it has not read yet, and is to give it up at once, may be about to take it all the same, and then read it for a
     * while, whatever it has just reported. It will not if it knows what it is to read, and reads just that.
     */
    private static boolean hasGivenUp(ConsumerMember member, Report report) {
        Set<TopicIdPartition> reads = report.reads();
        if (reads == null) return false;
        Set<TopicIdPartition> revoking = TopicIdPartitions.each(member.revoking());
        if (report.allThereIs()) return Collections.disjoint(reads, revoking);
        if (report.taken().containsAll(revoking) && Collections.disjoint(reads, revoking)) return true;
        return report.heard() && TopicIdPartitions.of(reads).equals(member.assigned());
    }

    private ConsumerMember towards(int epoch, ConsumerMember member, Set<TopicIdPartition> wanted, Report report) {
        SortedSet<TopicIdPartition> kept = TopicIdPartitions.each(member.assigned());
        Set<TopicIdPartition> lost = new HashSet<>(kept);
        lost.removeAll(wanted);
        kept.retainAll(wanted);
        Set<TopicIdPartition> reads = report.reads();
        if (report.allThereIs() && reads != null) lost.retainAll(reads);
        if (!lost.isEmpty())
            return member.inEpoch(member.epoch(), TopicIdPartitions.of(kept), TopicIdPartitions.of(lost));
        SortedSet<TopicIdPartition> has = new TreeSet<>(kept);
        for (TopicIdPartition each : wanted) if (group.freeFor(member.id(), each)) has.add(each);
        return member.inEpoch(epoch, TopicIdPartitions.of(has), List.of());
    }
}
