package akkord.system.kafka;

import akkord.system.kafka.client.RecordLine;
import akkord.system.kafka.client.RecordLine.HeaderLine;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;

/**
 * The records that every client writes and every other must read the same: with and without key, value and
 * headers, empty ones, text of every kind, some large, with times that go forward and back.
 */
final class Samples {

    static final long AFTER_ALL_MILLIS = 1_800_000_000_000L;
    private static final long FIRST_MILLIS = 1_700_000_000_000L;
    private static final int PLAIN = 60;
    private static final int LARGE_BYTES = 100_000;

    private static final List<RecordLine> ALL = make();

    private Samples() {}

    static List<RecordLine> all() {
        return ALL;
    }

    /** Those without a header whose value is absent, which only Kafka's own clients can write. */
    static List<RecordLine> withoutAbsentHeaders() {
        return ALL.stream()
                .filter(each -> each.headers().stream().allMatch(header -> header.bytes() != null))
                .toList();
    }

    private static List<RecordLine> make() {
        List<RecordLine> all = new ArrayList<>();
        add(all, "key", "value");
        add(all, null, "a value without a key");
        add(all, "tombstone", null);
        add(all, null, null);
        add(all, "", "");
        add(all, "ключ", "grüße, 世界, 🙂");
        add(all, "with headers", "and a value", header("a", "1"), header("b", "zwei"));
        add(all, "same name twice", "x", header("trace", "first"), header("trace", "second"));
        add(all, "odd headers", "y", header("empty", ""), header("absent", null), header("überschrift", "ü"));
        add(all, null, null, header("only", "headers"));
        add(all, "compressible", "la ".repeat(LARGE_BYTES / 3));
        add(all, "incompressible", incompressible());
        for (int i = 0; i < PLAIN; i++)
            add(all, "k" + i % 7, "record number " + i + " of many alike", header("n", "" + i));
        return List.copyOf(all);
    }

    private static void add(List<RecordLine> all, String key, String value, HeaderLine... headers) {
        // every fifth is older than the one before it, so that order of time is not order of offsets
        int index = all.size();
        long timestamp = FIRST_MILLIS + 1_000L * index - (index % 5 == 4 ? 2_500 : 0);
        all.add(RecordLine.of(timestamp, bytes(key), bytes(value), List.of(headers)));
    }

    private static HeaderLine header(String name, String value) {
        return RecordLine.header(name, bytes(value));
    }

    private static byte[] bytes(String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    /** Of one line, because some clients read lines. */
    private static String incompressible() {
        byte[] random = new byte[LARGE_BYTES * 3 / 4];
        new Random(7).nextBytes(random);
        return Base64.getEncoder().encodeToString(random);
    }

    /** What a client must answer that read {@code records} from that offset on. */
    static List<String> from(long offset, List<RecordLine> records) {
        List<String> lines = new ArrayList<>();
        for (int i = (int) offset; i < records.size(); i++) lines.add(i + "\t" + records.get(i));
        return lines;
    }

    /** What a client must answer that wrote {@code records} into an empty partition. */
    static List<String> acknowledged(List<RecordLine> records) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < records.size(); i++)
            lines.add(i + "\t" + records.get(i).timestamp());
        return lines;
    }

    /** The first of {@code records} with that timestamp or a later one. */
    static int firstAtOrAfter(long timestamp, List<RecordLine> records) {
        int index = 0;
        while (records.get(index).timestamp() < timestamp) index++;
        return index;
    }

    /** What a client read, as text {@code offset key=value name=value ...}, for records whose time is not known. */
    static String withoutTime(String read) {
        int tab = read.indexOf('\t');
        RecordLine record = RecordLine.parse(read.substring(tab + 1));
        StringBuilder text = new StringBuilder(read.substring(0, tab));
        text.append(' ').append(RecordLine.text(record.keyBytes(), "NULL"));
        text.append('=').append(RecordLine.text(record.valueBytes(), "NULL"));
        for (HeaderLine header : record.headers())
            text.append(' ').append(header.name()).append('=').append(RecordLine.text(header.bytes(), "NULL"));
        return text.toString();
    }

    /** Where the latest timestamp is, for the first time. */
    static int latest(List<RecordLine> records) {
        int latest = 0;
        for (int i = 1; i < records.size(); i++)
            if (records.get(i).timestamp() > records.get(latest).timestamp()) latest = i;
        return latest;
    }
}
