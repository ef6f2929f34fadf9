package akkord.actors.group.core;

import akkord.actors.group.core.GroupEvent.Assigned;
import akkord.actors.group.core.GroupEvent.ConsumerMemberKept;
import akkord.actors.group.core.GroupEvent.ConsumerMemberRemoved;
import akkord.actors.group.core.GroupEvent.ConsumerMemberReplaced;
import akkord.actors.group.core.GroupEvent.ConsumerTargetSet;
import akkord.actors.group.core.GroupEvent.GenerationBegun;
import akkord.actors.group.core.GroupEvent.GroupDowngraded;
import akkord.actors.group.core.GroupEvent.GroupRemoved;
import akkord.actors.group.core.GroupEvent.MemberReplaced;
import akkord.actors.group.core.GroupEvent.OffsetsCommitted;
import akkord.actors.group.core.GroupEvent.OffsetsRemoved;
import akkord.actors.group.core.GroupEvent.ShareMemberKept;
import akkord.actors.group.core.GroupEvent.ShareMemberRemoved;
import akkord.actors.group.core.GroupEvent.ShareTargetSet;
import akkord.actors.group.core.GroupEvent.SharesDropped;
import akkord.actors.group.core.GroupEvent.SharesKept;
import akkord.actors.group.core.GroupEvent.StoredMember;
import akkord.actors.group.core.consumer.ConsumerGroup;
import akkord.actors.group.core.consumer.ConsumerSnapshot;
import akkord.actors.group.core.share.ShareGroup;
import akkord.actors.group.core.share.ShareSnapshot;
import akkord.protocol.domain.TopicPartition;
import akkord.protocol.group.ConsumerBytes;
import akkord.protocol.group.GroupPhase;
import akkord.protocol.group.GroupType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A group as it is. What survives is changed by events only; members and phase also by what does not. */
final class GroupState {

    private static final long NEVER = -1;

    private final Roster roster = new Roster();
    private final ConsumerGroup consumers = new ConsumerGroup();
    private final ShareGroup shares = new ShareGroup();
    private final Map<TopicPartition, CommittedOffset> offsets = new LinkedHashMap<>();
    private GroupType type = GroupType.CLASSIC;
    private GroupPhase phase = GroupPhase.EMPTY;
    private int generation;
    private String protocolType = "";
    private @Nullable String protocol;
    private long emptySinceMillis = NEVER;
    private Lasting lasting = Lasting.NOBODY;

    /** Members as the events have them; the roster also has those that are about to join, and lacks those that left. */
    private record Lasting(
            String protocolType,
            List<StoredMember> members,
            @Nullable String leader,
            boolean assigned,
            boolean rejoining) {

        static final Lasting NOBODY = new Lasting("", List.of(), null, false, false);
    }

    void apply(GroupEvent event) {
        if (event instanceof GenerationBegun begun) begin(begun);
        else if (event instanceof Assigned assigned) assign(assigned);
        else if (event instanceof MemberReplaced replaced) replace(replaced);
        else if (event instanceof OffsetsCommitted committed)
            committed.offsets().forEach(offset -> offsets.put(offset.partition(), offset));
        else if (event instanceof OffsetsRemoved removed) removed.partitions().forEach(offsets::remove);
        else if (event instanceof GroupDowngraded downgraded) downgrade(downgraded);
        else if (event instanceof GroupRemoved) clear();
        else applyToConsumers(event);
    }

    private void applyToConsumers(GroupEvent event) {
        if (event instanceof ConsumerMemberKept kept) {
            becomeConsumers();
            consumers.keep(kept.member());
        } else if (event instanceof ConsumerMemberReplaced replaced)
            consumers.replace(replaced.formerId(), replaced.member());
        else if (event instanceof ConsumerMemberRemoved removed) {
            consumers.remove(removed.id());
            if (consumers.isEmpty()) emptySinceMillis = removed.atMillis();
        } else if (event instanceof ConsumerTargetSet set) {
            generation = set.target().epoch();
            consumers.aim(set.target());
        } else applyToShares(event);
    }

