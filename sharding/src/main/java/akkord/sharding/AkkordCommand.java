package akkord.sharding;

import akkord.sharding.cli.ClusterCommand;
import akkord.sharding.cli.ConsumeCommand;
import akkord.sharding.cli.GroupCommand;
import akkord.sharding.cli.ProduceCommand;
import akkord.sharding.cli.TopicCommand;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code akkord}: names every subcommand. A new command is a class and a line here. */
@Command(
        name = "akkord",
        description = "A distributed, partitioned, replicated commit log.",
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class,
        scope = ScopeType.INHERIT,
        synopsisSubcommandLabel = "COMMAND")
public final class AkkordCommand implements Runnable {

    /** In the order of the help. {@link Main} adds them, as a start reads none but its own. */
    static final List<Class<?>> SUBCOMMANDS = List.of(
            StartCommand.class,
            StopCommand.class,
            LocalCommand.class,
            TopicCommand.class,
            ProduceCommand.class,
            ConsumeCommand.class,
            GroupCommand.class,
            ClusterCommand.class,
            RehearseCommand.class);

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public void run() {
        CommandSpec self = spec;
        if (self != null) throw new ParameterException(self.commandLine(), "Say what to do: a command is missing.");
    }
}
