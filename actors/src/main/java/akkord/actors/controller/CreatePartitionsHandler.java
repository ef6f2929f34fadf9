package akkord.actors.controller;

import static akkord.actors.controller.Outcomes.refuse;

import akkord.actors.controller.ControllerEvent.AddedPartitions;
import akkord.actors.controller.ControllerEvent.PartitionsAdded;
import akkord.protocol.controller.ControllerCommand.CreatePartitions;
import akkord.protocol.controller.ControllerCommand.MorePartitions;
import akkord.protocol.controller.ControllerCommand.TopicResults;
import akkord.protocol.domain.ErrorCode;
import akkord.protocol.metadata.PartitionImage;
import akkord.protocol.metadata.TopicImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Adds partitions to topics; there is no way to take some away. */
final class CreatePartitionsHandler implements CommandHandler<CreatePartitions, TopicResults> {

    private final ControllerRules rules;

    CreatePartitionsHandler(ControllerRules rules) {
        this.rules = rules;
    }

    @Override
    public Decision<TopicResults> decide(ControllerState state, CreatePartitions command) {
        Set<String> repeated = Outcomes.repeated(
                command.topics().stream().map(MorePartitions::topic).toList());
        ReplicaPlacement placement = new ReplicaPlacement(
                state.nodes().values(), state.topics().values(), rules.seeds().getAsLong());
        PartitionBudget budget = new PartitionBudget(rules.limits(), state.partitionCount());
        Outcomes outcomes = new Outcomes(state);
        List<AddedPartitions> added = new ArrayList<>();
        for (MorePartitions more : command.topics()) {
            outcomes.attempt(more.topic(), null, () -> {
                TopicImage topic = topicToGrow(more, state, repeated);
                AddedPartitions partitions = grow(topic, more, state, placement, budget);
                added.add(partitions);
                return topic.withMorePartitions(partitions.partitions());
            });
        }
        boolean changes = !command.validateOnly() && !added.isEmpty();
        PartitionsAdded event = changes ? new PartitionsAdded(added) : null;
        return new Decision<>(event, outcomes.results(event));
    }

    private static TopicImage topicToGrow(MorePartitions more, ControllerState state, Set<String> repeated) {
        TopicImage topic = state.topics().get(more.topic());
        if (topic == null) throw refuse(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, "there is no topic " + more.topic());
        if (repeated.contains(more.topic()))
            throw refuse(
                    ErrorCode.INVALID_REQUEST, "topic " + more.topic() + " is named more than once in the request");
        int present = topic.partitions().size();
        if (more.total() <= present)
            throw refuse(
                    ErrorCode.INVALID_PARTITIONS,
                    "topic " + more.topic() + " has " + present + " partitions, and " + more.total()
                            + " would not be more; partitions cannot be taken away");
        return topic;
    }

    private static AddedPartitions grow(
            TopicImage topic,
            MorePartitions more,
            ControllerState state,
            ReplicaPlacement placement,
            PartitionBudget budget) {
        int present = topic.partitions().size();
        int count = more.total() - present;
        int replicas = topic.partitions().get(0).replicas().size();
        List<List<Integer>> assignment = more.assignment();
        if (assignment.isEmpty()) {
            checkEnoughNodes(topic.name(), replicas, state);
        } else {
            checkCount(topic.name(), assignment.size(), count);
            ReplicaAssignments.check(assignment, present, replicas, state);
        }
        budget.take(topic.name(), count);
        Set<Integer> live = state.liveNodes();
        List<PartitionImage> partitions = (assignment.isEmpty() ? placement.place(count, replicas) : assignment)
                .stream().map(nodes -> Leadership.first(nodes, live)).toList();
        return new AddedPartitions(topic.name(), partitions);
    }

    private static void checkEnoughNodes(String topic, int replicas, ControllerState state) {
        if (replicas > state.nodes().size())
            throw refuse(
                    ErrorCode.INVALID_REPLICATION_FACTOR,
                    "topic " + topic + " has replication factor " + replicas + ", but there are only "
                            + state.nodes().size() + " nodes");
    }

    private static void checkCount(String topic, int given, int needed) {
        if (given != needed)
            throw refuse(
                    ErrorCode.INVALID_REPLICA_ASSIGNMENT,
                    "replicas are given for " + given + " partitions, but topic " + topic + " gets " + needed
                            + " new ones");
    }
}
