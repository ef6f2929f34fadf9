package akkord.sharding;

import akkord.sharding.cli.Sentences;
import java.util.List;
import picocli.CommandLine;

/**
 * Where the program begins. Exit codes, for every command: 0 done, 1 it failed, 2 the command line or the
 * configuration is wrong.
 */
public final class Main {

    static final long STARTED_MILLIS = System.currentTimeMillis();

    private Main() {}

    public static void main(String[] args) {
        boolean starts = args.length > 0 && args[0].equals(StartCommand.NAME);
        if (starts) Preload.begin();
        int exitCode = (starts ? commandLine(List.of(StartCommand.class)) : commandLine()).execute(args);
        // A node ends by the signal that stops it, long after `start` has returned.
        if (exitCode != StartCommand.RUNNING) System.exit(exitCode);
    }

    static CommandLine commandLine() {
        return commandLine(AkkordCommand.SUBCOMMANDS);
    }

    /** Reading the annotations of every command costs a start a tenth of its time; it needs one of them. */
    private static CommandLine commandLine(List<Class<?>> subcommands) {
        CommandLine akkord = new CommandLine(new AkkordCommand());
        subcommands.forEach(akkord::addSubcommand);
        return Sentences.install(akkord.setCaseInsensitiveEnumValuesAllowed(true));
    }
}
