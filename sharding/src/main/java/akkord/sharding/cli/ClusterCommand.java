package akkord.sharding.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code akkord cluster}: names its subcommands. */
@Command(
        name = "cluster",
        description = "Describe the cluster, watch what happens in it, remove a node that has gone.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {ClusterDescribeCommand.class, ClusterWatchCommand.class, ClusterRemoveNodeCommand.class})
public final class ClusterCommand implements Runnable {

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public void run() {
        CommandSpec self = spec;
        if (self != null)
            throw new ParameterException(
                    self.commandLine(), "Say what to do with the cluster: describe, watch or remove-node.");
    }
}
