package akkord.sharding.cli;

import akkord.protocol.grpc.v1.FetchedRecord;
import akkord.protocol.grpc.v1.Header;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * How a consumed record is printed: text with escapes ({@link Escapes}) in which {@code %v} stands for the
 * value, {@code %k} the key, {@code %o} the offset, {@code %p} the partition, {@code %d} how often it has been delivered, {@code %t} the timestamp in
 * milliseconds, {@code %T} the same as a date and time in UTC, {@code %h} the headers, {@code %%} a percent sign.
 */
final class RecordFormat {

    static final String DEFAULT = "%v\\n";

    @FunctionalInterface
    private interface Part {
        void print(int partition, FetchedRecord record, int deliveries, OutputStream out) throws IOException;
    }

    private final List<Part> parts = new ArrayList<>();
    private final byte[] absent;

    private RecordFormat(byte[] absent) {
        this.absent = absent;
    }

    /**
     * @param absent printed for a key or value that is absent
     * @throws IllegalArgumentException with a sentence, when {@code text} cannot be understood
     */
    static RecordFormat parse(String text, byte[] absent) {
        RecordFormat format = new RecordFormat(absent);
        StringBuilder literal = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '%') {
                literal.append(c);
                continue;
            }
            if (++i == text.length()) throw new IllegalArgumentException("'" + text + "' ends in a lone '%'.");
            if (text.charAt(i) == '%') {
                literal.append('%');
                continue;
            }
            format.addLiteral(literal);
            format.parts.add(format.field(text.charAt(i)));
        }
        format.addLiteral(literal);
        return format;
    }

    /** @param deliveries how often a queue has delivered it; 1 where none does */
    void print(int partition, FetchedRecord record, int deliveries, OutputStream out) throws IOException {
        for (Part part : parts) part.print(partition, record, deliveries, out);
    }

    private void addLiteral(StringBuilder literal) {
        if (literal.isEmpty()) return;
        byte[] bytes = Escapes.bytes(literal.toString());
        literal.setLength(0);
        parts.add((partition, record, deliveries, out) -> out.write(bytes));
    }

    private Part field(char name) {
        return switch (name) {
            case 'v' -> (partition, record, deliveries, out) -> bytes(record.hasValue(), record.getValue(), out);
            case 'k' -> (partition, record, deliveries, out) -> bytes(record.hasKey(), record.getKey(), out);
            case 'o' -> (partition, record, deliveries, out) -> number(record.getOffset(), out);
            case 'p' -> (partition, record, deliveries, out) -> number(partition, out);
            case 'd' -> (partition, record, deliveries, out) -> number(deliveries, out);
            case 't' -> (partition, record, deliveries, out) -> number(record.getTimestampMs(), out);
            case 'T' ->
                (partition, record, deliveries, out) ->
                        text(String.valueOf(Instant.ofEpochMilli(record.getTimestampMs())), out);
            case 'h' -> (partition, record, deliveries, out) -> headers(record.getHeadersList(), out);
            default ->
                throw new IllegalArgumentException(
                        "'%" + name + "' means nothing; there are %v %k %o %p %d %t %T %h and %%.");
        };
    }

    private void bytes(boolean present, ByteString bytes, OutputStream out) throws IOException {
        if (present) bytes.writeTo(out);
        else out.write(absent);
    }

    private void headers(List<Header> headers, OutputStream out) throws IOException {
        for (int i = 0; i < headers.size(); i++) {
            if (i > 0) out.write(',');
            text(headers.get(i).getName(), out);
            out.write('=');
            bytes(headers.get(i).hasValue(), headers.get(i).getValue(), out);
        }
    }

    private static void number(long number, OutputStream out) throws IOException {
        text(Long.toString(number), out);
    }

    private static void text(String text, OutputStream out) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }
}
