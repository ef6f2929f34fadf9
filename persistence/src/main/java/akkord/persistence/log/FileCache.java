package akkord.persistence.log;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The open files of all logs of a node, bounded: the least recently used file that nobody holds is closed when
 * there are too many. A file in use stays open, whatever the bound, until its last holder lets go; so does one
 * that was deleted in the meantime. Any thread; the lock is held for a look-up, once a read or write of many
 * kilobytes, and never across I/O other than opening and closing.
 */
public final class FileCache implements AutoCloseable {

    private final int openFilesMax;
    private final Map<Path, Entry> entries = new LinkedHashMap<>(64, 0.75f, true);

    /** @param openFilesMax how many files may stay open unused */
    public FileCache(int openFilesMax) {
        this.openFilesMax = openFilesMax;
    }

    /** A file held open until closed. Its channel is shared: never use or move its position without owning the log. */
    public final class Handle implements AutoCloseable {

        private final Entry entry;
        private boolean closed;

        private Handle(Entry entry) {
            this.entry = entry;
        }

        public FileChannel channel() {
            return entry.channel;
        }

        Path path() {
            return entry.path;
        }

        @Override
        public void close() {
            synchronized (FileCache.this) {
                if (closed) return;
                closed = true;
                entry.holders--;
                if (entry.holders == 0 && entry.forgotten) closeQuietly(entry);
                else evict();
            }
        }
    }

    /** Opens {@code file} for reading and writing, or takes it from the cache. It must exist. */
    Handle acquire(Path file) throws IOException {
        synchronized (this) {
            Entry entry = entries.get(file);
            if (entry == null) {
                entry = new Entry(file, FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE));
                entries.put(file, entry);
            }
            entry.holders++;
            evict();
            return new Handle(entry);
        }
    }

    /** The file goes away or is replaced: holders keep what they have, the next to come opens anew. */
    void forget(Path file) {
        synchronized (this) {
            Entry entry = entries.remove(file);
            if (entry == null) return;
            entry.forgotten = true;
            if (entry.holders == 0) closeQuietly(entry);
        }
    }

    /** Files open now and kept in the cache. */
    int openFiles() {
        synchronized (this) {
            return entries.size();
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            for (Entry entry : entries.values()) {
                entry.forgotten = true;
                if (entry.holders == 0) closeQuietly(entry);
            }
            entries.clear();
        }
    }

    private void evict() {
        if (entries.size() <= openFilesMax) return;
        Iterator<Entry> oldestFirst = entries.values().iterator();
        while (entries.size() > openFilesMax && oldestFirst.hasNext()) {
            Entry entry = oldestFirst.next();
            if (entry.holders > 0) continue;
            oldestFirst.remove();
            entry.forgotten = true;
            closeQuietly(entry);
        }
    }

    /** Nothing depends on the close: what must be durable was forced, and an error there was seen. */
    private static void closeQuietly(Entry entry) {
        try {
            entry.channel.close();
        } catch (IOException e) {
            LogFiles.LOG.warn("a log file could not be closed", e);
        }
    }

    private static final class Entry {

        private final Path path;
        private final FileChannel channel;
        private int holders;
        private boolean forgotten;

        private Entry(Path path, FileChannel channel) {
            this.path = path;
            this.channel = channel;
        }
    }
}
