package akkord.persistence.journal.peer;

import akka.serialization.JSerializer;
import java.io.NotSerializableException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A piece as bytes: call (8), kind (1), number (4), count (4), then its bytes. Made by Akka by its name. */
public final class PieceSerializer extends JSerializer {

    private static final int HEADER_BYTES = 17;
    /** Akka's own use numbers below 40; must never change. */
    private static final int IDENTIFIER = 0x414B4A50;

    @Override
    public int identifier() {
        return IDENTIFIER;
    }

    @Override
    public boolean includeManifest() {
        return false;
    }

    @Override
    public byte[] toBinary(Object message) {
        Piece piece = (Piece) message;
        return ByteBuffer.allocate(HEADER_BYTES + piece.bytes().length)
                .putLong(piece.call())
                .put(piece.kind())
                .putInt(piece.number())
                .putInt(piece.count())
                .put(piece.bytes())
                .array();
    }

    @Override
    public Object fromBinaryJava(byte[] bytes, @Nullable Class<?> manifest) {
        if (bytes.length < HEADER_BYTES)
            throw new IllegalArgumentException(
                    new NotSerializableException("A piece of " + bytes.length + " bytes is shorter than its header."));
        ByteBuffer in = ByteBuffer.wrap(bytes);
        long call = in.getLong();
        byte kind = in.get();
        int number = in.getInt();
        int count = in.getInt();
        byte[] rest = new byte[in.remaining()];
        in.get(rest);
        return new Piece(call, kind, number, count, rest);
    }
}