    private void applyToShares(GroupEvent event) {
        if (event instanceof ShareMemberKept kept) {
            becomeShares();
            shares.keep(kept.member());
        } else if (event instanceof ShareMemberRemoved removed) {
            shares.remove(removed.id());
            if (shares.isEmpty()) emptySinceMillis = removed.atMillis();
        } else if (event instanceof ShareTargetSet set) {
            generation = set.target().epoch();
            shares.aim(set.target());
        } else if (event instanceof SharesKept kept) {
            becomeShares();
            shares.keepShares(kept.partitions(), kept.metadataVersion());
        } else if (event instanceof SharesDropped dropped) shares.dropShares(dropped.topics());
    }

    /** Once a share group, a group is one until it is deleted. */
    private void becomeShares() {
        emptySinceMillis = NEVER;
        if (type == GroupType.SHARE) return;
        type = GroupType.SHARE;
        protocolType = GroupType.SHARE.text();
        lasting = new Lasting(protocolType, List.of(), null, false, false);
    }

    /** Its generations go on as epochs, and back. */
    private void becomeConsumers() {
        emptySinceMillis = NEVER;
        if (type == GroupType.CONSUMER) return;
        type = GroupType.CONSUMER;
        phase = GroupPhase.EMPTY;
        roster.clear();
        protocolType = ConsumerBytes.PROTOCOL_TYPE;
        protocol = null;
        lasting = new Lasting(ConsumerBytes.PROTOCOL_TYPE, List.of(), null, false, false);
    }

    /** Members that are there stay the same objects, for requests of theirs may wait. */
    private void begin(GenerationBegun begun) {
        type = GroupType.CLASSIC;
        consumers.clear();
        generation = begun.generation();
        protocolType = begun.protocolType();
        protocol = begun.protocol();
        Set<String> ids = begun.members().stream().map(StoredMember::id).collect(Collectors.toSet());
        for (Member member : roster.list()) {
            member.assign(Member.NOTHING);
            if (!ids.contains(member.id())) roster.remove(member);
        }
        begun.members().stream()
                .filter(member -> roster.find(member.id()) == null)
                .forEach(member -> roster.add(Member.of(member)));
        roster.lead(begun.leader());
        phase = begun.members().isEmpty() ? GroupPhase.EMPTY : GroupPhase.COMPLETING_REBALANCE;
        emptySinceMillis = begun.members().isEmpty() ? begun.atMillis() : NEVER;
        lasting = new Lasting(begun.protocolType(), begun.members(), begun.leader(), false, false);
    }

    private void downgrade(GroupDowngraded downgraded) {
        type = GroupType.CLASSIC;
        consumers.clear();
        roster.clear();
        downgraded.members().forEach(member -> roster.add(Member.of(member)));
        generation = downgraded.generation();
        protocolType = ConsumerBytes.PROTOCOL_TYPE;
        protocol = null;
        phase = GroupPhase.PREPARING_REBALANCE;
        emptySinceMillis = NEVER;
        lasting = new Lasting(protocolType, downgraded.members(), roster.leader(), false, true);
    }

    private void assign(Assigned assigned) {
        for (Member member : roster.all())
            member.assign(assigned.assignments().getOrDefault(member.id(), Member.NOTHING));
        phase = GroupPhase.STABLE;
        keep(true);
    }

    private void replace(MemberReplaced replaced) {
        Member former = Objects.requireNonNull(roster.find(replaced.formerId()), "a member that was replaced is known");
        Member by = Member.of(replaced.member());
        roster.replace(former, by);
        roster.lead(replaced.leader());
        keep(lasting.assigned());
    }

