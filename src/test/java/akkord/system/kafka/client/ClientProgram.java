package akkord.system.kafka.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a command a line, words between tabs, and answers each with lines and at last {@code ok}, or with
 * {@code failed} and why. The end of its input ends it.
 */
public final class ClientProgram {

    private final BufferedReader in;
    private final PrintStream out;
    private final String bootstrap;
    private final Writing writing;
    private final Reading reading;
    private final Administration administration;

    private ClientProgram(String bootstrap, BufferedReader in, PrintStream out) {
        this.in = in;
        this.out = out;
        this.bootstrap = bootstrap;
        writing = new Writing(bootstrap);
        reading = new Reading(bootstrap);
        administration = new Administration(bootstrap);
    }

    /** @param arguments where the node's Kafka port is */
    public static void main(String[] arguments) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        new ClientProgram(arguments[0], in, out).run();
    }

    private void run() throws IOException {
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            try {
                obey(line.split("\t", -1));
                out.print("ok\n");
            } catch (Exception refused) {
                refused.printStackTrace();
                out.print("failed\t" + rootOf(refused) + "\n");
            }
            out.flush();
        }
        reading.close();
        administration.close();
    }

    private static String rootOf(Throwable refused) {
        Throwable root = refused;
        while (root.getCause() != null) root = root.getCause();
        return root.getClass().getSimpleName() + ": " + root.getMessage();
    }

    private void obey(String[] words) throws Exception {
        String topic = words.length > 1 ? words[1] : "";
        switch (words[0]) {
            case "create" -> administration.create(topic, Integer.parseInt(words[2]));
            case "delete" -> administration.delete(topic);
            case "topics" -> answer(administration.topics());
            case "setting" -> answer(List.of(administration.setting(topic, words[2])));
            case "produce" -> answer(writing.write(topic, Integer.parseInt(words[2]), words[3], records()));
            case "read" ->
                answer(reading.read(
                        topic, Integer.parseInt(words[2]), Long.parseLong(words[3]), Integer.parseInt(words[4])));
            case "read-all" -> answer(reading.readAll(topic, Integer.parseInt(words[2]), Integer.parseInt(words[3])));
            case "group" -> answer(group(topic, words).read());
            case "bounds" -> answer(reading.bounds(topic, Integer.parseInt(words[2])));
            case "at" -> answer(reading.at(topic, Integer.parseInt(words[2]), Long.parseLong(words[3])));
            default -> throw new IllegalArgumentException("no such command: " + words[0]);
        }
    }

    /** @param words topic, group, assignor, members, records */
    private GroupReading group(String topic, String[] words) {
        return new GroupReading(
                bootstrap, topic, words[2], words[3], Integer.parseInt(words[4]), Integer.parseInt(words[5]));
    }

    private List<RecordLine> records() throws IOException {
        List<RecordLine> records = new ArrayList<>();
        for (String line = in.readLine(); !"end".equals(line); line = in.readLine())
            records.add(RecordLine.parse(line));
        return records;
    }

    private void answer(List<?> lines) {
        for (Object line : lines) out.print(line + "\n");
    }
}
