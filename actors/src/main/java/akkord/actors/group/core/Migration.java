package akkord.actors.group.core;

import akkord.actors.group.core.GroupEvent.ConsumerMemberKept;
import akkord.actors.group.core.GroupEvent.ConsumerTargetSet;
import akkord.actors.group.core.GroupEvent.GroupDowngraded;
import akkord.actors.group.core.GroupEvent.StoredMember;
import akkord.actors.group.core.consumer.ClassicPart;
import akkord.actors.group.core.consumer.ConsumerGroup;
import akkord.actors.group.core.consumer.ConsumerMember;
import akkord.actors.group.core.consumer.ConsumerTarget;
import akkord.actors.group.core.consumer.Liveness;
import akkord.actors.group.core.consumer.MemberProfile;
import akkord.actors.group.core.consumer.SubscribedTopic;
import akkord.protocol.domain.Refusal;
import akkord.protocol.domain.TopicId;
import akkord.protocol.domain.TopicIdPartition;
import akkord.protocol.group.ConsumerBytes;
import akkord.protocol.group.GroupPhase;
import akkord.protocol.group.GroupReply;
import akkord.protocol.group.TopicIdPartitions;
import akkord.protocol.metadata.MetadataImage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Moves a group from one protocol to the other while it has members (KIP-848): the first member by the consumer protocol
 * turns a classic group of consumers into one of its own, and when the last one is gone the classic ones are by
 * themselves again. Offsets stay, generations go on as epochs and back, and whatever a member may be reading stays its own
 * until it says otherwise.
 */
final class Migration {

    private final GroupState state;
    private final GroupLimits limits;
    private final Outbox out;
    private final Rebalance rebalance;
    private final ConsumerStory story;
    private final Liveness liveness;
    private final Supplier<MetadataImage> metadata;

    Migration(
            GroupState state,
            GroupLimits limits,
            Outbox out,
            Rebalance rebalance,
            ConsumerStory story,
            Liveness liveness,
            Supplier<MetadataImage> metadata) {
        this.state = state;
        this.limits = limits;
        this.out = out;
        this.rebalance = rebalance;
        this.story = story;
        this.liveness = liveness;
        this.metadata = metadata;
    }

    MigrationPolicy policy() {
        return limits.consumers().migration();
    }

    /** Why a member by the consumer protocol cannot join the classic group, which has members; null: it can. */
    @Nullable
    Refusal upgradeProblem() {
        if (!policy().upgrades()) return GroupRefusals.ofClassicMembers();
        if (!state.protocolType().equals(ConsumerBytes.PROTOCOL_TYPE))
            return GroupRefusals.cannotUpgrade("its members are not consumers");
        int membersMax = limits.consumers().membersMax();
        if (state.roster().size() > membersMax)
            return GroupRefusals.cannotUpgrade(
                    "it has more members than the " + membersMax + " that group.consumer.max.size allows");
        if (state.roster().size() == membersMax) return GroupRefusals.fullOfConsumers(membersMax);
        for (Member member : state.roster().all()) {
            if (!ConsumerBytes.isSubscription(subscription(member)))
                return GroupRefusals.cannotUpgrade("the subscription of " + member.name() + " cannot be read");
            if (ConsumerBytes.hasUserData(member.assignment()))
                return GroupRefusals.cannotUpgrade("its assignor tells members more than their partitions, which would"
                        + " be lost: use an assignor of Kafka's own first");
        }
        return null;
    }

    private byte[] subscription(Member member) {
        String agreed = state.protocol();
        boolean known = agreed != null && member.knows(agreed);
        return member.metadata(known ? agreed : member.protocols().get(0).name());
    }

    /** Everybody is a member of the consumer protocol's group now, in the epoch of the last generation. */
    void upgrade(long now) {
        MetadataImage image = metadata.get();
        ConsumerTarget target = asItIs(image);
        List<ConsumerMember> members = converted(image, target);
        refuseThoseThatWait();
        rebalance.handOver();
        for (ConsumerMember member : members) {
            out.emit(new ConsumerMemberKept(member));
            ClassicPart classic = member.classic();
            if (classic != null) liveness.heard(member.id(), now, classic.sessionTimeoutMillis());
        }
        out.emit(new ConsumerTargetSet(target));
        story.aimed();
    }

