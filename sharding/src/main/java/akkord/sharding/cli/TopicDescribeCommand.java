package akkord.sharding.cli;

import akkord.protocol.grpc.v1.ConfigEntry;
import akkord.protocol.grpc.v1.DescribeTopicRequest;
import akkord.protocol.grpc.v1.PartitionDescription;
import akkord.protocol.grpc.v1.TopicDescription;
import akkord.sharding.client.AkkordClient;
import akkord.sharding.client.Methods;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code akkord topic describe}. */
@Command(
        name = "describe",
        description = "Show a topic's partitions and settings.",
        footer = {"", "Example:", "  akkord topic describe orders --all-settings"})
final class TopicDescribeCommand implements Callable<Integer> {

    @Mixin
    private final Connection connection = new Connection();

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "TOPIC", description = "The topic's name.")
    private String name = "";

    @Option(names = "--all-settings", description = "Also the settings the topic does not set itself.")
    private boolean allSettings;

    @Option(names = "--output", paramLabel = "text|json", description = "For people, or for programs (default: text).")
    private OutputFormat output = OutputFormat.TEXT;

    @Override
    public Integer call() throws InterruptedException {
        DescribeTopicRequest request =
                DescribeTopicRequest.newBuilder().setName(name).build();
        try (AkkordClient client = connection.open()) {
            TopicDescription topic =
                    client.call(Methods.DESCRIBE_TOPIC, request).getTopic();
            PrintWriter out = Checks.out(spec);
            if (output == OutputFormat.JSON) out.println(MessageJson.of(topic));
            else print(topic, out);
        }
        return 0;
    }

    private void print(TopicDescription topic, PrintWriter out) {
        out.println("topic " + topic.getName() + ", " + Text.count(topic.getPartitionsCount(), "partition") + ", id "
                + topic.getId());
        Table partitions =
                new Table("PARTITION", "LEADER", "EPOCH", "REPLICAS", "IN-SYNC", "START", "END", "SIZE", "STATE");
        for (PartitionDescription p : topic.getPartitionsList())
            partitions.row(
                    p.getPartition(),
                    p.getLeader() < 0 ? "none" : p.getLeader(),
                    p.getLeaderEpoch(),
                    nodes(p.getReplicasList()),
                    nodes(p.getInSyncReplicasList()),
                    p.hasLogStartOffset() ? p.getLogStartOffset() : "?",
                    p.hasHighWatermark() ? p.getHighWatermark() : "?",
                    p.hasSizeBytes() ? Text.size(p.getSizeBytes()) : "?",
                    p.getOfflineReason().isEmpty() ? "online" : "offline: " + p.getOfflineReason());
        partitions.print(out);
        List<ConfigEntry> settings = topic.getConfigList().stream()
                .filter(entry -> allSettings || entry.getSource().equals("topic"))
                .toList();
        if (settings.isEmpty()) return;
        out.println();
        Table table = new Table("SETTING", "VALUE", "FROM");
        for (ConfigEntry entry : settings) table.row(entry.getName(), entry.getValue(), entry.getSource());
        table.print(out);
    }

    private static String nodes(List<Integer> ids) {
        return ids.stream().map(String::valueOf).collect(Collectors.joining(","));
    }
}
