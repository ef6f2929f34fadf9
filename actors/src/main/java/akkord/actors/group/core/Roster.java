package akkord.actors.group.core;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The members of a group, and those that were given an id and have not come back with it. */
final class Roster {

    private final Map<String, Member> members = new LinkedHashMap<>();
    private final Map<String, String> idsByInstance = new HashMap<>();
    /** Until when their ids are good. */
    private final Map<String, Long> pending = new HashMap<>();

    private @Nullable String leader;

    void clear() {
        members.clear();
        idsByInstance.clear();
        pending.clear();
        leader = null;
    }

    void add(Member member) {
        pending.remove(member.id());
        members.put(member.id(), member);
        if (member.instanceId() != null) idsByInstance.put(member.instanceId(), member.id());
        if (leader == null) leader = member.id();
    }

    void remove(Member member) {
        members.remove(member.id());
        if (member.instanceId() != null) idsByInstance.remove(member.instanceId(), member.id());
        if (member.id().equals(leader))
            leader = members.isEmpty() ? null : members.keySet().iterator().next();
    }

    /** A static member is somebody else now. */
    void replace(Member former, Member by) {
        boolean led = former.id().equals(leader);
        remove(former);
        add(by);
        if (led) leader = by.id();
    }

    @Nullable
    Member find(String id) {
        return members.get(id);
    }

    @Nullable
    Member findInstance(@Nullable String instanceId) {
        String id = instanceId == null ? null : idsByInstance.get(instanceId);
        return id == null ? null : members.get(id);
    }

    Collection<Member> all() {
        return members.values();
    }

    /** A copy, for those who remove members on the way. */
    List<Member> list() {
        return new ArrayList<>(members.values());
    }

    boolean isEmpty() {
        return members.isEmpty();
    }

    int size() {
        return members.size();
    }

    @Nullable
    String leader() {
        return leader;
    }

    void lead(@Nullable String id) {
        leader = id;
    }

    boolean isLeader(Member member) {
        return member.id().equals(leader);
    }

    /** The leader is one that has joined; false if nobody has. */
    boolean electOneThatJoins() {
        Member current = leader == null ? null : members.get(leader);
        if (current != null && current.joining != null) return true;
        for (Member member : members.values()) {
            if (member.joining == null) continue;
            leader = member.id();
            return true;
        }
        return false;
    }

    int joining() {
        return (int) members.values().stream()
                .filter(member -> member.joining != null)
                .count();
    }

    boolean allJoin() {
        return pending.isEmpty() && joining() == members.size();
    }

    int rebalanceTimeoutMillis() {
        return members.values().stream()
                .mapToInt(Member::rebalanceTimeoutMillis)
                .max()
                .orElse(0);
    }

    boolean allKnow(String protocol) {
        return members.values().stream().allMatch(member -> member.knows(protocol));
    }

    /** Of the protocols that all know, the one most members like best. */
    @Nullable
    String favouriteProtocol() {
        Map<String, Long> votes = members.values().stream()
                .flatMap(member -> member.protocols().stream()
                        .map(protocol -> protocol.name())
                        .filter(this::allKnow)
                        .limit(1))
                .collect(Collectors.groupingBy(name -> name, LinkedHashMap::new, Collectors.counting()));
        return votes.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse(null);
    }

    /** What {@link #favouriteProtocol} would be if {@code by} stood where {@code former} stands. */
    @Nullable
    String favouriteProtocolWith(Member former, Member by) {
        replace(former, by);
        String favourite = favouriteProtocol();
        replace(by, former);
        return favourite;
    }

    void expect(String id, long untilMillis) {
        pending.put(id, untilMillis);
    }

    boolean expects(String id) {
        return pending.containsKey(id);
    }

    boolean expectNoMore(String id) {
        return pending.remove(id) != null;
    }

    int expected() {
        return pending.size();
    }

    boolean expectsAny() {
        return !pending.isEmpty();
    }

    /** True if an id was given up. */
    boolean giveUpPending(long nowMillis) {
        return pending.values().removeIf(until -> until <= nowMillis);
    }

    long nextDeadlineMillis() {
        long next = pending.values().stream().mapToLong(Long::longValue).min().orElse(Long.MAX_VALUE);
        for (Member member : members.values()) next = Math.min(next, member.session.endsMillis());
        return next;
    }
}
