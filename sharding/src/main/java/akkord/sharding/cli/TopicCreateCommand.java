package akkord.sharding.cli;

import akkord.protocol.grpc.v1.CreateTopicRequest;
import akkord.protocol.grpc.v1.TopicDescription;
import akkord.sharding.client.AkkordClient;
import akkord.sharding.client.Methods;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code akkord topic create}. */
@Command(
        name = "create",
        description = "Create a topic; returns once every partition has a leader that serves.",
        footer = {"", "Example:", "  akkord topic create orders --partitions 6 --config retention.ms=86400000"})
final class TopicCreateCommand implements Callable<Integer> {

    @Mixin
    private final Connection connection = new Connection();

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "TOPIC", description = "The name: letters, digits, '.', '_' and '-', at most 249.")
    private String name = "";

    @Option(names = "--partitions", paramLabel = "N", description = "How many (default: the node's num.partitions).")
    private int partitions;

    @Option(
            names = "--replication-factor",
            paramLabel = "N",
            description = "Replicas of each partition (default: the node's default.replication.factor).")
    private int replicationFactor;

    @Option(
            names = {"-c", "--config"},
            paramLabel = "NAME=VALUE",
            description = "A setting of the topic; may be repeated.")
    private final Map<String, String> config = new LinkedHashMap<>();

    @Option(names = "--dry-run", description = "Check everything, create nothing.")
    private boolean dryRun;

    @Override
    public Integer call() throws InterruptedException {
        Checks.given(spec, "--partitions", partitions, 1);
        Checks.given(spec, "--replication-factor", replicationFactor, 1);
        CreateTopicRequest request = CreateTopicRequest.newBuilder()
                .setName(name)
                .setPartitions(partitions)
                .setReplicationFactor(replicationFactor)
                .putAllConfig(config)
                .setValidateOnly(dryRun)
                .build();
        try (AkkordClient client = connection.open()) {
            TopicDescription topic = client.call(Methods.CREATE_TOPIC, request).getTopic();
            int made = dryRun && topic.getPartitionsCount() == 0 ? partitions : topic.getPartitionsCount();
            String counted = made == 0 ? "" : " with " + Text.count(made, "partition");
            Checks.out(spec).println((dryRun ? "Would create topic " : "Created topic ") + name + counted + ".");
        }
        return 0;
    }
}
