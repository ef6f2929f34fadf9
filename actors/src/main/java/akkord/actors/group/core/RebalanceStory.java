package akkord.actors.group.core;

import akkord.protocol.domain.TopicPartition;
import akkord.protocol.group.ConsumerBytes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What people are told of a rebalance: why it began, who got what from whom, how long it took, and how long partitions
 * were read by nobody: from when a member gave one up (or was last heard of) to when its next owner was told.
 */
final class RebalanceStory {

    private static final int MOVES_TOLD_MAX = 20;
    private static final int REASONS_TOLD_MAX = 5;

    /** Partitions that nobody was given for so long are not waited for: they may be of topics that are no more. */
    private static final int PAUSED_MAX = 10_000;

    private final String group;
    private final String name;
    private final Outbox out;
    private final List<String> reasons = new ArrayList<>();
    private final Map<TopicPartition, String> owners = new HashMap<>();
    private final Map<TopicPartition, Long> pausedSince = new HashMap<>();
    private final Map<String, List<TopicPartition>> moves = new LinkedHashMap<>();
    private boolean running;
    private long beganMillis;
    private long longestPauseMillis;
    private int reasonsUntold;

    RebalanceStory(String group, Outbox out) {
        this.group = group;
        this.name = Told.words(group);
        this.out = out;
    }

    /** It begins, or has one more reason. */
    void begin(String reason, long nowMillis) {
        if (running) {
            if (reasons.contains(reason)) return;
            if (reasons.size() < REASONS_TOLD_MAX) reasons.add(reason);
            else reasonsUntold++;
            return;
        }
        running = true;
        beganMillis = nowMillis;
        longestPauseMillis = 0;
        reasonsUntold = 0;
        moves.clear();
        reasons.clear();
        reasons.add(reason);
        out.tell(
                "group-rebalance-started",
                "group " + name + " rebalances: " + reason,
                Map.of("group", group, "reason", reason));
    }

    /** The member has stopped reading what it does not hold on to. */
    void givesUp(Member member, byte[] subscription, long nowMillis) {
        List<TopicPartition> held = ConsumerBytes.owned(subscription);
        for (TopicPartition partition : ConsumerBytes.assigned(member.assignment()))
            if (!held.contains(partition)) pausedSince.putIfAbsent(partition, nowMillis);
    }

    void gone(Member member) {
        paused(ConsumerBytes.assigned(member.assignment()), member.session.heardMillis());
    }

    /** Nobody reads these from then on. */
    void paused(Collection<TopicPartition> partitions, long sinceMillis) {
        for (TopicPartition partition : partitions) pausedSince.putIfAbsent(partition, sinceMillis);
    }

    /** The leader has assigned; from now on {@link #given} tells who knows. */
    void assigned(Roster roster) {
        Map<TopicPartition, String> now = new HashMap<>();
        for (Member member : roster.all())
            for (TopicPartition partition : ConsumerBytes.assigned(member.assignment()))
                now.put(partition, member.name());
        owned(now);
    }

    /** @param now who is to read what */
    void owned(Map<TopicPartition, String> now) {
        now.forEach((partition, owner) -> {
            String former = owners.getOrDefault(partition, "nobody");
            if (!former.equals(owner))
                moves.computeIfAbsent(former + " to " + owner, way -> new ArrayList<>())
                        .add(partition);
        });
        owners.forEach((partition, owner) -> {
            if (!now.containsKey(partition))
                moves.computeIfAbsent(owner + " to nobody", way -> new ArrayList<>())
                        .add(partition);
        });
        owners.clear();
        owners.putAll(now);
    }

    /** What was known before a restart of the coordinator; nothing is told of it. */
    void recovered(Roster roster) {
        assigned(roster);
        moves.clear();
    }

    /** As above. */
    void recovered(Map<TopicPartition, String> known) {
        owned(known);
        moves.clear();
    }

    void given(Member member, long nowMillis) {
        given(ConsumerBytes.assigned(member.assignment()), nowMillis);
    }

    /** Somebody was told to read these. */
    void given(Collection<TopicPartition> partitions, long nowMillis) {
        for (TopicPartition partition : partitions) {
            Long since = pausedSince.remove(partition);
            if (since != null) longestPauseMillis = Math.max(longestPauseMillis, nowMillis - since);
        }
    }

    void end(int generation, int members, long nowMillis) {
        if (!running) return;
        running = false;
        if (members == 0) owners.clear();
        if (members == 0 || pausedSince.size() > PAUSED_MAX) pausedSince.clear();
        long tookMillis = nowMillis - beganMillis;
        int moved = moves.values().stream().mapToInt(List::size).sum();
        Map<String, String> details = new TreeMap<>();
        details.put("group", group);
        details.put("generation", Integer.toString(generation));
        details.put("members", Integer.toString(members));
        details.put("took-ms", Long.toString(tookMillis));
        details.put("partitions-moved", Integer.toString(moved));
        details.put("longest-pause-ms", Long.toString(longestPauseMillis));
        details.put("reason", reasonsTold());
        if (!moves.isEmpty()) details.put("moves", movesTold());
        out.tell(
                "group-rebalance-finished",
                "group " + name + " is in generation " + generation + " with "
                        + (members == 1 ? "1 member" : members + " members") + " after "
                        + tookMillis + " ms, longest pause " + longestPauseMillis + " ms, " + moved
                        + " partitions moved" + (moves.isEmpty() ? "" : ": " + movesTold()),
                details);
    }

    private String reasonsTold() {
        return String.join("; ", reasons) + (reasonsUntold == 0 ? "" : "; and " + reasonsUntold + " more");
    }

    private String movesTold() {
        StringBuilder told = new StringBuilder();
        int left = MOVES_TOLD_MAX;
        for (Map.Entry<String, List<TopicPartition>> way : moves.entrySet()) {
            List<String> names = way.getValue().stream()
                    .map(TopicPartition::toString)
                    .sorted()
                    .limit(left)
                    .toList();
            if (names.isEmpty()) return told + ", ...";
            left -= names.size();
            if (!told.isEmpty()) told.append(", ");
            told.append(String.join(" ", names));
            if (names.size() < way.getValue().size()) told.append(" ...");
            told.append(" from ").append(way.getKey());
        }
        return told.toString();
    }
}
