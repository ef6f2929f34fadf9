package akkord.actors.group.core.consumer;

import akkord.protocol.domain.TopicIdPartition;
import akkord.protocol.group.TopicIdPartitions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The members, what each may be reading, and what each is to have. */
public final class ConsumerGroup {

    private final Map<String, ConsumerMember> members = new LinkedHashMap<>();
    private final Map<String, String> idsByInstance = new HashMap<>();
    private final Map<TopicIdPartition, String> holders = new HashMap<>();
    private final Set<String> unsettled = new HashSet<>();
    private ConsumerTarget target = ConsumerTarget.NONE;

    public void clear() {
        members.clear();
        idsByInstance.clear();
        holders.clear();
        unsettled.clear();
        target = ConsumerTarget.NONE;
    }

    /** A new member, or one that has changed. */
    public void keep(ConsumerMember member) {
        ConsumerMember former = members.get(member.id());
        if (former != null) forget(former);
        members.put(member.id(), member);
        if (member.instanceId() != null) idsByInstance.put(member.instanceId(), member.id());
        for (TopicIdPartition each : TopicIdPartitions.each(member.held())) holders.put(each, member.id());
        judge(member);
    }

    /** The next process of a static member gets its place in the target. */
    public void replace(String formerId, ConsumerMember by) {
        remove(formerId);
        Map<String, List<TopicIdPartitions>> moved = new HashMap<>(target.members());
        List<TopicIdPartitions> place = moved.remove(formerId);
        if (place != null) moved.put(by.id(), place);
        target =
                new ConsumerTarget(target.epoch(), target.assignor(), target.metadataVersion(), target.topics(), moved);
        keep(by);
    }

    public void remove(String id) {
        ConsumerMember member = members.remove(id);
        if (member != null) forget(member);
    }

    private void forget(ConsumerMember member) {
        for (TopicIdPartition each : TopicIdPartitions.each(member.held())) holders.remove(each, member.id());
        if (member.instanceId() != null) idsByInstance.remove(member.instanceId(), member.id());
        unsettled.remove(member.id());
    }

    public void aim(ConsumerTarget newTarget) {
        target = newTarget;
        members.values().forEach(this::judge);
    }

    private void judge(ConsumerMember member) {
        // a newcomer waits for its place in the next target
        boolean settled = member.away()
                || (target.members().containsKey(member.id())
                        && member.epoch() == target.epoch()
                        && member.revoking().isEmpty()
                        && member.assigned().equals(target.of(member.id())));
        if (settled) unsettled.remove(member.id());
        else unsettled.add(member.id());
    }

    public void load(ConsumerSnapshot snapshot) {
        clear();
        target = snapshot.target();
        snapshot.members().forEach(this::keep);
    }

    public ConsumerSnapshot snapshot() {
        return new ConsumerSnapshot(List.copyOf(members.values()), target);
    }

    public @Nullable ConsumerMember find(String id) {
        return members.get(id);
    }

    public @Nullable ConsumerMember findInstance(@Nullable String instanceId) {
        String id = instanceId == null ? null : idsByInstance.get(instanceId);
        return id == null ? null : members.get(id);
    }

    /** Whether nobody but that member may be reading it. */
    public boolean freeFor(String id, TopicIdPartition partition) {
        String holder = holders.get(partition);
        return holder == null || holder.equals(id);
    }

    public Collection<ConsumerMember> all() {
        return members.values();
    }

    /** A copy, for those who remove members on the way. */
    public List<ConsumerMember> list() {
        return new ArrayList<>(members.values());
    }

    public boolean isEmpty() {
        return members.isEmpty();
    }

    public int size() {
        return members.size();
    }

    /** Whether everybody who is there has what it is to have. */
    public boolean settled() {
        return unsettled.isEmpty();
    }

    /** Whether that member has what it is to have. */
    public boolean settled(String id) {
        return !unsettled.contains(id);
    }

    public ConsumerTarget target() {
        return target;
    }
}
