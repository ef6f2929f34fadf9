package akkord.sharding.cli;

import akkord.protocol.grpc.v1.ClusterEvent;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code akkord cluster watch}. */
@Command(
        name = "watch",
        description = "Print what happens in the cluster, a line an event, until interrupted.",
        footer = {"", "Example:", "  akkord cluster watch --last 20"})
final class ClusterWatchCommand implements Callable<Integer> {

    @Mixin
    private final Connection connection = new Connection();

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--last", paramLabel = "N", description = "First the latest N events from before (default: 0).")
    private int last;

    @Option(names = "--max", paramLabel = "N", description = "End after N events.")
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
        new EventLines(output, event -> true, ClusterWatchCommand::words)
                .print(connection, last, max, Checks.out(spec));
        return 0;
    }

    private static String words(ClusterEvent event) {
        return "node " + event.getNode() + "  " + event.getKind() + "  " + event.getMessage();
    }
}
