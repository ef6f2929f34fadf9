package akkord.sharding.cli;

import akkord.protocol.grpc.v1.GroupSummary;
import akkord.protocol.grpc.v1.ListGroupsRequest;
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

/** {@code akkord group list}. */
@Command(
        name = "list",
        description = "List the consumer groups of the cluster.",
        footer = {"", "Example:", "  akkord group list --output json"})
final class GroupListCommand implements Callable<Integer> {

    @Mixin
    private final Connection connection = new Connection();

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--output", paramLabel = "text|json", description = "For people, or for programs (default: text).")
    private OutputFormat output = OutputFormat.TEXT;

    @Override
    public Integer call() throws InterruptedException {
        try (AkkordClient client = connection.open()) {
            List<GroupSummary> groups = client.call(Methods.LIST_GROUPS, ListGroupsRequest.getDefaultInstance())
                    .getGroupsList();
            PrintWriter out = Checks.out(spec);
            if (output == OutputFormat.JSON) out.println(MessageJson.of(groups));
            else if (groups.isEmpty()) Checks.err(spec).println("There are no groups.");
            else table(groups).print(out);
        }
        return 0;
    }

    private static Table table(List<GroupSummary> groups) {
        Table table = new Table("GROUP", "STATE", "PROTOCOL", "TYPE");
        for (GroupSummary group : groups)
            table.row(
                    group.getName(),
                    group.getState(),
                    group.getProtocolType().isEmpty() ? "offsets only" : group.getProtocolType(),
                    group.getType());
        return table;
    }
}
