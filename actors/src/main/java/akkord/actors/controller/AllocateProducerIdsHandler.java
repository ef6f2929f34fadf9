package akkord.actors.controller;

import akka.pattern.StatusReply;
import akkord.actors.controller.ControllerEvent.ProducerIdsAllocated;
import akkord.protocol.controller.ControllerCommand.AllocateProducerIds;
import akkord.protocol.controller.ControllerCommand.ProducerIdBlock;

/** Gives a node the next block of producer ids; one that is not used up is lost with its node, which is cheap. */
final class AllocateProducerIdsHandler implements CommandHandler<AllocateProducerIds, StatusReply<ProducerIdBlock>> {

    private final ControllerRules rules;

    AllocateProducerIdsHandler(ControllerRules rules) {
        this.rules = rules;
    }

    @Override
    public Decision<StatusReply<ProducerIdBlock>> decide(ControllerState state, AllocateProducerIds command) {
        if (!state.nodes().containsKey(command.node()))
            return Decision.nothing(
                    StatusReply.error("node " + command.node() + " is not registered, so it is given no producer ids"));
        int count = rules.limits().producerIdsPerBlock();
        long first = state.nextProducerId();
        return new Decision<>(
                new ProducerIdsAllocated(command.node(), first, count),
                StatusReply.success(new ProducerIdBlock(first, count)));
    }
}
