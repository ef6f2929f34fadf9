package akkord.actors.controller;

import akkord.protocol.config.BrokerSettings;
import akkord.protocol.event.ClusterEvents;

/**
 * What the controller is given by the node it runs on. Its limits come from the system's configuration, under
 * {@code akkord.controller}.
 */
public record ControllerContext(int nodeId, BrokerSettings settings, ClusterEvents events) {}
