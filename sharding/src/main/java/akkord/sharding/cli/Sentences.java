package akkord.sharding.cli;

import akkord.sharding.client.ServerRefusedException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Turns whatever ends a command early into one sentence on standard error and an exit code. */
public final class Sentences {

    private static final Map<String, String> EXIT_CODES = new LinkedHashMap<>();

    static {
        EXIT_CODES.put("0", "done");
        EXIT_CODES.put("1", "refused or failed; one sentence on standard error says why");
        EXIT_CODES.put("2", "the command line is wrong");
    }

    private Sentences() {}

    /** Answers {@code commandLine}, which from now on fails in sentences. */
    public static CommandLine install(CommandLine commandLine) {
        tellExitCodes(commandLine);
        return commandLine
                .setExecutionExceptionHandler(Sentences::failed)
                .setParameterExceptionHandler(Sentences::misused);
    }

    private static void tellExitCodes(CommandLine command) {
        command.getCommandSpec()
                .usageMessage()
                .exitCodeListHeading("%nExit codes:%n")
                .exitCodeList(new LinkedHashMap<>(EXIT_CODES));
        command.getSubcommands().values().forEach(Sentences::tellExitCodes);
    }

    private static int failed(Exception why, CommandLine command, ParseResult parsed) {
        PrintWriter err = command.getErr();
        err.println("akkord: " + sentence(why));
        err.flush();
        return CommandLine.ExitCode.SOFTWARE;
    }

    private static int misused(ParameterException why, String[] args) {
        CommandLine command = why.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("akkord: " + why.getMessage());
        if (!CommandLine.UnmatchedArgumentException.printSuggestions(why, err))
            err.println("'" + command.getCommandSpec().qualifiedName() + " --help' says what it takes.");
        err.flush();
        return CommandLine.ExitCode.USAGE;
    }

    /** What a person is told. */
    static String sentence(Throwable why) {
        if (why instanceof NoSuchFileException none) return "There is no file " + none.getFile() + ".";
        if (why instanceof AccessDeniedException denied) return "The file " + denied.getFile() + " may not be read.";
        if (why instanceof UncheckedIOException && why.getCause() != null) return sentence(why.getCause());
        String message = why.getMessage();
        if (message == null)
            return "Something unforeseen went wrong (" + why.getClass().getSimpleName() + ").";
        if (why instanceof ServerRefusedException
                || why instanceof CommandFailedException
                || why instanceof IOException) return message;
        return message + " (" + why.getClass().getSimpleName() + ")";
    }
}
