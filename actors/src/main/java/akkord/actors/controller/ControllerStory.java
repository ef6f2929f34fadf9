package akkord.actors.controller;

import akkord.actors.controller.ControllerEvent.AddedPartitions;
import akkord.actors.controller.ControllerEvent.ConfigsChanged;
import akkord.actors.controller.ControllerEvent.ControllerTookOver;
import akkord.actors.controller.ControllerEvent.DeletedTopic;
import akkord.actors.controller.ControllerEvent.NodeRegistered;
import akkord.actors.controller.ControllerEvent.NodeStatusChanged;
import akkord.actors.controller.ControllerEvent.NodeUnregistered;
import akkord.actors.controller.ControllerEvent.PartitionsAdded;
import akkord.actors.controller.ControllerEvent.PartitionsChanged;
import akkord.actors.controller.ControllerEvent.TopicsCreated;
import akkord.actors.controller.ControllerEvent.TopicsDeleted;
import akkord.actors.controller.PartitionsStory.Cause;
import akkord.protocol.event.ClusterEvents;
import akkord.protocol.metadata.NodeImage;
import akkord.protocol.metadata.NodeStatus;
import akkord.protocol.metadata.TopicImage;
import java.util.Map;
import java.util.function.LongSupplier;

/** Tells the cluster log what was decided: one line for each thing, not one for each partition. */
final class ControllerStory {

    private final ClusterEvents events;
    private final PartitionsStory partitions;

    /** @param nowMillis for how long something has lasted */
    ControllerStory(ClusterEvents events, LongSupplier nowMillis) {
        this.events = events;
        this.partitions = new PartitionsStory(events, nowMillis);
    }

    /** @param before the state {@code event} was applied to */
    void tell(ControllerEvent event, ControllerState before) {
        if (event instanceof ControllerEvent.ClusterFormed formed) {
            events.tell("cluster-formed", "cluster formed", Map.of("cluster", formed.clusterId()));
        } else if (event instanceof ControllerTookOver begun) {
            String node = Integer.toString(begun.node());
            events.tell("controller-moved", "the controller runs on node " + node, Map.of("node", node));
        } else if (event instanceof TopicsCreated created) {
            created.topics().forEach(this::topicCreated);
        } else if (event instanceof TopicsDeleted deleted) {
            deleted.topics().forEach(topic -> topicDeleted(topic, before));
        } else if (event instanceof PartitionsAdded added) {
            added.topics().forEach(topic -> partitionsAdded(topic, before));
        } else if (event instanceof ConfigsChanged changed) {
            configsChanged(changed);
        } else if (event instanceof NodeRegistered registered) {
            nodeRegistered(registered, before);
        } else if (event instanceof NodeStatusChanged changed) {
            nodeStatusChanged(changed);
            String why = "node " + changed.node() + " is " + changed.status();
            partitions.tell(changed.partitions(), before, new Cause(why, changed.node(), changed.silentMillis()));
        } else if (event instanceof PartitionsChanged changed) {
            partitions.tell(changed.partitions(), before, Cause.of(changed.why()));
        } else if (event instanceof NodeUnregistered gone) {
            events.tell(
                    "node-unregistered",
                    "node " + gone.node() + " is forgotten",
                    Map.of("node", Integer.toString(gone.node())));
        }
    }

    private void topicCreated(TopicImage topic) {
        String partitions = Integer.toString(topic.partitions().size());
        events.tell(
                "topic-created",
                "topic " + topic.name() + " created with " + partitions + " partitions",
                Map.of("topic", topic.name(), "id", topic.id().toString(), "partitions", partitions));
    }

    private void topicDeleted(DeletedTopic topic, ControllerState before) {
        partitions.deleted(
                topic.name(), before.existingTopic(topic.name()).partitions().size());
        events.tell(
                "topic-deleted",
                "topic " + topic.name() + " deleted",
                Map.of("topic", topic.name(), "id", topic.id().toString()));
    }

    private void partitionsAdded(AddedPartitions added, ControllerState before) {
        int count = before.existingTopic(added.topic()).partitions().size()
                + added.partitions().size();
        events.tell(
                "partitions-added",
                "topic " + added.topic() + " grew to " + count + " partitions",
                Map.of("topic", added.topic(), "partitions", Integer.toString(count)));
    }

    private void configsChanged(ConfigsChanged changed) {
        changed.topics()
                .keySet()
                .forEach(topic -> events.tell(
                        "config-changed", "settings of topic " + topic + " changed", Map.of("topic", topic)));
        changed.nodes().keySet().forEach(node -> {
            String whose = node == -1 ? "all nodes" : "node " + node;
            events.tell("config-changed", "settings of " + whose + " changed", Map.of("node", node.toString()));
        });
        changed.groups()
                .forEach((group, settings) -> events.tell(
                        "config-changed",
                        "settings of group " + group + " changed: " + (settings.isEmpty() ? "none" : settings),
                        Map.of("group", group)));
    }

    private void nodeRegistered(NodeRegistered registered, ControllerState before) {
        NodeImage node = registered.node();
        NodeImage former = before.nodes().get(node.id());
        boolean sameProcess = former != null && former.incarnation().equals(node.incarnation());
        String verb = sameProcess ? " changed" : former == null ? " joined" : " joined again";
        events.tell(
                sameProcess ? "node-changed" : "node-joined",
                "node " + node.id() + verb + " at " + node.host() + ":" + node.clusterPort(),
                Map.of("node", Integer.toString(node.id()), "host", node.host(), "incarnation", node.incarnation()));
        partitions.tell(registered.partitions(), before, Cause.of("node " + node.id() + verb));
    }

    private void nodeStatusChanged(NodeStatusChanged changed) {
        boolean up = changed.status() == NodeStatus.UP;
        events.tell(
                up ? "node-joined" : changed.status() == NodeStatus.DOWN ? "node-left" : "node-status",
                "node " + changed.node() + " is " + changed.status(),
                Map.of(
                        "node",
                        Integer.toString(changed.node()),
                        "status",
                        changed.status().name()));
    }
}
