package akkord.system;

import akkord.protocol.batch.RecordBatch;
import akkord.protocol.codec.BatchReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What one replica of a partition holds, read from the segment files of a node that has stopped. */
final class ReplicaFiles {

    private static final int DECOMPRESSED_BYTES_MAX = 1 << 26;

    /** A record. @param leaderEpoch of its batch */
    record Stored(long offset, int leaderEpoch, String value) {}

    private ReplicaFiles() {}

    static List<Stored> read(Path partitionFolder) {
        try (Stream<Path> files = Files.list(partitionFolder)) {
            List<Path> segments = files.filter(
                            file -> file.getFileName().toString().endsWith(".log"))
                    .sorted()
                    .toList();
            List<Stored> records = new ArrayList<>();
            for (Path segment : segments) addSegment(ByteBuffer.wrap(Files.readAllBytes(segment)), records);
            return records;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static void addSegment(ByteBuffer bytes, List<Stored> records) throws IOException {
        for (int at = 0; at < bytes.limit(); at += RecordBatch.sizeInBytes(bytes, at)) {
            ByteBuffer batch = ByteBuffer.allocate(RecordBatch.sizeInBytes(bytes, at))
                    .put(0, bytes, at, RecordBatch.sizeInBytes(bytes, at));
            BatchReader reader = new BatchReader(batch, DECOMPRESSED_BYTES_MAX);
            while (reader.next()) {
                reader.key();
                var value = reader.value();
                String text = value == null ? "" : value.toString(StandardCharsets.UTF_8);
                records.add(new Stored(reader.offset(), RecordBatch.partitionLeaderEpoch(bytes, at), text));
            }
        }
    }
}
