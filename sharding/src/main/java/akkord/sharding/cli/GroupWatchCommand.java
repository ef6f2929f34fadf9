package akkord.sharding.cli;

import akkord.protocol.grpc.v1.ClusterEvent;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code akkord group watch}. */
@Command(
        name = "watch",
        description = {
            "Print the rebalances of groups as they happen, until interrupted:",
            "why each began, which partitions moved, how long it took, and the longest pause of a partition."
        },
        footer = {"", "Example:", "  akkord group watch billing --last 20"})
final class GroupWatchCommand implements Callable<Integer> {

    private static final String KINDS = "group-";

    @Mixin
    private final Connection connection = new Connection();

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "GROUP", arity = "0..1", description = "Only this group.")
    private @Nullable String name;

    @Option(
            names = "--last",
            paramLabel = "N",
            description = "First what the latest N events of the cluster tell of groups (default: 0).")
    private int last;

    @Option(names = "--max", paramLabel = "N", description = "End after N lines.")
    private long max = Long.MAX_VALUE;

    @Option(
            names = "--output",
            paramLabel = "text|json",
            description = "For people, or for programs, an object a line (default: text).")
    private OutputFormat output = OutputFormat.TEXT;

    @Override
    public Integer call() throws InterruptedException {
        Checks.given(spec, "--last", last, 0);
        Checks.given(spec, "--max", max, 1);
        new EventLines(output, this::isWanted, ClusterEvent::getMessage).print(connection, last, max, Checks.out(spec));
        return 0;
    }

    private boolean isWanted(ClusterEvent event) {
        return event.getKind().startsWith(KINDS)
                && (name == null || name.equals(event.getDetailsMap().get("group")));
    }
}
