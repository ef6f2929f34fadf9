package akkord.system.kafka;

import akkord.system.RunningNode;
import akkord.system.kafka.client.RecordLine;
import akkord.system.kafka.client.RecordLine.HeaderLine;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Records as tools print them for people, brought into the form of the client programs: offset, tab, record. */
final class Printed {

    private static final String ABSENT = "NULL";

    private Printed() {}

    /** What {@code akkord consume} reads, over gRPC. Values of more lines than one are not for this. */
    static List<String> byGrpc(RunningNode node, String topic) {
        String out = node.run(
                        "consume", topic, "--quiet", "--null-marker", ABSENT, "--format", "%o\\t%t\\t%k\\t%v\\t%h\\n")
                .succeeded()
                .out();
        return Stream.of(out.split("\n"))
                .map(line -> line.split("\t", -1))
                .map(part -> line(part[0], part[1], unlessAbsent(part[2]), unlessAbsent(part[3]), part[4]))
                .toList();
    }

    /**
     * @param key bytes as ISO-8859-1 characters, or null; so are {@code value} and {@code headers}
     * @param headers {@code name=value,...}
     */
    static String line(String offset, String timestamp, String key, String value, String headers) {
        List<HeaderLine> all = new ArrayList<>();
        for (String header : headers.split(",")) {
            int equals = header.indexOf('=');
            if (equals < 0) continue;
            String name = new String(bytes(header.substring(0, equals)), StandardCharsets.UTF_8);
            all.add(RecordLine.header(name, bytes(unlessAbsent(header.substring(equals + 1)))));
        }
        return offset + "\t" + RecordLine.of(Long.parseLong(timestamp), bytes(key), bytes(value), all);
    }

    static String unlessAbsent(String text) {
        return text.equals(ABSENT) ? null : text;
    }

    private static byte[] bytes(String text) {
        return text == null ? null : text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
