package akkord.system;

import akkord.protocol.batch.RecordBatch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What can happen to the files of a node while it is down. */
final class NodeFiles {

    private static final String SEGMENT = ".log";

    /** Follows the partition's name in the notes. */
    private static final String TOPIC_ID = "@.*";

    /** From the node's own notes. @param position bytes of that segment that are on the disk */
    private record Flushed(long segmentBase, long position) {}

    private NodeFiles() {}

    /**
     * As after a loss of power at the worst moment: of every log only what the node's recovery points know to be on the
     * disk is left, and the machine has booted since. Returns how many bytes went.
     */
    static long losePageCache(RunningNode node) {
        Map<String, Flushed> flushed = recoveryPoints(node.data().resolve("log"));
        long lost = 0;
        for (Path log : logs(node)) {
            Flushed kept = flushed.getOrDefault(log.getFileName().toString(), new Flushed(0, 0));
            for (Path segment : segments(log)) {
                long size = size(segment);
                long keep = base(segment) < kept.segmentBase()
                        ? size
                        : base(segment) == kept.segmentBase() ? Math.min(size, kept.position()) : 0;
                truncate(segment, keep);
                lost += size - keep;
            }
        }
        bootAnew(node);
        return lost;
    }

    /** It looks as if the machine had been started since the node ended. */
    static void bootAnew(RunningNode node) {
        try {
            Path life = node.data().resolve("life.properties");
            Files.writeString(life, Files.readString(life).replaceAll("(?m)^boot=.*$", "boot=another"));
        } catch (IOException unexpected) {
            throw new UncheckedIOException(unexpected);
        }
    }

    private static Map<String, Flushed> recoveryPoints(Path logFolder) {
        Map<String, Flushed> points = new HashMap<>();
        for (String line : lines(logFolder.resolve("recovery-points"))) {
            String[] fields = line.split(" ");
            if (fields.length == 5)
                points.put(
                        fields[0].replaceFirst(TOPIC_ID, ""),
                        new Flushed(Long.parseLong(fields[3]), Long.parseLong(fields[4])));
        }
        return points;
    }

    /** Folders of all partitions. */
    static List<Path> logs(RunningNode node) {
        return files(node.data().resolve("log")).stream()
                .filter(Files::isDirectory)
                .toList();
    }

    /** Oldest first. */
    static List<Path> segments(Path log) {
        return files(log).stream()
                .filter(file -> file.getFileName().toString().endsWith(SEGMENT))
                .toList();
    }

    /** Every file below that folder, in order. */
    static List<Path> files(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted(Comparator.naturalOrder()).toList();
        } catch (IOException unexpected) {
            throw new UncheckedIOException(unexpected);
        }
    }

    /** The last byte of the batch that holds {@code position}: its checksum covers the records, not all of its header. */
    static long recordsAt(Path segment, long position) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(segment));
            int end = RecordBatch.sizeInBytes(bytes, 0);
            while (end <= position) end += RecordBatch.sizeInBytes(bytes, end);
            return end - 1;
        } catch (IOException unexpected) {
            throw new UncheckedIOException(unexpected);
        }
    }

    static void flipBit(Path file, long position) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            channel.read(one, position);
            one.put(0, (byte) (one.get(0) ^ 0x10)).flip();
            channel.write(one, position);
        } catch (IOException unexpected) {
            throw new UncheckedIOException(unexpected);
        }
    }

    static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException unexpected) {
            throw new UncheckedIOException(unexpected);
        }
    }

    private static void truncate(Path file, long size) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(size);
        } catch (IOException unexpected) {
            throw new UncheckedIOException(unexpected);
        }
    }

    private static long base(Path segment) {
        String name = segment.getFileName().toString();
        return Long.parseLong(name.substring(0, name.length() - SEGMENT.length()));
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException unexpected) {
            throw new UncheckedIOException(unexpected);
        }
    }
}
