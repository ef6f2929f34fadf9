package akkord.sharding.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code akkord group}: names its subcommands. */
@Command(
        name = "group",
        description = "List, describe, reset, watch and delete consumer groups.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            GroupListCommand.class,
            GroupDescribeCommand.class,
            GroupResetCommand.class,
            GroupWatchCommand.class,
            GroupDeleteCommand.class
        })
public final class GroupCommand implements Runnable {

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public void run() {
        CommandSpec self = spec;
        if (self != null)
            throw new ParameterException(
                    self.commandLine(), "Say what to do with groups: list, describe, reset, watch or delete.");
    }
}
