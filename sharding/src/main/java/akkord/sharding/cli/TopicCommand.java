package akkord.sharding.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code akkord topic}: names its subcommands. */
@Command(
        name = "topic",
        description = "Create, list, describe, alter and delete topics.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            TopicCreateCommand.class,
            TopicListCommand.class,
            TopicDescribeCommand.class,
            TopicAlterCommand.class,
            TopicDeleteCommand.class
        })
public final class TopicCommand implements Runnable {

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public void run() {
        CommandSpec self = spec;
        if (self != null)
            throw new ParameterException(
                    self.commandLine(), "Say what to do with topics: create, list, describe, alter or delete.");
    }
}
