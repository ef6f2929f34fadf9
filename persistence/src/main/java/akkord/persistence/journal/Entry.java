package akkord.persistence.journal;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** One Raft entry, as bytes: a version, a count, the operations. Its reply: an outcome for each of them. */
final class Entry {

    private static final int VERSION = 1;

    private Entry() {}

    static byte[] encode(List<Operation> operations, int sizeBytes) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(sizeBytes);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeInt(operations.size());
            for (Operation operation : operations) operation.writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static List<Operation> decode(byte[] bytes) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        int version = in.readByte();
        if (version != VERSION) throw new IOException("Journal entry of unknown version " + version + ".");
        int count = in.readInt();
        List<Operation> operations = new ArrayList<>();
        for (int i = 0; i < count; i++) operations.add(Operation.readFrom(in));
        return operations;
    }

    static byte[] encodeOutcomes(List<Outcome> outcomes) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(4 + 9 * outcomes.size());
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(outcomes.size());
            for (Outcome outcome : outcomes) {
                out.writeBoolean(outcome.accepted());
                out.writeLong(outcome.highestSequenceNr());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static List<Outcome> decodeOutcomes(byte[] bytes) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        int count = in.readInt();
        List<Outcome> outcomes = new ArrayList<>();
        for (int i = 0; i < count; i++) outcomes.add(new Outcome(in.readBoolean(), in.readLong()));
        return outcomes;
    }
}
