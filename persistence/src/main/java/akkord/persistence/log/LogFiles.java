package akkord.persistence.log;

import akkord.protocol.domain.TopicId;
import akkord.protocol.domain.TopicPartition;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The names of a log's files, and how a small file is replaced so that a crash leaves the old or the new one. */
final class LogFiles {

    static final Logger LOG = LoggerFactory.getLogger("akkord.log");

    static final String LOG_SUFFIX = ".log";
    static final String INDEX_SUFFIX = ".index";
    static final String TIME_INDEX_SUFFIX = ".timeindex";
    static final String SNAPSHOT_SUFFIX = ".snapshot";
    static final String DELETED_PREFIX = ".deleted-";

    /** Of the folder of a former topic whose name another topic has now. */
    static final String STRAY_SUFFIX = "-stray";

    /** No topic's name holds it. */
    static final String NOTE_SEPARATOR = "@";

    private LogFiles() {}

    /**
     * Under which small files of the node note something of a log: with the topic's id, so that nothing that was noted
     * of a former topic is taken for one made later under its name.
     */
    static String noteName(TopicPartition partition, TopicId topicId) {
        return partition + NOTE_SEPARATOR + topicId;
    }

    /** Whether {@code noteName} is that of a log of this partition, of whatever topic of that name. */
    static boolean isNoteOf(TopicPartition partition, String noteName) {
        return noteName.startsWith(partition + NOTE_SEPARATOR);
    }

    static Path folder(Path logsFolder, TopicPartition partition) {
        return logsFolder.resolve(partition.toString());
    }

    /** Twenty digits, so that names sort as offsets do. */
    static Path file(Path folder, long baseOffset, String suffix) {
        return folder.resolve(String.format("%020d%s", baseOffset, suffix));
    }

    /** The base offset in the name of a segment file, or -1 if it is not one. */
    static long baseOffset(Path segmentFile) {
        return offset(segmentFile, LOG_SUFFIX);
    }

    /** The offset in the name of a file of that kind, or -1 if it is not one. */
    static long offset(Path file, String suffix) {
        String name = file.getFileName().toString();
        if (!name.endsWith(suffix)) return -1;
        String digits = name.substring(0, name.length() - suffix.length());
        if (digits.length() != 20 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) return -1;
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException tooLarge) {
            return -1;
        }
    }

    /** Writes a file whole: a crash leaves either what was there or {@code text}. */
    static void replace(Path file, String text, Force force) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".tmp");
        try (FileChannel channel = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) channel.write(bytes);
            force.file(fresh, channel);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        force.folder(parent(file));
    }

    /** Removes a folder of files; first out of the way, so that a crash in between leaves nothing half there. */
    static void deleteFolder(Path folder) throws IOException {
        if (!Files.exists(folder)) return;
        Path away = parent(folder).resolve(DELETED_PREFIX + folder.getFileName() + "-" + System.nanoTime());
        Files.move(folder, away, StandardCopyOption.ATOMIC_MOVE);
        deleteFiles(away);
    }

    /** What an earlier run had begun to remove. */
    static void finishDeletions(Path logsFolder) throws IOException {
        try (Stream<Path> folders = Files.list(logsFolder)) {
            for (Path folder : (Iterable<Path>) folders::iterator)
                if (folder.getFileName().toString().startsWith(DELETED_PREFIX)) deleteFiles(folder);
        }
    }

    private static void deleteFiles(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : (Iterable<Path>) files::iterator) Files.deleteIfExists(file);
        }
        Files.deleteIfExists(folder);
    }

    private static Path parent(Path path) {
        Path parent = path.toAbsolutePath().getParent();
        if (parent == null) throw new IllegalArgumentException("no parent folder: " + path);
        return parent;
    }
}
