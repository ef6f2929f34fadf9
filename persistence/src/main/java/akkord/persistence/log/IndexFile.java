package akkord.persistence.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A growing list of fixed-size entries: the oldest in a file, the newest in a small buffer that is written when
 * it is full or when the log is checkpointed. Written by the log's owner only, read by any thread. Not mapped
 * into memory, so that resident memory does not grow with the backlog; a look-up costs a few small reads that
 * the page cache answers. An index is never trusted and never forced: it can be built again from the log.
 */
final class IndexFile {

    private static final int TAIL_ENTRIES = 128;

    private final FileCache files;
    private final Path path;
    private final int entryBytes;
    private volatile State state;

    /** @param fileEntries entries in the file, -1 when nobody has looked yet @param tail none when empty */
    private record State(int fileEntries, @Nullable ByteBuffer tail, int tailEntries) {
        int entries() {
            return fileEntries + tailEntries;
        }
    }

    private IndexFile(FileCache files, Path path, int entryBytes, int fileEntries) {
        this.files = files;
        this.path = path;
        this.entryBytes = entryBytes;
        this.state = new State(fileEntries, null, 0);
    }

    /** An index whose file is looked at when it is first needed. */
    static IndexFile open(FileCache files, Path path, int entryBytes) {
        return new IndexFile(files, path, entryBytes, -1);
    }

    Path path() {
        return path;
    }

    int entries() throws IOException {
        return loaded().entries();
    }

    /** Entry {@code number}, as a buffer of one entry from position 0. */
    ByteBuffer entry(int number) throws IOException {
        State now = loaded();
        ByteBuffer tail = now.tail;
        if (number >= now.fileEntries && tail != null)
            return tail.slice((number - now.fileEntries) * entryBytes, entryBytes);
        ByteBuffer entry = ByteBuffer.allocate(entryBytes);
        try (FileCache.Handle file = files.acquire(path)) {
            long position = (long) number * entryBytes;
            while (entry.hasRemaining()) {
                int read = file.channel().read(entry, position + entry.position());
                if (read < 0) throw new IndexCutException(path);
            }
        }
        return entry.flip();
    }

    /**
     * Adds an entry of two numbers; the first takes {@code entryBytes - 4} bytes. Owner only. When the buffer is
     * full and cannot be written, the entry is left out: a sparser index only costs time, while an append whose
     * records are in the log already must not fail for it.
     */
    void append(long first, int second) throws IOException {
        State now = loaded();
        if (now.tailEntries == TAIL_ENTRIES) {
            try {
                flush();
            } catch (IOException full) {
                LogFiles.LOG.debug("an entry of the index {} is left out", path, full);
                return;
            }
            now = state;
        }
        ByteBuffer tail = now.tail == null ? ByteBuffer.allocate(TAIL_ENTRIES * entryBytes) : now.tail;
        int at = now.tailEntries * entryBytes;
        if (entryBytes == 12) tail.putLong(at, first);
        else tail.putInt(at, (int) first);
        tail.putInt(at + entryBytes - 4, second);
        state = new State(now.fileEntries, tail, now.tailEntries + 1);
    }

    /** Writes what is buffered and drops the buffer. Owner only. */
    void flush() throws IOException {
        State now = loaded();
        ByteBuffer tail = now.tail;
        if (tail == null || now.tailEntries == 0) return;
        ByteBuffer bytes = tail.slice(0, now.tailEntries * entryBytes);
        create();
        try (FileCache.Handle file = files.acquire(path)) {
            long position = (long) now.fileEntries * entryBytes;
            while (bytes.hasRemaining()) position += file.channel().write(bytes, position);
        }
        state = new State(now.entries(), null, 0);
    }

    /** Keeps the first {@code entries}. Owner only. */
    void truncate(int entries) throws IOException {
        flush();
        State now = loaded();
        if (entries >= now.fileEntries) return;
        try (FileCache.Handle file = files.acquire(path)) {
            file.channel().truncate((long) entries * entryBytes);
        }
        state = new State(entries, null, 0);
    }

    void delete() throws IOException {
        files.forget(path);
        Files.deleteIfExists(path);
    }

    private State loaded() throws IOException {
        State now = state;
        if (now.fileEntries >= 0) return now;
        synchronized (this) {
            if (state.fileEntries < 0) state = new State(entriesOnDisk(), null, 0);
            return state;
        }
    }

    private int entriesOnDisk() throws IOException {
        try {
            return (int) Math.min(Files.size(path) / entryBytes, Integer.MAX_VALUE);
        } catch (NoSuchFileException none) {
            return 0;
        }
    }

    private void create() throws IOException {
        if (!Files.exists(path))
            FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)
                    .close();
    }
}
