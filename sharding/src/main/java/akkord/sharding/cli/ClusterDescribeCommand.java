package akkord.sharding.cli;

import akkord.protocol.grpc.v1.DescribeClusterRequest;
import akkord.protocol.grpc.v1.DescribeClusterResponse;
import akkord.protocol.grpc.v1.NodeDescription;
import akkord.sharding.client.AkkordClient;
import akkord.sharding.client.Methods;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code akkord cluster describe}. */
@Command(
        name = "describe",
        description = "Show the nodes and what they carry.",
        footer = {"", "Example:", "  akkord cluster describe --server 10.0.0.7:8080"})
final class ClusterDescribeCommand implements Callable<Integer> {

    @Mixin
    private final Connection connection = new Connection();

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--output", paramLabel = "text|json", description = "For people, or for programs (default: text).")
    private OutputFormat output = OutputFormat.TEXT;

    @Override
    public Integer call() throws InterruptedException {
        try (AkkordClient client = connection.open()) {
            DescribeClusterResponse cluster =
                    client.call(Methods.DESCRIBE_CLUSTER, DescribeClusterRequest.getDefaultInstance());
            PrintWriter out = Checks.out(spec);
            if (output == OutputFormat.JSON) out.println(MessageJson.of(cluster));
            else print(cluster, out);
        }
        return 0;
    }

    private static void print(DescribeClusterResponse cluster, PrintWriter out) {
        out.println("cluster " + cluster.getClusterId() + ", version " + cluster.getVersion());
        out.println(
                cluster.getControllerNode() < 0
                        ? "no controller now"
                        : "controller node " + cluster.getControllerNode());
        out.println(Text.count(cluster.getTopics(), "topic") + ", " + Text.count(cluster.getPartitions(), "partition")
                + ", " + cluster.getOfflinePartitions() + " offline");
        out.println();
        Table table =
                new Table("NODE", "STATUS", "HOST", "GRPC", "KAFKA", "CLUSTER", "RACK", "LEADS", "REPLICAS", "VERSION");
        for (NodeDescription node : cluster.getNodesList())
            table.row(
                    node.getId(),
                    node.getStatus(),
                    node.getHost(),
                    node.getGrpcPort(),
                    node.getKafkaPort(),
                    node.getClusterPort(),
                    node.getRack().isEmpty() ? "-" : node.getRack(),
                    node.getLeaders(),
                    node.getReplicas(),
                    node.getVersion());
        table.print(out);
    }
}
