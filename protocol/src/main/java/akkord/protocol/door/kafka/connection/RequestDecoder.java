package akkord.protocol.door.kafka.connection;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.requests.AbstractRequest;

/** Turns a frame into header and message. Records in the message are slices of the frame. */
final class RequestDecoder {

    /** Key, version and correlation id: the shortest request there is. */
    static final int HEADER_BYTES_MIN = 8;

    private RequestDecoder() {}

    static short apiKey(ByteBuf frame) {
        return frame.getShort(frame.readerIndex());
    }

    static short apiVersion(ByteBuf frame) {
        return frame.getShort(frame.readerIndex() + 2);
    }

    static int correlationId(ByteBuf frame) {
        return frame.getInt(frame.readerIndex() + 4);
    }

    /** @throws RuntimeException whatever the generated readers throw at bytes that are no such request */
    static Decoded decode(ByteBuf frame, Served kind, int elementsMax) {
        if (!kind.honours(apiVersion(frame))) return undecodable(kind);
        ByteBuffer bytes = frame.nioBuffer();
        short version = apiVersion(frame);
        BoundedReader in = new BoundedReader(bytes, elementsMax);
        RequestHeaderData header = new RequestHeaderData(in, kind.key().requestHeaderVersion(version));
        int bodyAt = bytes.position();
        ApiMessage body = kind.key().messageType.newRequest();
        body.read(in, version);
        return new Decoded(header, body, bodyAt, in.elements());
    }

    /** ApiVersions in a version of the future: only key, version and correlation id can be read, and are enough. */
    private static Decoded undecodable(Served kind) {
        return new Decoded(new RequestHeaderData(), kind.key().messageType.newRequest(), 0, 0);
    }

    /** The request again, as the type that knows how to say no in this version. */
    static AbstractRequest parseAgain(ByteBuf frame, int bodyAt, Served kind) {
        ByteBuffer bytes = frame.nioBuffer();
        bytes.position(bodyAt);
        return AbstractRequest.parseRequest(kind.key(), apiVersion(frame), new ByteBufferAccessor(bytes)).request;
    }

    /**
     * @param bodyAt where the message begins, in bytes from the frame's start
     * @param elements how many elements its arrays have
     */
    record Decoded(RequestHeaderData header, ApiMessage body, int bodyAt, int elements) {}
}
