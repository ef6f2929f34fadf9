package akkord.system.kafka;

import akkord.system.RunningNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/** What a client's batches became on the node's disk. */
final class SegmentFile {

    private static final int LENGTH_AT = 8;
    private static final int LENGTH_COUNTS_FROM = 12;
    private static final int ATTRIBUTES_AT = 21;
    private static final int CODEC_BITS = 7;

    private SegmentFile() {}

    /** A partition's first. */
    static Path of(RunningNode node, String topic, int partition) {
        return node.partitionFolder(topic, partition).resolve("00000000000000000000.log");
    }

    /** How the batches of that partition are compressed, each way once. */
    static Set<String> compressions(RunningNode node, String topic, int partition) {
        ByteBuffer bytes = read(of(node, topic, partition));
        Set<String> found = new TreeSet<>();
        for (int at = 0; at < bytes.limit(); at += LENGTH_COUNTS_FROM + bytes.getInt(at + LENGTH_AT))
            found.add(SharedNode.COMPRESSIONS.get(bytes.getShort(at + ATTRIBUTES_AT) & CODEC_BITS));
        return found;
    }

    private static ByteBuffer read(Path file) {
        try {
            return ByteBuffer.wrap(Files.readAllBytes(file));
        } catch (IOException unexpected) {
            throw new UncheckedIOException(unexpected);
        }
    }
}
