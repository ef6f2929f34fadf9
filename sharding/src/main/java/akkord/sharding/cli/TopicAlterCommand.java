package akkord.sharding.cli;

import akkord.protocol.grpc.v1.AddPartitionsRequest;
import akkord.protocol.grpc.v1.AlterTopicConfigRequest;
import akkord.sharding.client.AkkordClient;
import akkord.sharding.client.Methods;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code akkord topic alter}. */
@Command(
        name = "alter",
        description = "Change a topic's settings, add partitions to it. Settings that are not named stay.",
        footer = {"", "Example:", "  akkord topic alter orders --partitions 12 --config retention.ms=3600000"})
final class TopicAlterCommand implements Callable<Integer> {

    @Mixin
    private final Connection connection = new Connection();

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "TOPIC", description = "The topic's name.")
    private String name = "";

    @Option(
            names = {"-c", "--config"},
            paramLabel = "NAME=VALUE",
            description = "A setting and its new value; may be repeated.")
    private final Map<String, String> set = new LinkedHashMap<>();

    @Option(
            names = "--delete-config",
            paramLabel = "NAME",
            description = "A setting to put back to its default; may be repeated.")
    private final List<String> remove = new ArrayList<>();

    @Option(
            names = "--partitions",
            paramLabel = "N",
            description = "The new number of partitions, all told. Keys are spread anew over them.")
    private int partitions;

    @Option(names = "--dry-run", description = "Check everything, change nothing.")
    private boolean dryRun;

    @Override
    public Integer call() throws InterruptedException {
        Checks.given(spec, "--partitions", partitions, 1);
        boolean config = !set.isEmpty() || !remove.isEmpty();
        if (!config && partitions == 0)
            throw Checks.misuse(spec, "Say what to change: --config, --delete-config or --partitions.");
        try (AkkordClient client = connection.open()) {
            if (config) client.call(Methods.ALTER_CONFIG, configChange());
            if (partitions > 0) client.call(Methods.ADD_PARTITIONS, morePartitions());
        }
        Checks.out(spec).println((dryRun ? "Would alter topic " : "Altered topic ") + name + ".");
        return 0;
    }

    private AlterTopicConfigRequest configChange() {
        return AlterTopicConfigRequest.newBuilder()
                .setName(name)
                .putAllSet(set)
                .addAllRemove(remove)
                .setValidateOnly(dryRun)
                .build();
    }

    private AddPartitionsRequest morePartitions() {
        return AddPartitionsRequest.newBuilder()
                .setName(name)
                .setTotal(partitions)
                .setValidateOnly(dryRun)
                .build();
    }
}
