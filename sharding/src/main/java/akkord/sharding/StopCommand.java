package akkord.sharding;

import akkord.sharding.cli.CommandFailedException;
import akkord.sharding.data.FolderLock;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code akkord stop}: ends the node, or the nodes of {@code akkord local}, that use a data folder. */
@Command(
        name = "stop",
        description = "Stop the node that uses a data folder, the orderly way, and wait until it has ended.",
        footer = {
            "",
            "The node hands its leadership over, answers what it was asked, leaves the cluster and ends, as after",
            "SIGTERM. It has to run on this machine and as this user.",
            "",
            "Examples:",
            "  akkord stop",
            "  akkord stop --data /var/lib/akkord",
            "  akkord stop --data akkord-local    all nodes of 'akkord local'"
        })
public final class StopCommand implements Callable<Integer> {

    @Option(names = "--data", paramLabel = "DIR", description = "The node's data folder (default: data).")
    private Path data = Path.of("data");

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            description = "Give up waiting after so long; the node goes on stopping (default: 60).")
    private long timeoutSeconds = Duration.ofMinutes(1).toSeconds();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        CommandSpec self = Objects.requireNonNull(spec);
        if (timeoutSeconds < 1) throw new ParameterException(self.commandLine(), "--timeout is at least 1.");
        PrintWriter out = self.commandLine().getOut();
        Path folder = data.toAbsolutePath().normalize();
        ProcessHandle node = holder(folder);
        if (!node.destroy())
            throw new CommandFailedException(
                    "Process " + node.pid() + ", which uses " + folder + ", may not be stopped by this user.");
        awaitEnd(node);
        out.println("stopped process " + node.pid() + ", which used " + folder);
        return 0;
    }

    private static ProcessHandle holder(Path folder) {
        if (!Files.isDirectory(folder)) throw new CommandFailedException("There is no folder " + folder + ".");
        try {
            OptionalLong pid = FolderLock.holder(folder);
            if (pid.isPresent())
                return ProcessHandle.of(pid.getAsLong())
                        .orElseThrow(() -> new CommandFailedException("The node that uses " + folder
                                + " runs on another machine or in another container (its process is "
                                + pid.getAsLong() + "): stop it there."));
        } catch (IOException e) {
            throw new CommandFailedException("Cannot tell who uses " + folder + ": " + e.getMessage());
        }
        throw new CommandFailedException("No node uses " + folder + ".");
    }

    private void awaitEnd(ProcessHandle node) throws InterruptedException {
        try {
            node.onExit().get(timeoutSeconds, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new CommandFailedException(
                    "Process " + node.pid() + " has been told to stop and has not ended within " + timeoutSeconds
                            + " s; its log says what it waits for.");
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
