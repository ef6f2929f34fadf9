package akkord.persistence.log;

import akkord.protocol.config.TopicSettings;
import akkord.protocol.domain.TopicId;
import akkord.protocol.domain.TopicPartition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What all logs of a node share. Any thread. */
public final class LogEnvironment implements AutoCloseable {

    /** Under the data folder. */
    public static final String FOLDER = "log";

    private final Path folder;
    private final LogBounds bounds;
    private final FileCache files;
    private final Flusher flusher;
    private final RecoveryPoints recoveryPoints;
    private final HighWatermarks highWatermarks;
    private final BatchTimes batchTimes;
    private final Clock clock;
    private final Force force;
    private final PageCache pageCache;
    private final Set<PartitionLog> open = ConcurrentHashMap.newKeySet();

    /** Whose log was last opened, also when it is closed by now. */
    private final Map<TopicPartition, TopicId> topics = new ConcurrentHashMap<>();

    /** Opened again they would look well: the kernel shows what it could not write. Kept until the node restarts. */
    private final Map<TopicPartition, IOException> flushFailures = new ConcurrentHashMap<>();

    private LogEnvironment(
            Path folder,
            LogBounds bounds,
            FileCache files,
            Flusher flusher,
            RecoveryPoints recoveryPoints,
            HighWatermarks highWatermarks,
            BatchTimes batchTimes,
            Clock clock,
            Force force,
            PageCache pageCache) {
        this.folder = folder;
        this.bounds = bounds;
        this.files = files;
        this.flusher = flusher;
        this.recoveryPoints = recoveryPoints;
        this.highWatermarks = highWatermarks;
        this.batchTimes = batchTimes;
        this.clock = clock;
        this.force = force;
        this.pageCache = pageCache;
    }

    /** Opens {@code <dataFolder>/log}, making it if need be. No log is opened yet. */
    public static LogEnvironment open(
            Path dataFolder, LogBounds bounds, BatchTimes batchTimes, Clock clock, PageCache pageCache)
            throws IOException {
        return open(dataFolder, bounds, batchTimes, clock, Force.DISK, pageCache);
    }

    /** The same, with another way to the disk, of which nothing is known. */
    public static LogEnvironment open(
            Path dataFolder, LogBounds bounds, BatchTimes batchTimes, Clock clock, Force force) throws IOException {
        return open(dataFolder, bounds, batchTimes, clock, force, PageCache.MAY_BE_LOST);
    }

    private static LogEnvironment open(
            Path dataFolder, LogBounds bounds, BatchTimes batchTimes, Clock clock, Force force, PageCache pageCache)
            throws IOException {
        Path folder = Files.createDirectories(dataFolder.resolve(FOLDER));
        LogFiles.finishDeletions(folder);
        // Whoever made this folder, or one in it, may have died before the name was durable.
        force.folder(dataFolder);
        force.folder(folder);
        return new LogEnvironment(
                folder,
                bounds,
                new FileCache(bounds.openFilesMax()),
                new Flusher(),
                RecoveryPoints.open(folder, force),
                HighWatermarks.open(folder, force),
                batchTimes,
                clock,
                force,
                pageCache);
    }

    /**
     * Opens or makes a log, recovering what a crash has left.
     *
     * @throws akkord.protocol.partition.DamagedLogException bytes that were durable once are missing or wrong, or
     *     the folder holds another topic's records
     */
    public PartitionLog openLog(TopicPartition partition, TopicId topicId, TopicSettings settings) throws IOException {
        IOException why = flushFailures.get(partition);
        if (why != null) throw new IOException("a flush of its folder failed: restart the node", why);
        PartitionLog log = PartitionLog.open(this, partition, topicId, settings);
        topics.put(partition, topicId);
        open.add(log);
        log.flushFailure().thenAccept(failed -> flushFailures.put(partition, failed));
        return log;
    }

    /** Removes the files of a log that is not open, whatever their state; none is fine. */
    public void deleteFiles(TopicPartition partition) throws IOException {
        recoveryPoints.remove(partition);
        highWatermarks.remove(partition);
        topics.remove(partition);
        flushFailures.remove(partition);
        LogFiles.deleteFolder(LogFiles.folder(folder, partition));
    }

    /**
     * How far the log that was last opened of this partition was known to be committed when that was last written
     * down; lower is safe, and 0 if never.
     */
    public long highWatermark(TopicPartition partition) {
        TopicId topic = topics.get(partition);
        return topic == null ? 0 : highWatermarks.of(LogFiles.noteName(partition, topic));
    }

    /** Of the same log. To be written down with the next {@link #writeHighWatermarks}, or when this closes. */
    public void noteHighWatermark(TopicPartition partition, long offset) {
        TopicId topic = topics.get(partition);
        if (topic != null) highWatermarks.put(LogFiles.noteName(partition, topic), offset);
    }

    public void writeHighWatermarks() throws IOException {
        highWatermarks.write();
    }

    /** Forces every log that has something new, and writes down how far each is safe. */
    public void checkpoint() throws IOException {
        forEachOpen(PartitionLog::checkpoint);
    }

    @FunctionalInterface
    private interface Step {
        void run(PartitionLog log) throws IOException;
    }

    /** One log in trouble must not keep the others from being remembered; the first trouble is thrown at the end. */
    private void forEachOpen(Step step) throws IOException {
        IOException trouble = null;
        for (PartitionLog log : open) {
            try {
                step.run(log);
            } catch (IOException failed) {
                if (trouble == null) trouble = failed;
                else trouble.addSuppressed(failed);
            }
        }
        recoveryPoints.write();
        if (trouble != null) throw trouble;
    }

    /**
     * Closes every log that is still open; the next start scans nothing.
     *
     * @throws IOException not everything is on the disk, also because of a flush that failed earlier
     */
    @Override
    public void close() throws IOException {
        try {
            forEachOpen(PartitionLog::close);
            highWatermarks.write();
            if (!flushFailures.isEmpty())
                throw new IOException("of " + flushFailures.keySet()
                        + " not all that was written is on the disk: a flush has failed");
        } finally {
            flusher.close();
            files.close();
        }
    }

    Path folder() {
        return folder;
    }

    LogBounds bounds() {
        return bounds;
    }

    FileCache files() {
        return files;
    }

    Flusher flusher() {
        return flusher;
    }

    RecoveryPoints recoveryPoints() {
        return recoveryPoints;
    }

    BatchTimes batchTimes() {
        return batchTimes;
    }

    Force force() {
        return force;
    }

    PageCache pageCache() {
        return pageCache;
    }

    Clock clock() {
        return clock;
    }

    /** A closed segment goes to the disk while nobody waits for it, so that the next checkpoint has less to do. */
    void forceSoon(PartitionLog log) {
        flusher.flush(log, log.logEndOffset()).whenComplete((flushed, failed) -> {
            if (failed != null) LogFiles.LOG.warn("{} could not be flushed", log.folder(), failed);
        });
    }

    void closed(PartitionLog log) {
        open.remove(log);
    }
}
