package akkord.persistence.journal;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** One change of the journal's state. Several share one Raft entry; see {@link Entry}. */
sealed interface Operation {

    /** Bytes it takes in an entry, near enough to bound entries by. */
    int sizeBytes();

    void writeTo(DataOutputStream out) throws IOException;

    /**
     * Appends events from sequence number {@code from} on. An empty array is a hole: a number that was used by a
     * write which was rejected, so that the numbers stay contiguous.
     */
    record Write(String writer, String persistenceId, long from, List<byte[]> events) implements Operation {
        @Override
        public int sizeBytes() {
            int size = 64 + 2 * (writer.length() + persistenceId.length());
            for (byte[] event : events) size += 4 + event.length;
            return size;
        }

        @Override
        public void writeTo(DataOutputStream out) throws IOException {
            out.writeByte(1);
            Wire.writeText(out, writer);
            Wire.writeText(out, persistenceId);
            out.writeLong(from);
            Wire.writeAll(out, events);
        }
    }

    /** Deletes events up to and including {@code to}; the highest sequence number stays. */
    record DeleteEvents(String persistenceId, long to) implements Operation {
        @Override
        public int sizeBytes() {
            return 32 + 2 * persistenceId.length();
        }

        @Override
        public void writeTo(DataOutputStream out) throws IOException {
            out.writeByte(2);
            Wire.writeText(out, persistenceId);
            out.writeLong(to);
        }
    }

    record SaveSnapshot(String persistenceId, long sequenceNr, long timestampMillis, byte[] bytes)
            implements Operation {
        @Override
        public int sizeBytes() {
            return 48 + 2 * persistenceId.length() + bytes.length;
        }

        @Override
        public void writeTo(DataOutputStream out) throws IOException {
            out.writeByte(3);
            Wire.writeText(out, persistenceId);
            out.writeLong(sequenceNr);
            out.writeLong(timestampMillis);
            Wire.writeBytes(out, bytes);
        }
    }

    record DeleteSnapshots(String persistenceId, SnapshotRange range) implements Operation {
        @Override
        public int sizeBytes() {
            return 64 + 2 * persistenceId.length();
        }

        @Override
        public void writeTo(DataOutputStream out) throws IOException {
            out.writeByte(4);
            Wire.writeText(out, persistenceId);
            out.writeLong(range.minSequenceNr());
            out.writeLong(range.maxSequenceNr());
            out.writeLong(range.minTimestampMillis());
            out.writeLong(range.maxTimestampMillis());
        }
    }

    static Operation readFrom(DataInputStream in) throws IOException {
        int kind = in.readByte();
        return switch (kind) {
            case 1 -> new Write(Wire.readText(in), Wire.readText(in), in.readLong(), new ArrayList<>(Wire.readAll(in)));
            case 2 -> new DeleteEvents(Wire.readText(in), in.readLong());
            case 3 -> new SaveSnapshot(Wire.readText(in), in.readLong(), in.readLong(), Wire.readBytes(in));
            case 4 ->
                new DeleteSnapshots(
                        Wire.readText(in),
                        new SnapshotRange(in.readLong(), in.readLong(), in.readLong(), in.readLong()));
            default ->
                throw new IOException("Operation of unknown kind " + kind
                        + " in the journal: it was written by a newer version of Akkord.");
        };
    }
}
