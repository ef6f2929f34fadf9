package akkord.actors.group.core;

import akkord.actors.group.core.consumer.ConsumerMember;
import akkord.actors.group.core.consumer.Liveness;
import akkord.protocol.group.GroupPhase;
import java.util.Collection;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Members whose connections their clients have closed, as the system does for a process that was killed. That is no proof:
 * a client that lives may connect anew. So such a member has the time of two heartbeats to be heard of, on whatever
 * connection, and then its session is over. Since it has that long from when this is told, it does not matter on which
 * connection it was heard of last, nor how late or how often it is told: one that lives beats within that time.
 *
 * <p>How long two heartbeats take is known only of members that this coordinator has heard itself: when it moves to
 * another node, clients close their connections to the former one, and have a whole session to find it.
 */
final class ClosedConnections {

    private static final int HEARTBEATS = 2;

    private final GroupState state;
    private final ClosingLimits limits;
    private final Rebalance rebalance;

    ClosedConnections(GroupState state, ClosingLimits limits, Rebalance rebalance) {
        this.state = state;
        this.limits = limits;
        this.rebalance = rebalance;
    }

    /** @param consumers where there are, or were, members by the consumer protocol */
    void closed(Collection<String> memberIds, @Nullable ConsumerSide consumers, @Nullable ShareSide sharers, long now) {
        if (!limits.count()) return;
        for (String id : memberIds) {
            closed(id, now);
            if (consumers != null) closed(id, consumers.liveness, now);
            if (sharers != null && state.shares().find(id) != null)
                sharers.liveness.connectionClosed(id, now, grace(sharers.liveness.heartbeatMillis(id)));
        }
    }

    private void closed(String id, long now) {
        Member member = state.roster().find(id);
        if (member != null && mayBeHastened(member))
            member.session.connectionClosed(now, grace(member.gaps.longestMillis()));
    }

    private void closed(String id, Liveness liveness, long now) {
        ConsumerMember consumer = state.consumers().find(id);
        if (consumer != null && mayBeHastened(consumer, liveness))
            liveness.connectionClosed(id, now, grace(liveness.heartbeatMillis(id)));
    }

    private long grace(OptionalLong heartbeatMillis) {
        return heartbeatMillis.isEmpty()
                ? Long.MAX_VALUE
                : Math.max(limits.graceMillisMin(), HEARTBEATS * heartbeatMillis.getAsLong());
    }

    /** Not a static one, which is to restart unnoticed, nor while clients may not beat, since they join or wait. */
    private boolean mayBeHastened(Member member) {
        return !member.isStatic()
                && state.phase() == GroupPhase.STABLE
                && member.joining == null
                && member.syncing == null
                && !rebalance.awaitsSync(member);
    }

    /** One by the consumer protocol beats also while it gives something up. */
    private static boolean mayBeHastened(ConsumerMember member, Liveness liveness) {
        return member.instanceId() == null && (member.classic() == null || !liveness.mustGiveUp(member.id()));
    }
}
