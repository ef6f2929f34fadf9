package akkord.sharding;

import akkord.sharding.cli.Sentences;
import picocli.CommandLine;

/**
 * Where the program begins. Exit codes, for every command: 0 done, 1 it failed, 2 the command line or the
 * configuration is wrong.
 */
public final class Main {

    static final long STARTED_MILLIS = System.currentTimeMillis();

    private Main() {}

    public static void main(String[] args) {
        int exitCode = commandLine().execute(args);
        // A node ends by the signal that stops it, long after `start` has returned.
        if (exitCode != StartCommand.RUNNING) System.exit(exitCode);
    }

    static CommandLine commandLine() {
        return Sentences.install(new CommandLine(new AkkordCommand()).setCaseInsensitiveEnumValuesAllowed(true));
    }
}
