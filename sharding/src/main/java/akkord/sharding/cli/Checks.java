package akkord.sharding.cli;

import java.io.PrintWriter;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** What several commands ask of their own specification, which picocli fills in before it runs them. */
final class Checks {

    private Checks() {}

    /** Refuses a value below {@code least} for an option, if the option was given at all. */
    static void given(@Nullable CommandSpec spec, String option, long value, long least) {
        CommandSpec self = Objects.requireNonNull(spec);
        if (value < least && self.commandLine().getParseResult().hasMatchedOption(option))
            throw misuse(self, option + " is at least " + least + ", not " + value + ".");
    }

    /** The command line is wrong: exit code 2. */
    static ParameterException misuse(@Nullable CommandSpec spec, String sentence) {
        return new ParameterException(Objects.requireNonNull(spec).commandLine(), sentence);
    }

    static PrintWriter out(@Nullable CommandSpec spec) {
        return Objects.requireNonNull(spec).commandLine().getOut();
    }

    static PrintWriter err(@Nullable CommandSpec spec) {
        return Objects.requireNonNull(spec).commandLine().getErr();
    }
}
