package akkord.persistence.journal.peer;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Cuts bytes into pieces and joins them again. Remoting may lose pieces, so what is not whole is forgotten, the
 * oldest first, when more than {@code assembliesMax} are unfinished; the caller times out. Of one thread.
 */
final class Assembly {

    private final PeerTuning tuning;
    private final Map<Key, Partial> unfinished = new LinkedHashMap<>();

    private record Key(String from, long call, boolean answer) {}

    private static final class Partial {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private int next;
    }

    Assembly(PeerTuning tuning) {
        this.tuning = tuning;
    }

    static List<Piece> cut(long call, byte kind, byte[] bytes, int pieceBytes) {
        int count = Math.max(1, (bytes.length + pieceBytes - 1) / pieceBytes);
        if (count == 1) return List.of(new Piece(call, kind, 0, 1, bytes));
        List<Piece> pieces = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int to = Math.min(bytes.length, (i + 1) * pieceBytes);
            pieces.add(new Piece(call, kind, i, count, Arrays.copyOfRange(bytes, i * pieceBytes, to)));
        }
        return pieces;
    }

    /** The whole, when this piece was its last; empty when it is not, or a piece before it was lost. */
    Optional<byte[]> add(String from, Piece piece) {
        if (piece.count() == 1) return Optional.of(piece.bytes());
        Key key = new Key(from, piece.call(), piece.isAnswer());
        if (piece.number() == 0) begin(key);
        Partial partial = unfinished.get(key);
        if (partial == null) return Optional.empty();
        boolean fits = partial.bytes.size() + piece.bytes().length <= tuning.callBytesMax();
        if (piece.number() != partial.next || !fits) {
            unfinished.remove(key);
            return Optional.empty();
        }
        partial.bytes.writeBytes(piece.bytes());
        partial.next++;
        if (partial.next < piece.count()) return Optional.empty();
        unfinished.remove(key);
        return Optional.of(partial.bytes.toByteArray());
    }

    private void begin(Key key) {
        if (unfinished.size() >= tuning.assembliesMax()) {
            Iterator<Key> oldest = unfinished.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
        unfinished.put(key, new Partial());
    }
}
