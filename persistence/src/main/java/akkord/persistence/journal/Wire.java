package akkord.persistence.journal;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** How the journal's entries and snapshot files spell text, bytes and lists: a 4-byte length, then the thing. */
final class Wire {

    private Wire() {}

    static void writeText(DataOutputStream out, String text) throws IOException {
        writeBytes(out, text.getBytes(StandardCharsets.UTF_8));
    }

    static String readText(DataInputStream in) throws IOException {
        return new String(readBytes(in), StandardCharsets.UTF_8);
    }

    static void writeBytes(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    static byte[] readBytes(DataInputStream in) throws IOException {
        int length = in.readInt();
        // available() is exact here, as everything is read from memory: a damaged length must not allocate
        if (length < 0 || length > in.available()) throw new IOException("Length " + length + " is out of bounds.");
        return in.readNBytes(length);
    }

    static void writeAll(DataOutputStream out, List<byte[]> items) throws IOException {
        out.writeInt(items.size());
        for (byte[] item : items) writeBytes(out, item);
    }

    static List<byte[]> readAll(DataInputStream in) throws IOException {
        int count = in.readInt();
        if (count < 0 || count > in.available()) throw new IOException("Count " + count + " is out of bounds.");
        List<byte[]> items = new ArrayList<>(count);
        for (int i = 0; i < count; i++) items.add(readBytes(in));
        return items;
    }
}
