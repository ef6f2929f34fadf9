package akkord.sharding;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The command line and its page in docs/ say the same. */
class CommandReferenceTest {

    private static final Path PAGE = Path.of("..", "docs", "cli.md");
    private static final String MARK = "<!-- commands -->\n";

    @Test
    void thePageHoldsTheHelpOfEveryCommand() throws Exception {
        String page = Files.readString(PAGE);
        String before = page.substring(0, page.indexOf(MARK) + MARK.length());
        StringBuilder commands = new StringBuilder();
        append(Main.commandLine(), commands);
        if (Boolean.getBoolean("update.docs")) Files.writeString(PAGE, before + commands);
        assertThat(Files.readString(PAGE)).isEqualTo(before + commands);
    }

    @Test
    void everyCommandHasAnExampleAndEveryOptionSaysWhatItDoes() {
        check(Main.commandLine());
    }

    private static void check(CommandLine command) {
        UsageMessageSpec usage = command.getCommandSpec().usageMessage();
        String name = command.getCommandSpec().qualifiedName();
        assertThat(usage.description()).as(name).isNotEmpty();
        if (command.getSubcommands().isEmpty())
            assertThat(String.join("\n", usage.footer())).as(name).contains("Example", "  akkord ");
        for (ArgSpec argument : command.getCommandSpec().args())
            assertThat(String.join("", argument.description()))
                    .as(name + " " + argument.paramLabel())
                    .isNotEmpty();
        shown(command).forEach(CommandReferenceTest::check);
    }

    private static void append(CommandLine command, StringBuilder page) {
        page.append("\n### ")
                .append(command.getCommandSpec().qualifiedName())
                .append("\n\n```\n")
                .append(command.getUsageMessage(Ansi.OFF))
                .append("```\n");
        shown(command).forEach(child -> append(child, page));
    }

    private static List<CommandLine> shown(CommandLine command) {
        return command.getSubcommands().values().stream()
                .filter(child -> !child.getCommandSpec().usageMessage().hidden())
                .toList();
    }
}
