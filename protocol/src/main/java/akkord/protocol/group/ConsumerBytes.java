package akkord.protocol.group;

import akkord.protocol.domain.TopicPartition;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What Kafka's consumers tell each other through the coordinator (protocol type {@code consumer}): subscriptions and
 * assignments. Layout: KIP-415, {@code ConsumerProtocolSubscription} and {@code ConsumerProtocolAssignment}, of which
 * every later version begins as the earlier ones do. Bytes that are something else are taken for nothing.
 */
public final class ConsumerBytes {

    public static final String PROTOCOL_TYPE = "consumer";

    private static final int OWNED_FROM_VERSION = 1;
    private static final int NO_USER_DATA = -1;

    private ConsumerBytes() {}

    public static Set<String> topics(byte[] subscription) {
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

    /** Whether these are a subscription at all, as far as they are looked at. */
    public static boolean isSubscription(byte[] subscription) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(subscription);
            short version = bytes.getShort();
            readTopics(bytes, new LinkedHashSet<>());
            int userData = bytes.getInt();
            if (userData > 0) skip(bytes, userData);
            if (version >= OWNED_FROM_VERSION) readPartitions(bytes);
            return version >= 0;
        } catch (BufferUnderflowException | IllegalArgumentException foreign) {
            return false;
        }
    }

    /** Whether an assignor tells its member more than what to read, or something that cannot be read. */
    public static boolean hasUserData(byte[] assignment) {
        if (assignment.length == 0) return false;
        try {
            ByteBuffer bytes = ByteBuffer.wrap(assignment);
            bytes.getShort();
            readPartitions(bytes);
            return bytes.remaining() >= Integer.BYTES && bytes.getInt() > 0;
        } catch (BufferUnderflowException | IllegalArgumentException foreign) {
            return true;
        }
    }

    /** What a member that joins still holds on to; members of eager protocols give everything up before. */
    public static List<TopicPartition> owned(byte[] subscription) {
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

    public static List<TopicPartition> assigned(byte[] assignment) {
        if (assignment.length == 0) return List.of();
        try {
            ByteBuffer bytes = ByteBuffer.wrap(assignment);
            bytes.getShort();
            return readPartitions(bytes);
        } catch (BufferUnderflowException | IllegalArgumentException foreign) {
            return List.of();
        }
    }

    /** What a member wants to read, owning nothing yet. */
    public static byte[] subscription(Collection<String> topics) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeShort(0);
            out.writeInt(topics.size());
            for (String topic : topics) writeText(out, topic);
            out.writeInt(NO_USER_DATA);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    /** What a member is to read. */
    public static byte[] assignment(Collection<TopicPartition> partitions) {
        Map<String, List<Integer>> byTopic = new TreeMap<>();
        for (TopicPartition partition : partitions)
            byTopic.computeIfAbsent(partition.topic(), topic -> new ArrayList<>())
                    .add(partition.partition());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeShort(0);
            out.writeInt(byTopic.size());
            for (Map.Entry<String, List<Integer>> topic : byTopic.entrySet()) {
                writeText(out, topic.getKey());
                out.writeInt(topic.getValue().size());
                for (int partition : topic.getValue()) out.writeInt(partition);
            }
            out.writeInt(NO_USER_DATA);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    private static void writeText(DataOutputStream out, String text) throws IOException {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        out.writeShort(utf8.length);
        out.write(utf8);
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
