package akkord.system.kafka;

import akkord.system.Akkord;
import akkord.system.kafka.client.RecordLine;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A client program in a process of its own that is asked line by line: words between tabs go in, lines come
 * out and at last {@code ok}, or {@code failed} and why.
 */
final class ClientProcess implements AutoCloseable {

    private static final int ANSWER_SECONDS_MAX = 90;
    private static final int END_SECONDS_MAX = 30;
    private static final String ENDED = "(ended)";

    private final String name;
    private final Path errors;
    private final Process process;
    private final BufferedWriter questions;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

    private ClientProcess(String name, ProcessBuilder command) throws IOException {
        this.name = name;
        errors = Files.createTempFile("client", ".err");
        errors.toFile().deleteOnExit();
        process = command.redirectError(errors.toFile()).start();
        questions = process.outputWriter(StandardCharsets.UTF_8);
        Thread reader = new Thread(this::readAnswers, name);
        reader.setDaemon(true);
        reader.start();
    }

    static ClientProcess start(String name, ProcessBuilder command) {
        try {
            return new ClientProcess(name, command);
        } catch (IOException unexpected) {
            throw new UncheckedIOException(unexpected);
        }
    }

    /** Kafka's Java client of that version, from the class path that the build made for it. */
    static ClientProcess java(String version, String kafkaServer) {
        Path module = Akkord.home().resolve("src/test/target");
        List<String> command = new ArrayList<>(List.of(javaCommand(), "-Xmx96m", "-XX:+UseSerialGC"));
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn"));
        command.add("-cp");
        command.add(module.resolve("test-classes") + ":"
                + jars(module.resolve("clients").resolve(version)));
        command.addAll(List.of("akkord.system.kafka.client.ClientProgram", kafkaServer));
        return start("kafka-clients " + version, new ProcessBuilder(command));
    }

    static String javaCommand() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** A class path of every jar in that folder. */
    static String jars(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return String.join(":", files.map(Path::toString).sorted().toList());
        } catch (IOException missing) {
            throw new AssertionError(
                    "the build puts jars into " + folder + " before it tests: run the tests with mvn verify", missing);
        }
    }

    private void readAnswers() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) answers.add(line);
        } catch (IOException broken) {
            answers.add(broken.toString());
        }
        answers.add(ENDED);
    }

    /** @return the lines of the answer */
    List<String> ask(Object... words) {
        return ask(List.of(), words);
    }

    /** @return offset and timestamp that each was acknowledged with, between a tab */
    List<String> produce(String topic, int partition, String compression, List<RecordLine> records) {
        return ask(
                Stream.concat(records.stream().map(RecordLine::toString), Stream.of("end"))
                        .toList(),
                "produce",
                topic,
                partition,
                compression);
    }

    /** @return each record after its offset and a tab */
    List<String> read(String topic, int partition, long offset, int count) {
        return ask("read", topic, partition, offset, count);
    }

    /** Asks for what must fail. @return why it did, in the words of the client */
    String refused(Object... words) {
        try {
            ask(words);
        } catch (AssertionError expected) {
            return expected.getMessage().lines().findFirst().orElseThrow();
        }
        throw new AssertionError(name + " should have been refused: " + List.of(words));
    }

    private List<String> ask(List<String> more, Object... words) {
        String question =
                String.join("\t", Stream.of(words).map(Object::toString).toList());
        try {
            questions.write(question + "\n");
            for (String line : more) questions.write(line + "\n");
            questions.flush();
        } catch (IOException ended) {
            throw new AssertionError(name + " ended before '" + question + "': " + errors(), ended);
        }
        return answer(question);
    }

    private List<String> answer(String question) {
        List<String> lines = new ArrayList<>();
        while (true) {
            String line = next(question);
            if (line.equals("ok")) return lines;
            if (line.startsWith("failed\t") || line.equals(ENDED))
                throw new AssertionError(name + ", asked '" + question + "': " + line + "\n" + errors());
            lines.add(line);
        }
    }

    private String next(String question) {
        try {
            String line = answers.poll(ANSWER_SECONDS_MAX, TimeUnit.SECONDS);
            if (line != null) return line;
            throw new AssertionError(
                    name + " did not answer '" + question + "' in " + ANSWER_SECONDS_MAX + " s\n" + errors());
        } catch (InterruptedException unexpected) {
            throw new AssertionError(unexpected);
        }
    }

    private String errors() {
        try {
            return Files.readString(errors, StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            return unreadable.toString();
        }
    }

    @Override
    public void close() {
        try {
            questions.close();
        } catch (IOException endedBefore) {
            // then there is nobody to tell that nothing more comes
            assert !process.isAlive();
        }
        try {
            if (!process.waitFor(END_SECONDS_MAX, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(name + " did not end:\n" + errors());
            }
        } catch (InterruptedException unexpected) {
            throw new AssertionError(unexpected);
        }
    }
}
