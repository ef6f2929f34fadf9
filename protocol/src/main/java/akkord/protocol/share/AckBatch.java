package akkord.protocol.share;

/**
 * What a member says of the offsets from {@code first} to {@code last}, both included, as it stands in its request.
 *
 * @param types the constants here; one for all of the offsets, or one for each
 */
public record AckBatch(long first, long last, byte[] types) {

    /** There is no such record: nobody is to get it. */
    public static final byte GAP = 0;

    public static final byte ACCEPT = 1;

    /** To be delivered again, to anybody. */
    public static final byte RELEASE = 2;

    /** Not to be delivered again. */
    public static final byte REJECT = 3;

    /** The member needs more time. */
    public static final byte RENEW = 4;

    /** Of one offset there must be one type. @param offset one of the batch */
    public byte typeOf(long offset) {
        return types.length == 1 ? types[0] : types[(int) (offset - first)];
    }
}
