package akkord.actors.controller;

import static akkord.actors.controller.ReplicaRules.without;

import akkord.protocol.metadata.PartitionImage;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * One decision on one partition: set what is to be different, then take the {@link #result}, which completes a
 * reassignment whose new replicas are in sync, keeps the eligible leader replicas and elects a leader where one is
 * needed, in this order:
 *
 * <ol>
 *   <li>the present leader, if it is in sync and up
 *   <li>an in-sync replica that is up, the first in the order of the replicas
 *   <li>the present leader, if it is in sync and on its way out
 *   <li>an eligible leader replica that is up
 *   <li>the last known leader, when nobody is in sync or eligible any more: it lacks the least
 *   <li>any replica that is up, where the topic allows that records get lost
 * </ol>
 */
final class PartitionChange {

    private final PartitionImage before;
    private final Surroundings around;
    private List<Integer> replicas;
    private List<Integer> inSync;
    private List<Integer> eligible;
    private List<Integer> lastKnown;
    private List<Integer> adding;
    private List<Integer> removing;
    private int notAgain = PartitionImage.NO_LEADER;
    private int lossy = PartitionImage.NO_LEADER;
    private int unable = PartitionImage.NO_LEADER;
    private boolean renewed;
    private boolean preferred;
    private boolean unclean;
    private boolean asked;
    private int leaderCommitsBy = Integer.MAX_VALUE;

    /**
     * What a decision on a partition depends on besides it.
     *
     * @param live nodes that are up
     * @param leaving nodes that serve still, but not for long
     * @param minInSync {@code min.insync.replicas} of its topic
     * @param uncleanElection {@code unclean.leader.election.enable} of its topic
     */
    record Surroundings(
            Set<Integer> live, Set<Integer> leaving, int minInSync, boolean uncleanElection, ReplicaRules rules) {}

    PartitionChange(PartitionImage before, Surroundings around) {
        this.before = before;
        this.around = around;
        this.replicas = before.replicas();
        this.inSync = before.inSyncReplicas();
        this.eligible = before.eligibleLeaderReplicas();
        this.lastKnown = before.lastKnownLeaders();
        this.adding = before.addingReplicas();
        this.removing = before.removingReplicas();
        this.unclean = around.uncleanElection();
    }

    /**
     * As a leader has proposed: a decision even where it changes nothing, so that what it proposed before is over.
     *
     * @param minInSync with fewer in sync the leader commits nothing, as far as it knows
     */
    PartitionChange inSync(List<Integer> nodes, int minInSync) {
        inSync = nodes;
        leaderCommitsBy = minInSync;
        asked = true;
        return this;
    }

    /** The last one keeps its place, because it alone is known to hold every committed record. */
    PartitionChange lost(int node) {
        List<Integer> rest = without(inSync, List.of(node));
        if (!rest.isEmpty()) inSync = rest;
        return this;
    }

    /**
     * The node or its log alone has started anew with all its records: others lead before it, and it in no epoch of its
     * former self. It stays in sync: that others still stand as up here does not say that they are, as when all
     * nodes were killed at once, and whoever has all that was committed is not given up for one that may not return.
     */
    PartitionChange restarted(int node) {
        if (!around.rules().mayLeadOn(node)) notAgain = node;
        return this;
    }

    /** The node's replica has lost records, and what the leader knows of it is of before: all begin anew. */
    PartitionChange reopenedWithLosses(int node) {
        renewed = true;
        return restartedWithLosses(node);
    }

    /** The node is up, its replica serves nobody: whoever else has all that was committed leads in its stead. */
    PartitionChange offline(int node) {
        boolean othersAreEligible = eligible.stream().anyMatch(other -> other != node && isLive(other));
        return othersAreInSync(node) || othersAreEligible ? unusable(node) : this;
    }

    /** Its disk is full. Where nobody else is in sync it stays, for those who read, and to tell the others why. */
    PartitionChange cannotWrite(int node) {
        return othersAreInSync(node) ? unusable(node) : this;
    }

    private PartitionChange unusable(int node) {
        unable = node;
        return lost(node);
    }

    private boolean othersAreInSync(int node) {
        return inSync.stream().anyMatch(other -> other != node && isLive(other));
    }

    /** The same of a node that may have lost records, which therefore is neither in sync nor eligible any more. */
    PartitionChange restartedWithLosses(int node) {
        boolean wasLast = inSync.equals(List.of(node));
        inSync = around.rules().afterLossyRestart(inSync, node);
        eligible = around.rules().afterLossyRestart(eligible, node);
        if (wasLast && inSync.isEmpty()) lastKnown = List.of(node);
        lossy = node;
        return restarted(node);
    }

    PartitionChange replicas(List<Integer> all, List<Integer> added, List<Integer> removed) {
        replicas = all;
        adding = added;
        removing = removed;
        inSync = inSync.stream().filter(all::contains).toList();
        eligible = eligible.stream().filter(all::contains).toList();
        return this;
    }

    PartitionChange nobodyEligible() {
        eligible = List.of();
        return this;
    }

    PartitionChange electPreferred() {
        preferred = true;
        return this;
    }

    PartitionChange electUnclean() {
        unclean = true;
        return this;
    }

    /** {@link #before} itself where nothing changes. */
    PartitionImage result() {
        completeReassignment();
        // as long as nobody leads nothing is committed, however many are in sync
        keepEligible(eligible, Integer.MAX_VALUE);
        int leader = elect();
        boolean newEpoch = leader != before.leader()
                || (leader == notAgain && leader != PartitionImage.NO_LEADER)
                || renewed
                || !around.rules().mayKeepEpoch(before.replicas(), replicas);
        PartitionImage same = image(leader, before.leaderEpoch(), before.partitionEpoch());
        if (!newEpoch && !asked && same.equals(before)) return before;
        return image(leader, before.leaderEpoch() + (newEpoch ? 1 : 0), before.partitionEpoch() + 1);
    }

    private PartitionImage image(int leader, int leaderEpoch, int partitionEpoch) {
        return new PartitionImage(
                leader, leaderEpoch, partitionEpoch, replicas, inSync, eligible, lastKnown, adding, removing);
    }

    /** Not while it would leave fewer copies of what is committed than the topic asks for. */
    private void completeReassignment() {
        if (adding.isEmpty() && removing.isEmpty()) return;
        List<Integer> staying = without(inSync, removing);
        List<Integer> target = without(replicas, removing);
        boolean enough = staying.size() >= Math.min(around.minInSync(), target.size());
        if (!enough || staying.isEmpty() || !staying.containsAll(adding)) return;
        replicas = target;
        eligible = without(eligible, removing);
        inSync = staying;
        adding = List.of();
        removing = List.of();
    }

    private void keepEligible(List<Integer> candidates, int enough) {
        eligible = around.rules().eligible(before, candidates, inSync, enough).stream()
                .filter(node -> replicas.contains(node) && node != lossy)
                .toList();
    }

    private int elect() {
        int leader = electInSync();
        if (leader != PartitionImage.NO_LEADER) return settled(leader);
        leader = first(node -> eligible.contains(node) && isLive(node));
        if (leader != PartitionImage.NO_LEADER) return alone(leader);
        boolean nobody = inSync.isEmpty() && eligible.isEmpty();
        leader = first(node -> nobody && lastKnown.contains(node) && isLive(node));
        if (leader == PartitionImage.NO_LEADER && unclean) leader = first(this::isLive);
        return leader == PartitionImage.NO_LEADER ? leader : uncleanly(leader);
    }

    private int electInSync() {
        int present = before.leader();
        if (preferred && isReady(replicas.get(0))) return replicas.get(0);
        if (isReady(present) && present != notAgain) return present;
        int other = first(node -> isReady(node) && node != notAgain);
        if (other != PartitionImage.NO_LEADER) return other;
        boolean serves = isLive(present) || around.leaving().contains(present) && present != unable;
        boolean stays = inSync.contains(present) && serves;
        return stays ? present : first(this::isReady);
    }

    private boolean isReady(int node) {
        return inSync.contains(node) && isLive(node);
    }

    private boolean isLive(int node) {
        return around.live().contains(node) && node != unable;
    }

    /** It commits from here on, if enough are in sync. */
    private int settled(int leader) {
        int needed = around.rules().enoughInSync(around.minInSync(), leaderCommitsBy);
        keepEligible(eligible, Math.min(needed, replicas.size()));
        lastKnown = List.of();
        return leader;
    }

    /** From the eligible: those that were in sync, all of them away, lack nothing either. */
    private int alone(int leader) {
        eligible = Stream.concat(eligible.stream(), inSync.stream()).distinct().toList();
        inSync = List.of(leader);
        return settled(leader);
    }

    /** Nobody else is known to have what this leader has from here on. */
    private int uncleanly(int leader) {
        inSync = List.of(leader);
        eligible = List.of();
        lastKnown = List.of();
        return leader;
    }

    private int first(Predicate<Integer> wanted) {
        return replicas.stream().filter(wanted).findFirst().orElse(PartitionImage.NO_LEADER);
    }
}
