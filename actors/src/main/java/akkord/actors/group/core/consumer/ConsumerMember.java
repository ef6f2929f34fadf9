package akkord.actors.group.core.consumer;

import akkord.protocol.domain.TopicIdPartition;
import akkord.protocol.group.GroupRequest.ConsumerHeartbeat;
import akkord.protocol.group.TopicIdPartitions;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * One member: all that survives of it.
 *
 * @param epoch of the target it follows; {@link ConsumerHeartbeat#JOINS} before it has followed any, {@link
 *     ConsumerHeartbeat#LEAVES_FOR_NOW} while a static member is away
 * @param previousEpoch the one before, which it may still name when an answer was lost
 * @param assigned what it may read
 * @param revoking what it was told to give up, and may still read
 * @param gained what of {@code assigned} it did not have in the previous epoch
 */
public record ConsumerMember(
        String id,
        @Nullable String instanceId,
        MemberProfile profile,
        int epoch,
        int previousEpoch,
        List<TopicIdPartitions> assigned,
        List<TopicIdPartitions> revoking,
        List<TopicIdPartitions> gained) {

    public ConsumerMember {
        assigned = List.copyOf(assigned);
        revoking = List.copyOf(revoking);
        gained = List.copyOf(gained);
    }

    /** One that has nothing yet. */
    public static ConsumerMember fresh(String id, @Nullable String instanceId, MemberProfile profile) {
        return new ConsumerMember(
                id,
                instanceId,
                profile,
                ConsumerHeartbeat.JOINS,
                ConsumerHeartbeat.JOINS,
                List.of(),
                List.of(),
                List.of());
    }

    public ConsumerMember with(MemberProfile said) {
        return new ConsumerMember(id, instanceId, said, epoch, previousEpoch, assigned, revoking, gained);
    }

    /** Another process in the place of this static member; it has what this one had. */
    public ConsumerMember replacedBy(String newId) {
        return new ConsumerMember(
                newId,
                instanceId,
                profile,
                ConsumerHeartbeat.JOINS,
                ConsumerHeartbeat.JOINS,
                assigned,
                List.of(),
                assigned);
    }

    /** It reads nothing until it is back, and nobody else gets what it has. */
    public ConsumerMember awayForNow() {
        return new ConsumerMember(
                id, instanceId, profile, ConsumerHeartbeat.LEAVES_FOR_NOW, epoch, assigned, List.of(), assigned);
    }

    ConsumerMember inEpoch(int newEpoch, List<TopicIdPartitions> newAssigned, List<TopicIdPartitions> newRevoking) {
        boolean same = newEpoch == epoch;
        SortedSet<TopicIdPartition> had = TopicIdPartitions.each(assigned);
        if (same) had.removeAll(TopicIdPartitions.each(gained));
        SortedSet<TopicIdPartition> won = TopicIdPartitions.each(newAssigned);
        won.removeAll(had);
        return new ConsumerMember(
                id,
                instanceId,
                profile,
                newEpoch,
                same ? previousEpoch : epoch,
                newAssigned,
                newRevoking,
                TopicIdPartitions.of(won));
    }

    /**
     * Whether a commit of that epoch counts: a member may hear of the next epoch while a commit is on its way, and what it
     * has had all the while nobody else has committed for.
     */
    public boolean commits(int inEpoch, TopicIdPartition partition) {
        if (inEpoch == epoch) return true;
        return inEpoch > ConsumerHeartbeat.JOINS
                && inEpoch == previousEpoch
                && TopicIdPartitions.each(assigned).contains(partition)
                && !TopicIdPartitions.each(gained).contains(partition);
    }

    public boolean away() {
        return epoch == ConsumerHeartbeat.LEAVES_FOR_NOW;
    }

    /** All that it may be reading. */
    public List<TopicIdPartitions> held() {
        if (revoking.isEmpty()) return assigned;
        List<TopicIdPartitions> all = new ArrayList<>(assigned);
        all.addAll(revoking);
        return all;
    }
}
