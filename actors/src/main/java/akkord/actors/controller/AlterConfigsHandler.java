package akkord.actors.controller;

import static akkord.actors.controller.Outcomes.refuse;

import akkord.actors.controller.ControllerEvent.ConfigsChanged;
import akkord.protocol.config.BrokerConfigSchema;
import akkord.protocol.config.GroupConfigSchema;
import akkord.protocol.config.TopicConfigSchema;
import akkord.protocol.controller.ControllerCommand.AlterConfigs;
import akkord.protocol.controller.ControllerCommand.ConfigChange;
import akkord.protocol.controller.ControllerCommand.ConfigOp;
import akkord.protocol.controller.ControllerCommand.TopicResults;
import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.Refusal;
import akkord.protocol.domain.RefusedException;
import akkord.protocol.group.GroupName;
import akkord.protocol.metadata.PartitionImage;
import akkord.protocol.metadata.TopicImage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Changes settings of topics, of groups and, dynamically, of nodes. */
final class AlterConfigsHandler implements CommandHandler<AlterConfigs, TopicResults> {

    /** Stands for all nodes. */
    private static final int ALL_NODES = -1;

    private final ControllerRules rules;

    AlterConfigsHandler(ControllerRules rules) {
        this.rules = rules;
    }

    @Override
    public Decision<TopicResults> decide(ControllerState state, AlterConfigs command) {
        Request request = new Request(state, command);
        Outcomes outcomes = new Outcomes(state);
        for (ConfigChange change : command.changes()) {
            String topic = change.topic();
            if (topic != null) outcomes.attempt(topic, null, () -> request.alterTopic(topic, change));
            else if (change.group() != null) outcomes.attemptPlain(change.group(), () -> request.alterGroup(change));
            else outcomes.attemptPlain(nodeName(change), () -> request.alterNode(change));
        }
        ConfigsChanged event = command.validateOnly() ? null : request.event();
        return new Decision<>(event, outcomes.results(event));
    }

    private static @Nullable String nodeName(ConfigChange change) {
        Integer node = change.node();
        return node == null ? null : Integer.toString(node);
    }

    private static void refuseIfInvalid(Optional<Refusal> refusal) {
        refusal.ifPresent(why -> {
            throw new RefusedException(why);
        });
    }

    /** One request on its way. */
    private final class Request {
        private final ControllerState state;
        private final Set<String> repeated;
        private final ConfigEdit topicEdit;
        private final ConfigEdit nodeEdit;
        private final ConfigEdit groupEdit;
        private final Map<String, Map<String, String>> topics = new HashMap<>();
        private final Map<Integer, Map<String, String>> nodes = new HashMap<>();
        private final Map<String, Map<String, String>> groups = new HashMap<>();

        Request(ControllerState state, AlterConfigs command) {
            this.state = state;
            this.repeated = Outcomes.repeated(
                    command.changes().stream().map(Request::resource).toList());
            this.topicEdit = new ConfigEdit(
                    TopicConfigSchema::key, key -> TopicConfigSchema.effectiveText(key, Map.of(), rules.settings()));
            this.nodeEdit = new ConfigEdit(
                    BrokerConfigSchema::key, key -> rules.settings().text(key.name()));
            this.groupEdit = new ConfigEdit(
                    GroupConfigSchema::key, key -> GroupConfigSchema.effectiveText(key, Map.of(), rules.settings()));
        }

        private static String resource(ConfigChange change) {
            if (change.topic() != null) return "topic " + change.topic();
            return change.group() != null ? "group " + change.group() : "node " + change.node();
        }

        TopicImage alterTopic(String name, ConfigChange change) {
            checkOnce(change);
            TopicImage topic = state.topics().get(name);
            if (topic == null) throw refuse(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, "there is no topic " + name);
            checkNames(change);
            Map<String, String> settings = topicEdit.apply(topic.config(), change);
            refuseIfInvalid(TopicConfigSchema.validate(settings));
            if (!settings.equals(topic.config())) topics.put(name, settings);
            return topic;
        }

