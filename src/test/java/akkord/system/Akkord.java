package akkord.system;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The script {@code bin/akkord} as a child process. */
public final class Akkord {

    private static final int MINUTES_MAX = 5;

    /** What a command did. {@code out} holds bytes as ISO-8859-1 characters, so that none is lost. */
    public record Outcome(List<String> command, int exitCode, String out, String err) {

        public Outcome succeeded() {
            if (exitCode != 0) throw new AssertionError(this + " should have succeeded");
            return this;
        }

        /** It failed the way every command fails: its exit code, one sentence, no stack trace. */
        Outcome refused(String... sentenceParts) {
            boolean oneLine = err.strip().lines().count() == 1;
            boolean says = Arrays.stream(sentenceParts).allMatch(err::contains);
            if (exitCode != 1 || !oneLine || !says)
                throw new AssertionError(
                        this + " should have been refused in one sentence with " + Arrays.toString(sentenceParts));
            return this;
        }

        Outcome misused(String... sentenceParts) {
            boolean says = Arrays.stream(sentenceParts).allMatch(err::contains);
            if (exitCode != 2 || !says || err.contains("\tat "))
                throw new AssertionError(
                        this + " should have been called a wrong command line with " + Arrays.toString(sentenceParts));
            return this;
        }

        @Override
        public String toString() {
            return String.join(" ", command) + " -> exit code " + exitCode + "\n--- out\n" + head(out) + "\n--- err\n"
                    + head(err) + "\n---\n";
        }

        private static String head(String text) {
            return text.length() <= 2_000 ? text : text.substring(0, 2_000) + "...";
        }
    }

    private Akkord() {}

    /** Where the checkout is. */
    public static Path home() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("application.conf"))) folder = folder.getParent();
        return folder;
    }

    /**
     * Of the program, for a JVM that is to find other classes too: those come after these. It begins as the script's own does,
     * for the archive of loaded classes fits no other.
     */
    static String classPath() throws IOException {
        Path program = home().resolve("sharding").resolve("target");
        return String.join(":", jars(program)) + ":" + String.join(":", jars(program.resolve("lib")));
    }

    private static List<String> jars(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(Path::toString)
                    .filter(file -> file.endsWith(".jar"))
                    .sorted()
                    .toList();
        }
    }

    /** A command that is not started yet. */
    static ProcessBuilder command(List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(home().resolve("bin").resolve("akkord").toString());
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().remove("AKKORD_SERVER");
        // The build's own JVM options are not the command's.
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        return builder;
    }

    static Outcome run(String... arguments) {
        return run(new byte[0], arguments);
    }

    /** Runs a command to its end with {@code input} on its standard input. */
    static Outcome run(byte[] input, String... arguments) {
        return run(input, command(List.of(arguments)));
    }

    /** The same for one that is not started yet. */
    static Outcome run(byte[] input, ProcessBuilder command) {
        try {
            Process process = command.start();
            CompletableFuture<String> out = drained(process.getInputStream());
            CompletableFuture<String> err = drained(process.getErrorStream());
            try (OutputStream stdin = process.getOutputStream()) {
                stdin.write(input);
            } catch (IOException closedEarly) {
                // A command may end without having read everything: then its exit code tells.
                assert !closedEarly.getMessage().isEmpty();
            }
            if (!process.waitFor(MINUTES_MAX, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new AssertionError(String.join(" ", command.command()) + " did not end");
            }
            return new Outcome(command.command(), process.exitValue(), out.join(), err.join());
        } catch (IOException | InterruptedException unexpected) {
            throw new AssertionError(unexpected);
        }
    }

    /** Everything a stream gives, read on another thread. */
    public static CompletableFuture<String> drained(InputStream stream) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try (stream) {
                        return new String(stream.readAllBytes(), StandardCharsets.ISO_8859_1);
                    } catch (IOException unexpected) {
                        throw new AssertionError(unexpected);
                    }
                },
                task -> {
                    Thread thread = new Thread(task, "drain");
                    thread.setDaemon(true);
                    thread.start();
                });
    }

    static File nothing() {
        return new File("/dev/null");
    }
}
