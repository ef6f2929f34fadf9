package akkord.protocol.door.kafka.connection;

import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.types.RawTaggedField;

/**
 * Reads a message of at most so many elements. Without it a request of 100 MB becomes gigabytes of objects: an
 * element may be two bytes on the wire, and a count alone makes the generated readers reserve a list of that length.
 */
final class BoundedReader extends ByteBufferAccessor {

    private final int elementsMax;
    private int elements;
    private int lastInt;
    private boolean compact;

    BoundedReader(ByteBuffer bytes, int elementsMax) {
        super(bytes);
        this.elementsMax = elementsMax;
    }

    /** Elements of arrays, and tagged fields, so far. */
    int elements() {
        return elements;
    }

    @Override
    public int readInt() {
        compact = false;
        lastInt = super.readInt();
        return lastInt;
    }

    @Override
    public int readUnsignedVarint() {
        compact = true;
        lastInt = super.readUnsignedVarint();
        return lastInt;
    }

    /** The generated readers ask this right after a count, which a compact array tells one too high. */
    @Override
    public int remaining() {
        int left = super.remaining();
        int count = compact ? lastInt - 1 : lastInt;
        if (count > 0 && count <= left) count(count);
        return left;
    }

    @Override
    public List<RawTaggedField> readUnknownTaggedField(List<RawTaggedField> unknowns, int tag, int size) {
        count(1);
        return super.readUnknownTaggedField(unknowns, tag, size);
    }

    private void count(int more) {
        if (more > elementsMax - elements)
            throw new InvalidRequestException("it lists more than " + elementsMax + " things");
        elements += more;
    }
}
