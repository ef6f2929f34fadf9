package akkord.system.kafka;

import java.util.ArrayList;
import java.util.List;

/** The command-line tool kcat, which stands for every client that is built on librdkafka. */
record Kcat(String server) {

    private static final String PROGRAM = "/usr/bin/kcat";
    private static final String FORMAT = "%o|%T|%K|%S|%h|%k%s\\n";
    private static final int NUMBERS = 5;

    Kcat {
        Debian.needs("kcat", PROGRAM);
    }

    ProcessBuilder command(String... arguments) {
        List<String> command = new ArrayList<>(List.of(PROGRAM, "-b", server));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command);
    }

    Ran run(String... arguments) {
        return Ran.of(command(arguments));
    }

    Ran run(byte[] input, String... arguments) {
        return Ran.of(command(arguments), input);
    }

    /** Partition 0 to its end. @param offset as kcat takes it: a number, {@code beginning}, below zero from the end */
    List<String> read(String topic, Object offset) {
        return parse(run(
                        "-C",
                        "-q",
                        "-e",
                        "-X",
                        "fetch.wait.max.ms=20",
                        "-t",
                        topic,
                        "-p",
                        "0",
                        "-o",
                        "" + offset,
                        "-f",
                        FORMAT)
                .succeeded()
                .out());
    }

    private static List<String> parse(String out) {
        List<String> lines = new ArrayList<>();
        for (int at = 0; at < out.length(); ) {
            String[] numbers = new String[NUMBERS];
            for (int i = 0; i < NUMBERS; i++) {
                int bar = out.indexOf('|', at);
                numbers[i] = out.substring(at, bar);
                at = bar + 1;
            }
            String key = bytes(out, at, numbers[2]);
            at += key == null ? 0 : key.length();
            String value = bytes(out, at, numbers[3]);
            at += value == null ? 0 : value.length();
            lines.add(Printed.line(numbers[0], numbers[1], key, value, numbers[4]));
            at++;
        }
        return lines;
    }

    private static String bytes(String out, int at, String length) {
        int count = Integer.parseInt(length);
        return count < 0 ? null : out.substring(at, at + count);
    }
}
