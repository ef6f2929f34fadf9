package akkord.protocol.door.kafka.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/** The last words to a client that speaks {@link ForeignProtocol another protocol}, in that protocol. */
final class ForeignAnswer {

    private static final int FRAME_SETTINGS = 4;
    private static final int FRAME_GOAWAY = 7;
    private static final int ERROR_PROTOCOL = 1;

    private ForeignAnswer() {}

    static ByteBuf to(ForeignProtocol protocol, Page page) {
        return switch (protocol) {
            case HTTP -> http(page, true);
            case HTTP_HEAD -> http(page, false);
            case HTTP2 -> http2(page);
            case TLS -> Unpooled.wrappedBuffer(tlsAlert());
            case NONE -> Unpooled.EMPTY_BUFFER;
        };
    }

    private static ByteBuf http(Page page, boolean withBody) {
        byte[] body = page.html().getBytes(StandardCharsets.UTF_8);
        String head = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: " + body.length
                + "\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n";
        byte[] headBytes = head.getBytes(StandardCharsets.US_ASCII);
        return withBody ? Unpooled.wrappedBuffer(headBytes, body) : Unpooled.wrappedBuffer(headBytes);
    }

    /** Empty SETTINGS, then GOAWAY with the sentence as debug data. */
    private static ByteBuf http2(Page page) {
        byte[] why = page.sentence().getBytes(StandardCharsets.UTF_8);
        ByteBuf out = Unpooled.buffer();
        frameHead(out, 0, FRAME_SETTINGS);
        frameHead(out, 8 + why.length, FRAME_GOAWAY);
        return out.writeInt(0).writeInt(ERROR_PROTOCOL).writeBytes(why);
    }

    private static void frameHead(ByteBuf out, int length, int type) {
        out.writeMedium(length).writeByte(type).writeByte(0).writeInt(0);
    }

    /** A fatal alert, handshake_failure: this port speaks plain text. */
    private static byte[] tlsAlert() {
        return new byte[] {0x15, 3, 3, 0, 2, 2, 40};
    }
}
