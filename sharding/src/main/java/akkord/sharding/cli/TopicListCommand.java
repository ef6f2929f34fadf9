package akkord.sharding.cli;

import akkord.protocol.grpc.v1.ListTopicsRequest;
import akkord.protocol.grpc.v1.TopicSummary;
import akkord.sharding.client.AkkordClient;
import akkord.sharding.client.Methods;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code akkord topic list}. */
@Command(
        name = "list",
        description = "List the topics.",
        footer = {"", "Example:", "  akkord topic list --output json"})
final class TopicListCommand implements Callable<Integer> {

    @Mixin
    private final Connection connection = new Connection();

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--internal", description = "Also the topics the cluster keeps for itself.")
    private boolean internal;

    @Option(names = "--output", paramLabel = "text|json", description = "For people, or for programs (default: text).")
    private OutputFormat output = OutputFormat.TEXT;

    @Override
    public Integer call() throws InterruptedException {
        ListTopicsRequest request =
                ListTopicsRequest.newBuilder().setIncludeInternal(internal).build();
        try (AkkordClient client = connection.open()) {
            List<TopicSummary> topics =
                    client.call(Methods.LIST_TOPICS, request).getTopicsList();
            PrintWriter out = Checks.out(spec);
            if (output == OutputFormat.JSON) out.println(MessageJson.of(topics));
            else if (topics.isEmpty()) Checks.err(spec).println("There are no topics.");
            else table(topics).print(out);
        }
        return 0;
    }

    private static Table table(List<TopicSummary> topics) {
        Table table = new Table("TOPIC", "PARTITIONS", "REPLICATION", "ID");
        for (TopicSummary topic : topics)
            table.row(topic.getName(), topic.getPartitions(), topic.getReplicationFactor(), topic.getId());
        return table;
    }
}
