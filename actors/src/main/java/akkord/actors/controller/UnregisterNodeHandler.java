package akkord.actors.controller;

import akka.Done;
import akka.pattern.StatusReply;
import akkord.actors.controller.ControllerEvent.NodeUnregistered;
import akkord.protocol.controller.ControllerCommand.UnregisterNode;
import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.Refusal;
import akkord.protocol.metadata.NodeImage;
import akkord.protocol.metadata.NodeStatus;

/** Forgets a node that has gone for good. What it held stays assigned to it until that is moved to others. */
final class UnregisterNodeHandler implements CommandHandler<UnregisterNode, StatusReply<Done>> {

    @Override
    public Decision<StatusReply<Done>> decide(ControllerState state, UnregisterNode command) {
        NodeImage node = state.nodes().get(command.node());
        if (node == null)
            return refused(ErrorCode.BROKER_ID_NOT_REGISTERED, "no node " + command.node() + " is registered");
        if (node.status() == NodeStatus.UP || node.status() == NodeStatus.LEAVING)
            return refused(
                    ErrorCode.INVALID_REQUEST,
                    "node " + node.id() + " at " + node.host() + " is still there: stop it first");
        return new Decision<>(new NodeUnregistered(node.id()), StatusReply.ack());
    }

    private static Decision<StatusReply<Done>> refused(ErrorCode code, String sentence) {
        return Decision.nothing(StatusReply.error(new Refusal(code, sentence).toString()));
    }
}
