package akkord.protocol.door.kafka.handler;

import akkord.protocol.door.kafka.connection.Call;
import akkord.protocol.door.kafka.connection.RequestHandler;
import akkord.protocol.metadata.MetadataImage;
import akkord.protocol.metadata.NodeImage;
import java.util.TreeMap;
import org.apache.kafka.common.message.DescribeClusterRequestData;
import org.apache.kafka.common.message.DescribeClusterResponseData;
import org.apache.kafka.common.message.DescribeClusterResponseData.DescribeClusterBroker;
import org.apache.kafka.common.protocol.Errors;

/** Says which nodes make up the cluster. */
final class DescribeClusterHandler implements RequestHandler<DescribeClusterRequestData> {

    private static final byte BROKERS = 1;
    private static final byte CONTROLLERS = 2;

    private final KafkaDoorContext context;

    DescribeClusterHandler(KafkaDoorContext context) {
        this.context = context;
    }

    @Override
    public void handle(Call call, DescribeClusterRequestData request) {
        if (request.endpointType() != BROKERS) {
            boolean known = request.endpointType() == CONTROLLERS;
            call.answer(new DescribeClusterResponseData()
                    .setErrorCode((known ? Errors.MISMATCHED_ENDPOINT_TYPE : Errors.UNSUPPORTED_ENDPOINT_TYPE).code())
                    .setErrorMessage("this port is for clients of brokers (endpoint type 1), not of type "
                            + request.endpointType()));
            return;
        }
        MetadataImage image = context.metadata().image();
        DescribeClusterResponseData response = new DescribeClusterResponseData()
                .setClusterId(image.clusterId())
                .setControllerId(image.controllerNode())
                .setEndpointType(BROKERS)
                .setClusterAuthorizedOperations(Operations.CLUSTER.bits(request.includeClusterAuthorizedOperations()));
        for (NodeImage node : new TreeMap<>(image.nodes()).values()) {
            boolean fenced = !node.status().serves() && node.id() != context.nodeId();
            if (!fenced || request.includeFencedBrokers()) response.brokers().add(node(node, fenced));
        }
        call.answer(response);
    }

    private static DescribeClusterBroker node(NodeImage node, boolean fenced) {
        return new DescribeClusterBroker()
                .setBrokerId(node.id())
                .setHost(node.host())
                .setPort(node.kafkaPort())
                .setRack(node.rack())
                .setIsFenced(fenced);
    }
}
