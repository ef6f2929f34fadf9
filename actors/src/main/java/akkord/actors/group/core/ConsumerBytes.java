package akkord.actors.group.core;

import akkord.protocol.domain.TopicPartition;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What Kafka's consumers tell each other through the coordinator (protocol type {@code consumer}): subscriptions and
 * assignments. Layout: KIP-415, {@code ConsumerProtocolSubscription} and {@code ConsumerProtocolAssignment}, of which
 * every later version begins as the earlier ones do. Bytes that are something else are taken for nothing.
 */
final class ConsumerBytes {

    static final String PROTOCOL_TYPE = "consumer";

    private static final int OWNED_FROM_VERSION = 1;

    private ConsumerBytes() {}

    static Set<String> topics(byte[] subscription) {
        Set<String> topics = new LinkedHashSet<>();
        try {
            ByteBuffer bytes = ByteBuffer.wrap(subscription);
            bytes.getShort();
            readTopics(bytes, topics);
        } catch (BufferUnderflowException | IllegalArgumentException foreign) {
            return Set.of();
        }
        return topics;
    }

    /** What a member that joins still holds on to; members of eager protocols give everything up before. */
    static List<TopicPartition> owned(byte[] subscription) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(subscription);
            if (bytes.getShort() < OWNED_FROM_VERSION) return List.of();
            readTopics(bytes, new LinkedHashSet<>());
            int userData = bytes.getInt();
            if (userData > 0) skip(bytes, userData);
            return readPartitions(bytes);
        } catch (BufferUnderflowException | IllegalArgumentException foreign) {
            return List.of();
        }
    }

    static List<TopicPartition> assigned(byte[] assignment) {
        if (assignment.length == 0) return List.of();
        try {
            ByteBuffer bytes = ByteBuffer.wrap(assignment);
            bytes.getShort();
            return readPartitions(bytes);
        } catch (BufferUnderflowException | IllegalArgumentException foreign) {
            return List.of();
        }
    }

    private static void readTopics(ByteBuffer bytes, Set<String> topics) {
        int count = bytes.getInt();
        for (int i = 0; i < count; i++) topics.add(text(bytes));
    }

    private static List<TopicPartition> readPartitions(ByteBuffer bytes) {
        List<TopicPartition> partitions = new ArrayList<>();
        int topics = bytes.getInt();
        for (int i = 0; i < topics; i++) {
            String topic = text(bytes);
            int count = bytes.getInt();
            for (int j = 0; j < count; j++) partitions.add(new TopicPartition(topic, bytes.getInt()));
        }
        return partitions;
    }

    private static String text(ByteBuffer bytes) {
        int length = bytes.getShort();
        if (length < 0 || length > bytes.remaining()) throw new IllegalArgumentException("not a text");
        String text = new String(bytes.array(), bytes.arrayOffset() + bytes.position(), length, StandardCharsets.UTF_8);
        skip(bytes, length);
        return text;
    }

    private static void skip(ByteBuffer bytes, int length) {
        if (length > bytes.remaining()) throw new IllegalArgumentException("shorter than it says");
        bytes.position(bytes.position() + length);
    }
}
