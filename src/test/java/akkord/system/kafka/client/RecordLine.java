package akkord.system.kafka.client;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.StringJoiner;

/**
 * A record as one line of text, the way every client program of these tests writes and reads it: timestamp,
 * key, value and headers between tabs. A key or value is {@code -} if absent, otherwise {@code =} and base64.
 *
 * @param timestamp in milliseconds since 1970
 */
public record RecordLine(long timestamp, String key, String value, List<HeaderLine> headers) {

    private static final String ABSENT = "-";

    /** @param value written like a record's */
    public record HeaderLine(String name, String value) {

        public byte[] bytes() {
            return decoded(value);
        }
    }

    public static RecordLine of(long timestamp, byte[] key, byte[] value, List<HeaderLine> headers) {
        return new RecordLine(timestamp, encoded(key), encoded(value), headers);
    }

    public static HeaderLine header(String name, byte[] value) {
        return new HeaderLine(name, encoded(value));
    }

    public static RecordLine parse(String line) {
        String[] parts = line.split("\t", -1);
        List<HeaderLine> headers = new ArrayList<>();
        for (String header : parts[3].split(";")) {
            int colon = header.indexOf(':');
            if (colon >= 0) headers.add(new HeaderLine(header.substring(0, colon), header.substring(colon + 1)));
        }
        return new RecordLine(Long.parseLong(parts[0]), parts[1], parts[2], headers);
    }

    public byte[] keyBytes() {
        return decoded(key);
    }

    public byte[] valueBytes() {
        return decoded(value);
    }

    /** As text; an absent one is {@code absent}. */
    public static String text(byte[] bytes, String absent) {
        return bytes == null ? absent : new String(bytes, StandardCharsets.UTF_8);
    }

    private static String encoded(byte[] bytes) {
        return bytes == null ? ABSENT : "=" + Base64.getEncoder().encodeToString(bytes);
    }

    private static byte[] decoded(String text) {
        return text.equals(ABSENT) ? null : Base64.getDecoder().decode(text.substring(1));
    }

    @Override
    public String toString() {
        StringJoiner all = new StringJoiner(";");
        for (HeaderLine header : headers) all.add(header.name() + ":" + header.value());
        return timestamp + "\t" + key + "\t" + value + "\t" + all;
    }
}
