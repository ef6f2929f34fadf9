package akkord.protocol.domain;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.UUID;

/**
 * A topic's identity, which a topic of the same name created later does not share. Written as Kafka
 * writes its Uuid: 16 bytes, URL-safe Base64 without padding, 22 characters.
 */
public record TopicId(long high, long low) {

    public static final TopicId ZERO = new TopicId(0, 0);

    /** A fresh id that does not start with a dash, so that command lines can take it. */
    public static TopicId random() {
        while (true) {
            UUID uuid = UUID.randomUUID();
            TopicId id = new TopicId(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());
            if (!id.toString().startsWith("-")) return id;
        }
    }

    /** @throws IllegalArgumentException unless {@code text} is 16 bytes of URL-safe Base64 */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static TopicId parse(String text) {
        byte[] bytes = Base64.getUrlDecoder().decode(text);
        if (bytes.length != 16)
            throw new IllegalArgumentException("a topic id has 16 bytes, not " + bytes.length + ": " + text);
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new TopicId(buffer.getLong(), buffer.getLong());
    }

    @JsonValue
    @Override
    public String toString() {
        byte[] bytes = ByteBuffer.allocate(16).putLong(high).putLong(low).array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
