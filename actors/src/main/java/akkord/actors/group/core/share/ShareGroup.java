package akkord.actors.group.core.share;

import akkord.actors.group.core.consumer.ConsumerTarget;
import akkord.actors.group.core.consumer.SubscribedTopic;
import akkord.protocol.domain.TopicId;
import akkord.protocol.domain.TopicIdPartition;
import akkord.protocol.group.TopicIdPartitions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The members, what each is to read, and of which partitions there is state: of all that anybody was ever to read. */
public final class ShareGroup {

    private final Map<String, ShareMember> members = new LinkedHashMap<>();
    private final SortedSet<TopicIdPartition> kept = new TreeSet<>();
    private ConsumerTarget target = ConsumerTarget.NONE;
    private long keptVersion;

    public void clear() {
        members.clear();
        kept.clear();
        target = ConsumerTarget.NONE;
        keptVersion = 0;
    }

    /** A new member, or one that has changed. */
    public void keep(ShareMember member) {
        members.put(member.id(), member);
    }

    public void remove(String id) {
        members.remove(id);
    }

    public void aim(ConsumerTarget newTarget) {
        target = newTarget;
        for (SubscribedTopic topic : newTarget.topics())
            for (int partition = 0; partition < topic.partitions(); partition++)
                kept.add(new TopicIdPartition(topic.id(), partition));
        keptVersion = Math.max(keptVersion, newTarget.metadataVersion());
    }

    /** There is state of these. */
    public void keepShares(Collection<TopicIdPartitions> partitions, long metadataVersion) {
        kept.addAll(TopicIdPartitions.each(partitions));
        keptVersion = Math.max(keptVersion, metadataVersion);
    }

    /** There is no state of these any more. */
    public void dropShares(Collection<TopicId> topics) {
        kept.removeIf(each -> topics.contains(each.topic()));
    }

    public void load(ShareSnapshot snapshot) {
        clear();
        snapshot.members().forEach(this::keep);
        target = snapshot.target();
        keepShares(snapshot.kept(), snapshot.keptVersion());
    }

    public ShareSnapshot snapshot() {
        return new ShareSnapshot(List.copyOf(members.values()), target, kept(), keptVersion);
    }

    public @Nullable ShareMember find(String id) {
        return members.get(id);
    }

    public Collection<ShareMember> all() {
        return members.values();
    }

    /** A copy, for those who remove members on the way. */
    public List<ShareMember> list() {
        return new ArrayList<>(members.values());
    }

    public boolean isEmpty() {
        return members.isEmpty();
    }

    public int size() {
        return members.size();
    }

    /** Whether everybody has heard what it is to read. */
    public boolean settled() {
        return members.values().stream().allMatch(member -> member.epoch() == target.epoch());
    }

    public ConsumerTarget target() {
        return target;
    }

    public List<TopicIdPartitions> kept() {
        return TopicIdPartitions.of(kept);
    }

    /** Of the cluster's image in which all that is kept was there. */
    public long keptVersion() {
        return keptVersion;
    }
}
