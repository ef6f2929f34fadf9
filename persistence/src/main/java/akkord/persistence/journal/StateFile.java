package akkord.persistence.journal;

import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * A snapshot of the whole state in one file: magic, version, then per persistence id a length, a CRC-32C and
 * that many bytes; at the end the length -1 and the number of ids, so that a cut file is never taken for whole.
 */
final class StateFile {

    private static final int MAGIC = 0x414B4A53;
    private static final int VERSION = 1;
    private static final int END = -1;

    private StateFile() {}

    /** Writes and syncs; the caller renames it into place. */
    static void write(Path file, Map<String, History> histories) throws IOException {
        try (FileOutputStream raw = new FileOutputStream(file.toFile());
                DataOutputStream out = new DataOutputStream(new BufferedOutputStream(raw, 1 << 16))) {
            out.writeInt(MAGIC);
            out.writeInt(VERSION);
            for (Map.Entry<String, History> entry : histories.entrySet()) {
                byte[] payload = encode(entry.getKey(), entry.getValue());
                out.writeInt(payload.length);
                out.writeInt(crc(payload));
                out.write(payload);
            }
            out.writeInt(END);
            out.writeInt(histories.size());
            out.flush();
            raw.getChannel().force(true);
        }
    }

    /** @throws IOException naming the file when it is damaged or of a version this program does not know */
    static Map<String, History> read(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        try {
            return decode(new DataInputStream(new ByteArrayInputStream(bytes)));
        } catch (IOException e) {
            throw new IOException("The journal's snapshot " + file + " is damaged: " + e.getMessage(), e);
        }
    }

    private static byte[] encode(String persistenceId, History history) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        Wire.writeText(out, persistenceId);
        history.writeTo(out);
        out.flush();
        return bytes.toByteArray();
    }

    private static Map<String, History> decode(DataInputStream in) throws IOException {
        if (in.readInt() != MAGIC) throw new IOException("it does not begin as a snapshot does.");
        int version = in.readInt();
        if (version != VERSION) throw new IOException("its version " + version + " is unknown here.");
        Map<String, History> histories = new HashMap<>();
        for (int length = in.readInt(); length != END; length = in.readInt()) {
            int expected = in.readInt();
            if (length < 0 || length > in.available()) throw new IOException("it is cut short.");
            byte[] payload = in.readNBytes(length);
            if (crc(payload) != expected) throw new IOException("a checksum does not match.");
            DataInputStream one = new DataInputStream(new ByteArrayInputStream(payload));
            histories.put(Wire.readText(one), History.readFrom(one));
        }
        if (in.readInt() != histories.size()) throw new IOException("ids are missing.");
        return histories;
    }

    private static int crc(byte[] payload) {
        CRC32C crc = new CRC32C();
        crc.update(payload);
        return (int) crc.getValue();
    }
}
