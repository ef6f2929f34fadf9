package akkord.system.kafka;

import akkord.system.Akkord;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Another program, run to its end.
 *
 * @param out bytes as ISO-8859-1 characters, so that none is lost
 */
record Ran(List<String> command, int exitCode, String out, String err) {

    private static final int MINUTES_MAX = 5;

    static Ran of(ProcessBuilder builder) {
        return of(builder, new byte[0]);
    }

    /** @param input for its standard input */
    static Ran of(ProcessBuilder builder, byte[] input) {
        try {
            Process process = builder.start();
            CompletableFuture<String> out = Akkord.drained(process.getInputStream());
            CompletableFuture<String> err = Akkord.drained(process.getErrorStream());
            try (OutputStream stdin = process.getOutputStream()) {
                stdin.write(input);
            } catch (IOException closedEarly) {
                // A program may end without having read everything: then its exit code tells.
                assert !closedEarly.getMessage().isEmpty();
            }
            if (process.waitFor(MINUTES_MAX, TimeUnit.MINUTES))
                return new Ran(builder.command(), process.exitValue(), out.join(), err.join());
            process.destroyForcibly();
            throw new AssertionError(builder.command() + " did not end: " + out.join() + err.join());
        } catch (IOException | InterruptedException unexpected) {
            throw new AssertionError(builder.command() + " could not be run", unexpected);
        }
    }

    Ran succeeded() {
        if (exitCode != 0) throw new AssertionError(this + " should have succeeded");
        return this;
    }

    Ran failed() {
        if (exitCode == 0) throw new AssertionError(this + " should have failed");
        return this;
    }

    /** What it printed, as text. */
    String text() {
        return new String(out.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    List<String> lines() {
        return text().lines().toList();
    }

    @Override
    public String toString() {
        return command + " -> exit code " + exitCode + "\n--- out\n" + text() + "\n--- err\n" + err + "\n---\n";
    }
}
