package akkord.persistence.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** Where an entry is in Raft's log, and what became of its operations. Bytes: index (8), outcomes. */
record Appended(long index, List<Outcome> outcomes) {

    static byte[] encode(long index, byte[] outcomes) {
        return ByteBuffer.allocate(8 + outcomes.length)
                .putLong(index)
                .put(outcomes)
                .array();
    }

    static Appended decode(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        long index = in.getLong();
        byte[] outcomes = new byte[in.remaining()];
        in.get(outcomes);
        try {
            return new Appended(index, Entry.decodeOutcomes(outcomes));
        } catch (IOException e) {
            throw new JournalUnavailableException("The journal's answer cannot be read: " + e.getMessage(), e);
        }
    }
}
