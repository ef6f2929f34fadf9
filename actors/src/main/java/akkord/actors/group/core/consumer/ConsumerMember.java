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
 * @param classic of one that goes on by the classic protocol, whose generation is its epoch; null: of all others
 */
public record ConsumerMember(
        String id,
        @Nullable String instanceId,
        MemberProfile profile,
        int epoch,
        int previousEpoch,
        List<TopicIdPartitions> assigned,
        List<TopicIdPartitions> revoking,
        List<TopicIdPartitions> gained,
        @Nullable ClassicPart classic) {

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
                List.of(),
                null);
    }

    /** One of a classic group that becomes a group of the consumer protocol. @param gives what it is to give up */
    public static ConsumerMember ofClassic(
            String id,
            @Nullable String instanceId,
            MemberProfile profile,
            ClassicPart classic,
            int generation,
            List<TopicIdPartitions> assigned,
            List<TopicIdPartitions> gives) {
        return new ConsumerMember(id, instanceId, profile, generation, generation, assigned, gives, List.of(), classic);
    }

    /** It goes on by the classic protocol; null: by the consumer protocol. */
    public ConsumerMember speaking(@Nullable ClassicPart part) {
        return new ConsumerMember(id, instanceId, profile, epoch, previousEpoch, assigned, revoking, gained, part);
    }

    public ConsumerMember with(MemberProfile said) {
        return new ConsumerMember(id, instanceId, said, epoch, previousEpoch, assigned, revoking, gained, classic);
    }

    /** Another process in the place of this static member, by the consumer protocol; it has what this one had. */
    public ConsumerMember replacedBy(String newId) {
        return new ConsumerMember(
                newId,
                instanceId,
                profile,
                ConsumerHeartbeat.JOINS,
                ConsumerHeartbeat.JOINS,
                assigned,
                List.of(),
                assigned,
                null);
    }

    /** It reads nothing until it is back, and nobody else gets what it has. */
    public ConsumerMember awayForNow() {
        return new ConsumerMember(
                id, instanceId, profile, ConsumerHeartbeat.LEAVES_FOR_NOW, epoch, assigned, List.of(), assigned, null);
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
                TopicIdPartitions.of(won),
                classic);
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
