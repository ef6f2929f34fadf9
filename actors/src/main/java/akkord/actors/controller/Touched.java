package akkord.actors.controller;

import java.util.List;

/**
 * The parts of the image that an event changed.
 *
 * @param everything more than the lists can say: subscribers need the whole image
 */
record Touched(
        List<String> topics,
        List<String> deletedTopics,
        List<Integer> nodes,
        List<Integer> removedNodes,
        List<Integer> nodeConfig,
        List<String> groupConfig,
        boolean everything) {

    static Touched nothing() {
        return new Touched(List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), false);
    }

    static Touched all() {
        return new Touched(List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), true);
    }

    static Touched topics(List<String> topics) {
        return new Touched(topics, List.of(), List.of(), List.of(), List.of(), List.of(), false);
    }

    static Touched deletedTopics(List<String> topics) {
        return new Touched(List.of(), topics, List.of(), List.of(), List.of(), List.of(), false);
    }

    static Touched configs(List<String> topics, List<Integer> nodeConfig, List<String> groupConfig) {
        return new Touched(topics, List.of(), List.of(), List.of(), nodeConfig, groupConfig, false);
    }

    static Touched removedNode(int node) {
        return new Touched(List.of(), List.of(), List.of(), List.of(node), List.of(), List.of(), false);
    }

    static Touched node(int node, List<PartitionChanges> partitions) {
        List<String> topics = partitions.stream().map(PartitionChanges::topic).toList();
        return new Touched(topics, List.of(), List.of(node), List.of(), List.of(), List.of(), false);
    }
}
