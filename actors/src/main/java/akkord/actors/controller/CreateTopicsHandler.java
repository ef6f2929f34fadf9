package akkord.actors.controller;

import static akkord.actors.controller.Outcomes.refuse;

import akkord.actors.controller.ControllerEvent.TopicsCreated;
import akkord.protocol.config.TopicConfigSchema;
import akkord.protocol.config.TopicName;
import akkord.protocol.controller.ControllerCommand.CreateTopics;
import akkord.protocol.controller.ControllerCommand.NewTopic;
import akkord.protocol.controller.ControllerCommand.TopicResults;
import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.Refusal;
import akkord.protocol.domain.RefusedException;
import akkord.protocol.metadata.PartitionImage;
import akkord.protocol.metadata.TopicImage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Creates topics: names, counts, replicas and settings as Kafka checks them. */
final class CreateTopicsHandler implements CommandHandler<CreateTopics, TopicResults> {

    /** Kafka's own topics; Akkord keeps what they hold in its journal. */
    private static final Set<String> RESERVED =
            Set.of("__consumer_offsets", "__transaction_state", "__share_group_state", "__cluster_metadata");

    private final ControllerRules rules;

    CreateTopicsHandler(ControllerRules rules) {
        this.rules = rules;
    }

    @Override
    public Decision<TopicResults> decide(ControllerState state, CreateTopics command) {
        int topicsMax = rules.limits().topicsPerRequestMax();
        if (command.topics().size() > topicsMax) return tooMany(command, topicsMax);
        Request request = new Request(state, command);
        Outcomes outcomes = new Outcomes(state);
        command.topics().forEach(topic -> outcomes.attempt(topic.name(), null, () -> request.create(topic)));
        boolean changes = !command.validateOnly() && !request.created.isEmpty();
        TopicsCreated event = changes ? new TopicsCreated(List.copyOf(request.created)) : null;
        return new Decision<>(event, outcomes.results(event));
    }

    private static Decision<TopicResults> tooMany(CreateTopics command, int topicsMax) {
        String sentence = "a request may create " + topicsMax + " topics, not "
                + command.topics().size() + ": split it";
        return Decision.nothing(Outcomes.allRefused(
                command.topics(), NewTopic::name, new Refusal(ErrorCode.POLICY_VIOLATION, sentence)));
    }

    /** One request on its way: later topics of it see the earlier ones. */
    private final class Request {
        private final ControllerState state;
        private final Set<String> repeated;
        private final Map<String, String> namesByCollisionKey = new HashMap<>();
        private final ReplicaPlacement placement;
        private final PartitionBudget budget;
        private final List<TopicImage> created = new ArrayList<>();

        Request(ControllerState state, CreateTopics command) {
            this.state = state;
            this.repeated = Outcomes.repeated(
                    command.topics().stream().map(NewTopic::name).toList());
            state.topics().keySet().forEach(name -> namesByCollisionKey.put(TopicName.collisionKey(name), name));
            this.placement = new ReplicaPlacement(
                    state.nodes().values(),
                    state.topics().values(),
                    rules.seeds().getAsLong());
            this.budget = new PartitionBudget(rules.limits(), state.partitionCount());
        }

        TopicImage create(NewTopic topic) {
            checkName(topic);
            TopicConfigSchema.validate(topic.config()).ifPresent(refusal -> {
                throw new RefusedException(refusal);
            });
            List<List<Integer>> replicas = topic.assignment().isEmpty() ? place(topic) : assigned(topic);
            Set<Integer> live = state.liveNodes();
            List<PartitionImage> partitions = replicas.stream()
                    .map(nodes -> Leadership.first(nodes, live))
                    .toList();
            TopicImage image =
                    new TopicImage(topic.name(), rules.topicIds().get(), topic.internal(), topic.config(), partitions);
            namesByCollisionKey.put(TopicName.collisionKey(topic.name()), topic.name());
            created.add(image);
            return image;
        }

        private void checkName(NewTopic topic) {
            String name = topic.name();
            TopicName.refusal(name).ifPresent(refusal -> {
                throw new RefusedException(refusal);
            });
            if (repeated.contains(name))
                throw refuse(ErrorCode.INVALID_REQUEST, "topic " + name + " is named more than once in the request");
            if (state.topics().containsKey(name))
                throw refuse(ErrorCode.TOPIC_ALREADY_EXISTS, "topic " + name + " already exists");
            if (RESERVED.contains(name) && !topic.internal())
                throw refuse(ErrorCode.POLICY_VIOLATION, "topic name " + name + " is reserved; choose another");
            String other = namesByCollisionKey.get(TopicName.collisionKey(name));
            if (other != null)
                throw refuse(
                        ErrorCode.INVALID_TOPIC_EXCEPTION,
                        "topic " + name + " collides with topic " + other
                                + ": names must differ in more than '.' and '_'");
        }

        private List<List<Integer>> place(NewTopic topic) {
            int partitions = topic.partitions() == -1 ? rules.settings().numPartitions() : topic.partitions();
            int replicas = topic.replicationFactor() == -1
                    ? rules.settings().defaultReplicationFactor()
                    : topic.replicationFactor();
            if (partitions < 1)
                throw refuse(
                        ErrorCode.INVALID_PARTITIONS,
                        "topic " + topic.name() + " needs at least 1 partition, not " + partitions);
            checkReplicationFactor(topic.name(), replicas);
            budget.take(topic.name(), partitions);
            return placement.place(partitions, replicas);
        }

        private void checkReplicationFactor(String name, int replicas) {
            int nodes = state.nodes().size();
            if (replicas < 1)
                throw refuse(
                        ErrorCode.INVALID_REPLICATION_FACTOR,
                        "topic " + name + " needs a replication factor of at least 1, not " + replicas);
            if (replicas > nodes)
                throw refuse(
                        ErrorCode.INVALID_REPLICATION_FACTOR,
                        "replication factor " + replicas + " of topic " + name + " is larger than the number of nodes, "
                                + nodes);
        }

        private List<List<Integer>> assigned(NewTopic topic) {
            List<List<Integer>> assignment = topic.assignment();
            int replicas = assignment.get(0).size();
            if (topic.partitions() != -1 && topic.partitions() != assignment.size())
                throw refuse(
                        ErrorCode.INVALID_REQUEST,
                        "topic " + topic.name() + " is to have " + topic.partitions() + " partitions, but replicas are"
                                + " given for " + assignment.size() + "; leave the count at -1");
            if (topic.replicationFactor() != -1 && topic.replicationFactor() != replicas)
                throw refuse(
                        ErrorCode.INVALID_REQUEST,
                        "topic " + topic.name() + " is to have replication factor " + topic.replicationFactor()
                                + ", but " + replicas + " replicas are given; leave the factor at -1");
            ReplicaAssignments.check(assignment, 0, replicas, state);
            budget.take(topic.name(), assignment.size());
            return assignment.stream().map(List::copyOf).toList();
        }
    }
}