    private void keep(boolean assigned) {
        List<StoredMember> members = roster.all().stream().map(Member::stored).toList();
        lasting = new Lasting(lasting.protocolType(), members, roster.leader(), assigned, lasting.rejoining());
    }

    private void clear() {
        roster.clear();
        consumers.clear();
        shares.clear();
        offsets.clear();
        type = GroupType.CLASSIC;
        phase = GroupPhase.EMPTY;
        generation = 0;
        protocolType = "";
        protocol = null;
        emptySinceMillis = NEVER;
        lasting = Lasting.NOBODY;
    }

    void load(GroupSnapshot snapshot) {
        clear();
        snapshot.members().forEach(member -> roster.add(Member.of(member)));
        roster.lead(snapshot.leader());
        generation = snapshot.generation();
        protocolType = snapshot.protocolType();
        protocol = snapshot.protocol();
        emptySinceMillis = snapshot.emptySinceMillis();
        if (!snapshot.members().isEmpty())
            phase = snapshot.rejoining()
                    ? GroupPhase.PREPARING_REBALANCE
                    : snapshot.assigned() ? GroupPhase.STABLE : GroupPhase.COMPLETING_REBALANCE;
        lasting = new Lasting(
                snapshot.protocolType(),
                snapshot.members(),
                snapshot.leader(),
                snapshot.assigned(),
                snapshot.rejoining());
        snapshot.offsets().forEach(offset -> offsets.put(offset.partition(), offset));
        ConsumerSnapshot keptConsumers = snapshot.consumers();
        ShareSnapshot keptShares = snapshot.shares();
        if (keptConsumers != null) {
            type = GroupType.CONSUMER;
            consumers.load(keptConsumers);
        } else if (keptShares != null) {
            type = GroupType.SHARE;
            shares.load(keptShares);
        }
    }

    GroupSnapshot snapshot() {
        return new GroupSnapshot(
                generation,
                lasting.protocolType(),
                protocol,
                lasting.leader(),
                lasting.assigned(),
                emptySinceMillis,
                lasting.members(),
                List.copyOf(offsets.values()),
                type == GroupType.CONSUMER ? consumers.snapshot() : null,
                type == GroupType.SHARE ? shares.snapshot() : null,
                lasting.rejoining());
    }

    Roster roster() {
        return roster;
    }

    Map<TopicPartition, CommittedOffset> offsets() {
        return offsets;
    }

    /** Members by the consumer protocol; none while there are others. */
    ConsumerGroup consumers() {
        return consumers;
    }

    /** Members of a share group, and of which partitions it keeps state; nothing of it in other groups. */
    ShareGroup shares() {
        return shares;
    }

    /** What it is, or was when it last had members. */
    GroupType type() {
        return roster.isEmpty() ? type : GroupType.CLASSIC;
    }

    GroupPhase phase() {
        if (!shares.isEmpty()) return GroupPhase.STABLE;
        if (consumers.isEmpty()) return phase;
        return consumers.settled() ? GroupPhase.STABLE : GroupPhase.RECONCILING;
    }

    void preparing() {
        phase = GroupPhase.PREPARING_REBALANCE;
    }

    /** Whether members of an earlier group of the consumer protocol are to join anew, whatever epoch they know. */
    boolean rejoining() {
        return lasting.rejoining() && phase == GroupPhase.PREPARING_REBALANCE;
    }

    int generation() {
        return generation;
    }

    String protocolType() {
        return protocolType;
    }

    /** Said by the first member of an empty group. */
    void protocolType(String type) {
        protocolType = type;
    }

    @Nullable
    String protocol() {
        return protocol;
    }

    long emptySinceMillis() {
        return emptySinceMillis;
    }

    /** Whether there is such a group, rather than a name somebody has asked about. */
    boolean exists() {
        if (type == GroupType.SHARE) return true;
        return generation > 0 || !offsets.isEmpty() || !roster.isEmpty() || !consumers.isEmpty() || roster.expectsAny();
    }
}
