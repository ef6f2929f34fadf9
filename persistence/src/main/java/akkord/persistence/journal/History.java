package akkord.persistence.journal;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What is kept of one persistence id. Not safe for several threads: {@link JournalState} guards it. */
final class History {

    private long highest;
    private String lastWriter = "";
    private long lastFrom;
    private final ArrayList<byte[]> events = new ArrayList<>();
    private final TreeMap<Long, StoredSnapshot> snapshots = new TreeMap<>();

    /** {@code bytes} is Akka's serialized snapshot. */
    record StoredSnapshot(long sequenceNr, long timestampMillis, byte[] bytes) {}

    /** One stored event and its number. */
    record StoredEvent(long sequenceNr, byte[] bytes) {}

    long highest() {
        return highest;
    }

    Outcome write(Operation.Write write) {
        long last = write.from() + write.events().size() - 1;
        if (isRepeat(write, last)) return new Outcome(true, highest);
        if (write.from() != highest + 1) return new Outcome(false, highest);
        events.addAll(write.events());
        highest = last;
        lastWriter = write.writer();
        lastFrom = write.from();
        return new Outcome(true, highest);
    }

    /** Raft may apply a write again after its retry cache forgot it: same writer, same numbers, nothing since. */
    private boolean isRepeat(Operation.Write write, long last) {
        return last == highest && write.from() == lastFrom && write.writer().equals(lastWriter);
    }

    void deleteEvents(long to) {
        long first = firstStored();
        int count = (int) Math.max(0, Math.min(to, highest) - first + 1);
        events.subList(0, count).clear();
        events.trimToSize();
    }

    private long firstStored() {
        return highest - events.size() + 1;
    }

    List<StoredEvent> events(long from, long to, int countMax) {
        List<StoredEvent> found = new ArrayList<>();
        long first = firstStored();
        long last = Math.min(to, highest);
        for (long nr = Math.max(from, first); nr <= last && found.size() < countMax; nr++) {
            byte[] bytes = events.get((int) (nr - first));
            if (bytes.length > 0) found.add(new StoredEvent(nr, bytes));
        }
        return found;
    }

    void saveSnapshot(Operation.SaveSnapshot save) {
        snapshots.put(save.sequenceNr(), new StoredSnapshot(save.sequenceNr(), save.timestampMillis(), save.bytes()));
    }

    void deleteSnapshots(SnapshotRange range) {
        snapshots.values().removeIf(s -> range.holds(s.sequenceNr(), s.timestampMillis()));
    }

    @Nullable
    StoredSnapshot newestSnapshot(SnapshotRange range) {
        for (Map.Entry<Long, StoredSnapshot> entry : snapshots.descendingMap().entrySet()) {
            StoredSnapshot snapshot = entry.getValue();
            if (range.holds(snapshot.sequenceNr(), snapshot.timestampMillis())) return snapshot;
        }
        return null;
    }

    void writeTo(DataOutputStream out) throws IOException {
        out.writeLong(highest);
        Wire.writeText(out, lastWriter);
        out.writeLong(lastFrom);
        Wire.writeAll(out, events);
        out.writeInt(snapshots.size());
        for (StoredSnapshot snapshot : snapshots.values()) {
            out.writeLong(snapshot.sequenceNr());
            out.writeLong(snapshot.timestampMillis());
            Wire.writeBytes(out, snapshot.bytes());
        }
    }

    static History readFrom(DataInputStream in) throws IOException {
        History history = new History();
        history.highest = in.readLong();
        history.lastWriter = Wire.readText(in);
        history.lastFrom = in.readLong();
        history.events.addAll(Wire.readAll(in));
        int count = in.readInt();
        for (int i = 0; i < count; i++) {
            StoredSnapshot snapshot = new StoredSnapshot(in.readLong(), in.readLong(), Wire.readBytes(in));
            history.snapshots.put(snapshot.sequenceNr(), snapshot);
        }
        return history;
    }
}
