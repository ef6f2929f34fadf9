package akkord.persistence.log;

import akkord.protocol.config.BrokerSettings;
import akkord.protocol.config.TopicConfigSchema;
import akkord.protocol.config.TopicSettings;
import akkord.protocol.domain.TopicId;
import akkord.protocol.domain.TopicPartition;
import akkord.protocol.partition.LogReader.TimestampedOffset;
import akkord.protocol.partition.LogSlice;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** One log in a folder of its own, that can be stopped well, or as kill -9 stops it. */
final class LogFixture implements AutoCloseable {

    static final TopicPartition PARTITION = new TopicPartition("t", 0);
    static final TopicId ID = new TopicId(1, 2);
    static final int PAYLOAD = 200;
    private static final Map<Map<String, String>, TopicSettings> SETTINGS = new ConcurrentHashMap<>();
    static final int BATCH_BYTES = 61 + PAYLOAD;

    final Path data;
    final TopicSettings settings;
    private final Force force;
    LogEnvironment environment;
    PartitionLog log;

    LogFixture(Path data, Map<String, String> overrides) throws IOException {
        this(data, overrides, Force.DISK);
    }

    LogFixture(Path data, Map<String, String> overrides, Force force) throws IOException {
        this.force = force;
        this.data = data;
        Map<String, String> all = new HashMap<>(Map.of("index.interval.bytes", "600"));
        all.putAll(overrides);
        this.settings = SETTINGS.computeIfAbsent(all, o -> TopicConfigSchema.resolve(o, BrokerSettings.DEFAULTS));
        open();
    }

    void open() throws IOException {
        environment =
                LogEnvironment.open(data, new LogBounds(16, 100), LogFixture::firstRecord, Clock.systemUTC(), force);
        log = environment.openLog(PARTITION, ID, settings);
    }

    /** Opens what a process left that ended while its machine ran on. */
    static void openAfterKill(Path data, CheckOfALog check) throws IOException {
        try (LogEnvironment environment = LogEnvironment.open(
                data, new LogBounds(16, 100), LogFixture::firstRecord, Clock.systemUTC(), PageCache.KEPT)) {
            check.on(environment.openLog(PARTITION, ID, TopicConfigSchema.resolve(Map.of(), BrokerSettings.DEFAULTS)));
        }
    }

    @FunctionalInterface
    interface CheckOfALog {
        void on(PartitionLog log) throws IOException;
    }

    /** Every record of a test batch has the batch's time. */
    private static Optional<TimestampedOffset> firstRecord(ByteBuffer batch, long timestamp, long from) {
        return Optional.of(new TimestampedOffset(Math.max(from, batch.getLong(0)), batch.getLong(27), -1));
    }

    /** Adds batches of two records, whose time is 1000 plus their base offset. */
    void append(int batches) throws IOException {
        for (int i = 0; i < batches; i++) {
            long at = log.logEndOffset();
            log.append(new ByteBuffer[] {Batches.batch(at, 2, PAYLOAD, 1000 + at, 3)}, 3);
        }
    }

    void restart() throws IOException {
        environment.close();
        open();
    }

    /** What a killed process leaves: the bytes written, and nothing of what it remembered. */
    LogFixture killed(Path elsewhere) throws IOException {
        copy(data, elsewhere);
        return new LogFixture(elsewhere, Map.of());
    }

    static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) Files.createDirectories(target);
                else if (file.getFileName().toString().contains(".log")
                        || file.getFileName().toString().contains("index"))
                    Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
                // The others are never written in place.
                else Files.createLink(target, file);
            }
        }
    }

    static void remove(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads every record's batch from the start on, checking checksums and that offsets are dense. */
    long readAll() throws IOException {
        long next = log.logStartOffset();
        while (next < log.logEndOffset()) next = readOne(next);
        return next;
    }

    private long readOne(long offset) throws IOException {
        try (LogSlice slice = log.reader().read(offset, Long.MAX_VALUE, 4096, true)) {
            ByteBuffer bytes = ByteBuffer.allocate(slice.length());
            slice.copyTo(bytes);
            return CheckedBatches.endOf(bytes.flip(), offset);
        }
    }

    List<Path> files(String suffix) throws IOException {
        try (Stream<Path> files = Files.list(log.folder())) {
            return files.filter(f -> f.toString().endsWith(suffix)).sorted().toList();
        }
    }

    @Override
    public void close() throws IOException {
        environment.close();
    }
}
