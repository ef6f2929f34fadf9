package akkord.sharding.cli;

import akkord.protocol.grpc.v1.Header;
import akkord.protocol.grpc.v1.NewRecord;
import com.google.protobuf.ByteString;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes a record of a line.
 *
 * @param separator ends the key; null when lines have no keys
 * @param nullMarker a key or value that is exactly this is absent; null when none is
 * @param headers given to every record
 */
record RecordParser(
        @Nullable ByteString separator, @Nullable ByteString nullMarker, List<Header> headers) {

    /** @throws CommandFailedException the line has no separator */
    NewRecord parse(ByteString line, long lineNumber) {
        NewRecord.Builder builder = NewRecord.newBuilder();
        ByteString value = line;
        if (separator != null) {
            int at = indexOf(line, separator);
            if (at < 0)
                throw new CommandFailedException(
                        "Line " + lineNumber + " has no key: it does not contain '" + separator.toStringUtf8() + "'.");
            ByteString key = line.substring(0, at);
            value = line.substring(at + separator.size());
            if (!key.equals(nullMarker)) builder.setKey(key);
        }
        if (!value.equals(nullMarker)) builder.setValue(value);
        if (!headers.isEmpty()) builder.addAllHeaders(headers);
        return builder.build();
    }

    private static int indexOf(ByteString text, ByteString wanted) {
        byte first = wanted.byteAt(0);
        for (int i = 0; i <= text.size() - wanted.size(); i++) {
            if (text.byteAt(i) == first && text.substring(i, i + wanted.size()).equals(wanted)) return i;
        }
        return -1;
    }
}