    private void refuseThoseThatWait() {
        for (Member member : state.roster().all()) {
            if (member.joining != null)
                out.answer(member.joining, GroupReply.Joined.refused(member.id(), GroupRefusals.rebalancing()));
            if (member.syncing != null)
                out.answer(member.syncing, GroupReply.Synced.refused(GroupRefusals.rebalancing()));
            member.joining = null;
            member.syncing = null;
        }
    }

    /** Who has what is who is to have it, as long as nobody decides otherwise. */
    private ConsumerTarget asItIs(MetadataImage image) {
        Map<String, List<TopicIdPartitions>> has = new HashMap<>();
        Map<TopicId, SubscribedTopic> topics = new HashMap<>();
        Set<TopicIdPartition> taken = new HashSet<>();
        for (Member member : state.roster().all()) {
            SortedSet<TopicIdPartition> own = assigned(member, image);
            // an assignor of the members' own may have given something away twice
            own.removeIf(each -> !taken.add(each));
            has.put(member.id(), TopicIdPartitions.of(own));
            for (String name : ConsumerBytes.topics(subscription(member)))
                image.topic(name)
                        .ifPresent(topic -> topics.put(
                                topic.id(),
                                new SubscribedTopic(
                                        name, topic.id(), topic.partitions().size())));
        }
        return new ConsumerTarget(state.generation(), "", image.version(), List.copyOf(topics.values()), has);
    }

    /** Who has joined anew, or waits for the next assignment, has what it said then, and no more. */
    private SortedSet<TopicIdPartition> assigned(Member member, MetadataImage image) {
        return hasJustSaid(member) ? owned(member, image) : given(member, image);
    }

    private boolean hasJustSaid(Member member) {
        return state.phase() == GroupPhase.COMPLETING_REBALANCE
                || (state.phase() == GroupPhase.PREPARING_REBALANCE && member.joining != null);
    }

    private SortedSet<TopicIdPartition> owned(Member member, MetadataImage image) {
        return TopicIds.of(ConsumerBytes.owned(subscription(member)), image);
    }

    private static SortedSet<TopicIdPartition> given(Member member, MetadataImage image) {
        return TopicIds.of(ConsumerBytes.assigned(member.assignment()), image);
    }

    private List<ConsumerMember> converted(MetadataImage image, ConsumerTarget has) {
        Set<TopicIdPartition> taken = new HashSet<>();
        has.members().values().forEach(own -> taken.addAll(TopicIdPartitions.each(own)));
        List<ConsumerMember> members = new ArrayList<>();
        for (Member member : state.roster().all()) {
            // what a cooperative member was not given again it reads until it has heard of that
            SortedSet<TopicIdPartition> gives = hasJustSaid(member) ? new TreeSet<>() : owned(member, image);
            gives.removeIf(each -> !taken.add(each));
            members.add(ConsumerMember.ofClassic(
                    member.id(),
                    member.instanceId(),
                    profile(member),
                    new ClassicPart(member.sessionTimeoutMillis(), member.protocols()),
                    state.generation(),
                    has.of(member.id()),
                    TopicIdPartitions.of(gives)));
        }
        return members;
    }

    private MemberProfile profile(Member member) {
        return MemberProfile.ofClassic(
                member.clientId(),
                member.clientHost(),
                member.rebalanceTimeoutMillis(),
                ConsumerBytes.topics(subscription(member)));
    }

    /** True if only classic members were left, and they join anew. @param reasons why they are by themselves */
    boolean downgradeIfDue(List<String> reasons, long now) {
        ConsumerGroup group = state.consumers();
        boolean due = !group.isEmpty()
                && group.all().stream().allMatch(member -> member.classic() != null)
                && policy().downgrades()
                && group.size() <= limits.membersMax();
        if (!due) return false;
        Map<TopicId, String> names = story.names();
        List<StoredMember> members =
                group.all().stream().map(member -> stored(member, names)).toList();
        group.list().forEach(member -> liveness.forget(member.id()));
        out.emit(new GroupDowngraded(state.generation(), members, now));
        rebalance.joinAnew(reasons, now);
        return true;
    }

    private static StoredMember stored(ConsumerMember member, Map<TopicId, String> names) {
        ClassicPart classic = member.classic();
        if (classic == null) throw new IllegalStateException(member.id() + " is not a member of the classic protocol");
        return new StoredMember(
                member.id(),
                member.instanceId(),
                member.profile().clientId(),
                member.profile().clientHost(),
                classic.sessionTimeoutMillis(),
                member.profile().rebalanceTimeoutMillis(),
                classic.protocols(),
                ConsumerView.assignment(member.held(), names));
    }
}
