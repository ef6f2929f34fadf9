package akkord.sharding.cli;

import akkord.protocol.grpc.v1.RemoveNodeRequest;
import akkord.sharding.client.AkkordClient;
import akkord.sharding.client.Methods;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code akkord cluster remove-node}. */
@Command(
        name = "remove-node",
        description = "Forget a node that has gone for good, so that its vote in the journal is not missed.",
        footer = {
            "",
            "Refused while the node is up or leaving. Replicas it held stay assigned to it:",
            "move them to other nodes first (kafka-reassign-partitions). Its id can be used",
            "again with an empty data folder.",
            "",
            "Example:",
            "  akkord cluster remove-node 3"
        })
final class ClusterRemoveNodeCommand implements Callable<Integer> {

    @Mixin
    private final Connection connection = new Connection();

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "N", description = "The node's id.")
    private int node;

    @Override
    public Integer call() throws InterruptedException {
        try (AkkordClient client = connection.open()) {
            client.call(
                    Methods.REMOVE_NODE,
                    RemoveNodeRequest.newBuilder().setId(node).build());
            Checks.out(spec).println("Removed node " + node + ".");
        }
        return 0;
    }
}
