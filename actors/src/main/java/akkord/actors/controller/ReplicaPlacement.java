package akkord.actors.controller;

import akkord.protocol.metadata.NodeImage;
import akkord.protocol.metadata.NodeStatus;
import akkord.protocol.metadata.TopicImage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Where the replicas of new partitions go. The preferred leader is the live node that leads least, the others
 * are those with the fewest replicas, on racks the partition does not use yet where there are such; nodes that
 * are not up come last. Chance, from the seed, decides between equals, so that the followers of one node's
 * partitions are not all on one other node.
 */
final class ReplicaPlacement {

    private final List<Candidate> candidates;
    private final SplittableRandom random;

    ReplicaPlacement(Collection<NodeImage> nodes, Collection<TopicImage> topics, long seed) {
        Map<Integer, Candidate> byId = new HashMap<>();
        nodes.forEach(node -> byId.put(node.id(), new Candidate(node)));
        topics.stream()
                .flatMap(topic -> topic.partitions().stream())
                .forEach(partition -> count(byId, partition.replicas()));
        this.candidates = byId.values().stream()
                .sorted(Comparator.comparingInt(candidate -> candidate.node.id()))
                .toList();
        this.random = new SplittableRandom(seed);
    }

    /** Distinct node ids for each partition, the preferred leader first; {@code replicas} is at most the nodes' number. */
    List<List<Integer>> place(int partitions, int replicas) {
        List<List<Integer>> placed = new ArrayList<>(partitions);
        for (int partition = 0; partition < partitions; partition++) placed.add(placeOne(replicas));
        return placed;
    }

    private List<Integer> placeOne(int replicas) {
        List<Candidate> left = new ArrayList<>(candidates);
        List<Integer> chosen = new ArrayList<>(replicas);
        Set<@Nullable String> racks = new HashSet<>();
        while (chosen.size() < replicas) {
            Candidate next = least(left, chosen.isEmpty() ? LEADER : follower(racks));
            left.remove(next);
            chosen.add(next.node.id());
            racks.add(next.node.rack());
            next.replicas++;
            if (chosen.size() == 1) next.leaderships++;
        }
        return List.copyOf(chosen);
    }

    private static final Comparator<Candidate> LEADER = Comparator.comparing(Candidate::isAway)
            .thenComparingInt(Candidate::leaderships)
            .thenComparingInt(Candidate::replicas);

    /** Nodes that name no rack count as each on its own. */
    private static Comparator<Candidate> follower(Set<@Nullable String> racks) {
        return Comparator.comparing(Candidate::isAway)
                .thenComparing(candidate -> candidate.node.rack() != null && racks.contains(candidate.node.rack()))
                .thenComparingInt(Candidate::replicas);
    }

    private Candidate least(List<Candidate> from, Comparator<Candidate> order) {
        List<Candidate> equals = new ArrayList<>();
        for (Candidate candidate : from) {
            int compared = equals.isEmpty() ? -1 : order.compare(candidate, equals.get(0));
            if (compared < 0) equals.clear();
            if (compared <= 0) equals.add(candidate);
        }
        return equals.get(random.nextInt(equals.size()));
    }

    private static void count(Map<Integer, Candidate> byId, List<Integer> replicas) {
        for (int position = 0; position < replicas.size(); position++) {
            Candidate candidate = byId.get(replicas.get(position));
            if (candidate == null) continue;
            candidate.replicas++;
            if (position == 0) candidate.leaderships++;
        }
    }

    /** A node with what it has so far. */
    private static final class Candidate {
        private final NodeImage node;
        private int leaderships;
        private int replicas;

        Candidate(NodeImage node) {
            this.node = Objects.requireNonNull(node);
        }

        boolean isAway() {
            return node.status() != NodeStatus.UP;
        }

        int leaderships() {
            return leaderships;
        }

        int replicas() {
            return replicas;
        }
    }
}
