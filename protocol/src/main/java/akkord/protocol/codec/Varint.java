package akkord.protocol.codec;

/** The variable-length numbers of record format v2: seven bits a byte, the sign in the lowest bit. */
final class Varint {

    private Varint() {}

    /** Bytes that {@code value} takes. */
    static int size(long value) {
        long zigzag = (value << 1) ^ (value >> 63);
        return 1 + (63 - Long.numberOfLeadingZeros(zigzag | 1)) / 7;
    }

    /** Writes {@code value} at {@code at} and gives the index behind it. */
    static int write(byte[] target, int at, long value) {
        long rest = (value << 1) ^ (value >> 63);
        int next = at;
        while ((rest & ~0x7fL) != 0) {
            target[next++] = (byte) ((rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        target[next++] = (byte) rest;
        return next;
    }
}
