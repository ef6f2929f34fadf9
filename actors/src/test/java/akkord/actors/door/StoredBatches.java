package akkord.actors.door;

import akkord.protocol.batch.RecordBatch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;

/** What stands in the files of a log. */
final class StoredBatches {

    private StoredBatches() {}

    /** Every batch, whole, in the order of the log. */
    static List<ByteBuffer> of(Path data, TopicPartition partition) throws IOException {
        List<ByteBuffer> batches = new ArrayList<>();
        for (Path file : segments(data, partition)) {
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
            for (int at = 0; at < bytes.limit() && bytes.getLong(at + 4) != 0; ) {
                int size = RecordBatch.sizeInBytes(bytes, at);
                batches.add(bytes.slice(at, size));
                at += size;
            }
        }
        return batches;
    }

    static List<Path> segments(Path data, TopicPartition partition) throws IOException {
        try (Stream<Path> files = Files.walk(data)) {
            return files.filter(file -> file.toString().endsWith(".log"))
                    .filter(file -> file.getParent().getFileName().toString().equals(partition.toString()))
                    .sorted()
                    .toList();
        }
    }
}
