package akkord.actors.controller;

import akkord.protocol.config.BrokerSettings;
import akkord.protocol.domain.TopicId;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What decisions depend on besides state and command.
 *
 * @param settings of the node the controller runs on: the defaults of topics that do not say
 * @param topicIds draws the id of a new topic
 * @param seeds draws the seed of a placement; a decision's result is in its event, so replay draws nothing
 */
public record ControllerRules(
        int controllerNode,
        BrokerSettings settings,
        ControllerLimits limits,
        Supplier<TopicId> topicIds,
        LongSupplier seeds) {}
