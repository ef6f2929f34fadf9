package akkord.protocol.door.kafka.connection;

import java.nio.charset.StandardCharsets;
import java.util.Set;

/** Another protocol that was spoken to this port by mistake, told by its first four bytes. */
public enum ForeignProtocol {
    NONE,
    HTTP,
    /** Of the answer only the head is wanted. */
    HTTP_HEAD,
    HTTP2,
    TLS;

    private static final Set<Integer> METHODS =
            Set.of(word("GET "), word("POST"), word("PUT "), word("DELE"), word("PATC"), word("OPTI"));
    private static final int HEAD = word("HEAD");
    private static final int PRI = word("PRI ");
    private static final int TLS_HANDSHAKE = 0x1603;

    /** {@code first}: the first four bytes of a connection. As a length each of these would be above 300 MiB. */
    static ForeignProtocol of(int first) {
        if (METHODS.contains(first)) return HTTP;
        if (first == HEAD) return HTTP_HEAD;
        if (first == PRI) return HTTP2;
        return first >>> 16 == TLS_HANDSHAKE ? TLS : NONE;
    }

    private static int word(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        return bytes[0] << 24 | bytes[1] << 16 | bytes[2] << 8 | bytes[3];
    }
}