        void alterNode(ConfigChange change) {
            checkOnce(change);
            Integer node = change.node();
            if (node == null) throw refuse(ErrorCode.INVALID_REQUEST, "a change names no topic, node or group");
            if (node != ALL_NODES && !state.nodes().containsKey(node))
                throw refuse(ErrorCode.INVALID_REQUEST, "there is no node " + node);
            Map<String, String> present = state.nodeConfig().getOrDefault(node, Map.of());
            Map<String, String> settings = nodeEdit.apply(present, change);
            refuseIfInvalid(BrokerConfigSchema.validateDynamic(settings));
            if (!settings.equals(present)) nodes.put(node, settings);
        }

        /** A group may have settings before it is there. */
        void alterGroup(ConfigChange change) {
            checkOnce(change);
            String group = GroupName.checked(String.valueOf(change.group()));
            for (ConfigOp op : change.ops()) refuseIfInvalid(GroupConfigSchema.validateName(op.name()));
            Map<String, String> present = state.groupConfig().getOrDefault(group, Map.of());
            Map<String, String> settings = groupEdit.apply(present, change);
            refuseIfInvalid(GroupConfigSchema.validate(settings, rules.settings()));
            if (settings.equals(present)) return;
            int max = rules.limits().groupsWithSettingsMax();
            if (present.isEmpty() && state.groupConfig().size() + groups.size() >= max)
                throw refuse(
                        ErrorCode.POLICY_VIOLATION,
                        max + " groups have settings of their own already (akkord.controller.groups-with-settings-max):"
                                + " delete those of groups that are no more");
            groups.put(group, settings);
        }

        private void checkOnce(ConfigChange change) {
            if (Stream.of(change.topic(), change.node(), change.group())
                            .filter(Objects::nonNull)
                            .count()
                    > 1) throw refuse(ErrorCode.INVALID_REQUEST, "a change names both a topic and a node or group");
            if (repeated.contains(resource(change)))
                throw refuse(ErrorCode.INVALID_REQUEST, resource(change) + " is named more than once in the request");
        }

        /** Deleting what is not known would succeed otherwise, and a slip go unnoticed. */
        private void checkNames(ConfigChange change) {
            Map<String, String> named = new HashMap<>();
            change.ops().stream()
                    .filter(op -> TopicConfigSchema.key(op.name()).isEmpty())
                    .forEach(op -> named.put(op.name(), ""));
            refuseIfInvalid(TopicConfigSchema.validate(named));
        }

        @Nullable
        ConfigsChanged event() {
            return topics.isEmpty() && nodes.isEmpty() && groups.isEmpty()
                    ? null
                    : new ConfigsChanged(Map.copyOf(topics), Map.copyOf(nodes), nobodyEligible(), Map.copyOf(groups));
        }

        /** Once a leader may commit with fewer in sync, whoever left before that may come to lack something. */
        private List<PartitionChanges> nobodyEligible() {
            Map<String, String> defaults = state.nodeConfig().getOrDefault(ALL_NODES, Map.of());
            Map<String, String> newDefaults = nodes.getOrDefault(ALL_NODES, defaults);
            ChangedPartitions changed = new ChangedPartitions(state);
            for (TopicImage topic : state.topics().values()) {
                Map<String, String> newConfig = topics.getOrDefault(topic.name(), topic.config());
                int before = TopicDurability.of(topic.config(), defaults, rules.settings())
                        .minInSyncReplicas();
                int after = TopicDurability.of(newConfig, newDefaults, rules.settings())
                        .minInSyncReplicas();
                if (after < before) forgetEligible(changed, topic, after);
            }
            return changed.changes();
        }

        /** Where nobody commits, those who are eligible lack nothing still, and may be the last who have it all. */
        private void forgetEligible(ChangedPartitions changed, TopicImage topic, int minInSync) {
            Leadership leadership = Leadership.now(state, rules, ReplicaRules.KAFKA);
            for (int number = 0; number < topic.partitions().size(); number++) {
                PartitionImage partition = topic.partitions().get(number);
                int enough = Math.min(minInSync, partition.replicas().size());
                boolean mayCommit =
                        partition.hasLeader() && partition.inSyncReplicas().size() >= enough;
                if (partition.eligibleLeaderReplicas().isEmpty() || !mayCommit) continue;
                changed.put(
                        topic,
                        number,
                        leadership.change(topic, partition).nobodyEligible().result());
            }
        }
    }
}
