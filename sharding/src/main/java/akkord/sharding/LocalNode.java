package akkord.sharding;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One node of {@code akkord local}: a process of its own, whose output goes to a file. */
final class LocalNode {

    private static final String READY = "akkord: node ";

    private final int number;
    private final Path log;
    private final Process process;
    private final CompletableFuture<String> ready = new CompletableFuture<>();
    private volatile String lastLine = "";

    private LocalNode(int number, Path log, Process process) {
        this.number = number;
        this.log = log;
        this.process = process;
    }

    /** @param command of the process; its log is appended to {@code log} */
    static LocalNode start(int number, List<String> command, Path log) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        LocalNode node = new LocalNode(number, log, process);
        Thread reader = new Thread(node::copyLog, "node-" + number);
        reader.setDaemon(true);
        reader.start();
        return node;
    }

    private void copyLog() {
        try (BufferedReader lines =
                        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
                BufferedWriter file =
                        Files.newBufferedWriter(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                file.write(line);
                file.newLine();
                file.flush();
                lastLine = line;
                if (line.startsWith(READY + number + " ready")) ready.complete(line);
            }
            ready.completeExceptionally(new IOException(lastLine));
        } catch (IOException e) {
            ready.completeExceptionally(e);
        }
    }

    int number() {
        return number;
    }

    Path log() {
        return log;
    }

    /** Completes with the line that says so; fails with the last line of its log when it ends before. */
    CompletableFuture<String> ready() {
        return ready;
    }

    CompletableFuture<Process> ended() {
        return process.onExit();
    }

    void stop() {
        process.destroy();
    }

    /** Null when it has not ended within that time. */
    @Nullable
    Integer awaitEnd(long seconds) throws InterruptedException {
        return process.waitFor(seconds, TimeUnit.SECONDS) ? process.exitValue() : null;
    }
}
