package akkord.actors.controller;

import akkord.protocol.event.ClusterEvents;
import akkord.protocol.metadata.PartitionImage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * Tells the cluster log of leaders and in-sync replicas that changed: each partition in its own line as long as they
 * are few, else how many.
 */
final class PartitionsStory {

    private static final int LINES_MAX = 20;

    private final ClusterEvents events;
    private final LongSupplier nowMillis;

    /** Partitions without a leader, as far as this controller has seen it, and since when. */
    private final Map<String, Long> leaderlessSince = new HashMap<>();

    PartitionsStory(ClusterEvents events, LongSupplier nowMillis) {
        this.events = events;
        this.nowMillis = nowMillis;
    }

    /**
     * Why something changed.
     *
     * @param clause such as "node 1 is DOWN"
     * @param gone the node of which nothing was heard for {@code silentMillis}, or -1
     */
    record Cause(String clause, int gone, long silentMillis) {
        static Cause of(String clause) {
            return new Cause(clause, -1, 0);
        }
    }

    private record Change(String partition, PartitionImage before, PartitionImage after) {
        boolean isElection() {
            return after.leader() != before.leader() && after.hasLeader();
        }

        boolean isLoss() {
            return before.hasLeader() && !after.hasLeader();
        }

        boolean changesInSync() {
            return !new HashSet<>(before.inSyncReplicas()).equals(new HashSet<>(after.inSyncReplicas()));
        }

        boolean isUnclean() {
            return isElection()
                    && !before.inSyncReplicas().contains(after.leader())
                    && !before.eligibleLeaderReplicas().contains(after.leader());
        }
    }

    /** @param before the state the changes were applied to */
    void tell(List<PartitionChanges> changes, ControllerState before, Cause cause) {
        String why = cause.clause();
        List<Change> all = new ArrayList<>();
        for (PartitionChanges topic : changes) {
            List<PartitionImage> former = before.existingTopic(topic.topic()).partitions();
            topic.partitions()
                    .forEach((number, after) ->
                            all.add(new Change(topic.topic() + "-" + number, former.get(number), after)));
        }
        all.stream().filter(Change::isUnclean).forEach(change -> unclean(change, why));
        if (all.size() <= LINES_MAX) all.forEach(change -> each(change, cause));
        else counts(all, why);
        all.forEach(change -> remember(change, cause));
    }

    /** Those that nobody leads, as far as is remembered. */
    Set<String> leaderless() {
        return Set.copyOf(leaderlessSince.keySet());
    }

    /** A topic made anew under that name begins with nothing. */
    void deleted(String topic, int partitions) {
        for (int number = 0; number < partitions; number++) leaderlessSince.remove(topic + "-" + number);
    }

    private void remember(Change change, Cause cause) {
        if (change.after().hasLeader()) leaderlessSince.remove(change.partition());
        else if (change.isLoss())
            leaderlessSince.put(change.partition(), nowMillis.getAsLong() - silence(change, cause));
    }

    private static long silence(Change change, Cause cause) {
        return change.before().leader() == cause.gone() ? cause.silentMillis() : 0;
    }

    /** How long nobody has led. */
    private String pause(Change change, Cause cause) {
        if (change.before().hasLeader()) {
            long millis = silence(change, cause);
            return millis == 0 ? "without a break" : "after " + millis + " ms without";
        }
        Long since = leaderlessSince.get(change.partition());
        return since == null
                ? "after a time without that began before this controller"
                : "after " + (nowMillis.getAsLong() - since) + " ms without";
    }

    private void each(Change change, Cause cause) {
        String why = cause.clause();
        PartitionImage after = change.after();
        if (change.isElection())
            events.tell(
                    "leader-elected",
                    "leader of " + change.partition() + " is node " + after.leader() + ", was "
                            + (change.before().hasLeader()
                                    ? "" + change.before().leader()
                                    : "nobody") + ", in epoch " + after.leaderEpoch() + ", " + pause(change, cause)
                            + ": " + why,
                    Map.of("partition", change.partition(), "leader", Integer.toString(after.leader())));
        if (change.isLoss())
            events.tell(
                    "partition-offline",
                    change.partition() + " has no leader: no in-sync replica of " + after.inSyncReplicas() + " is up: "
                            + why,
                    Map.of("partition", change.partition()));
        if (change.changesInSync())
            events.tell(
                    "isr-changed",
                    "in-sync replicas of " + change.partition() + " are " + after.inSyncReplicas() + ", were "
                            + change.before().inSyncReplicas() + ": " + why,
                    Map.of("partition", change.partition()));
    }

    private void unclean(Change change, String why) {
        events.tell(
                "leader-elected-uncleanly",
                change.partition() + " is led by node " + change.after().leader()
                        + ", which may lack acknowledged records: nobody who has them is up: " + why,
                Map.of("partition", change.partition()));
    }

    private void counts(List<Change> all, String why) {
        count("leader-elected", "partitions got another leader", all.stream().filter(Change::isElection), why);
        count("partition-offline", "partitions have no leader", all.stream().filter(Change::isLoss), why);
        count(
                "isr-changed",
                "partitions have other in-sync replicas",
                all.stream().filter(Change::changesInSync),
                why);
    }

    private void count(String kind, String what, Stream<Change> changes, String why) {
        long count = changes.count();
        if (count > 0) events.tell(kind, count + " " + what + ": " + why, Map.of("partitions", Long.toString(count)));
    }
}
