package akkord.persistence.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akkord.protocol.config.TopicSettings;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A whole log is thrown away, and the node ends in the middle. The folder is kept as it stands at each force; between
 * two of them whatever had changed may or may not be there, file by file.
 */
class EmptyingTest {

    private static final long SEED = Long.getLong("seed", new Random().nextLong());
    private static final int CRASHES_BETWEEN_FORCES = 5;
    private static final TopicSettings SETTINGS = TestLogs.settings("segment.bytes", "1500", "retention.ms", "-1");
    private static final int BATCHES = 40;
    private static final long END = BATCHES * 3L;

    @TempDir
    Path folder;

    @Test
    void whereverACrashComesTheLogIsAsItWasOrEmpty() throws IOException {
        System.out.println("-Dseed=" + SEED);
        for (long start : new long[] {0, 4, 70}) {
            for (long offset : new long[] {0, 2, start, 30, 70, END + 500}) crashes(start, offset, offset != 30);
        }
    }

    private void crashes(long start, long offset, boolean noted) throws IOException {
        Path data = Files.createDirectory(folder.resolve("live"));
        Camera camera = new Camera(data);
        try (LogEnvironment environment = TestLogs.environment(data, camera)) {
            PartitionLog log = environment.openLog(TestLogs.PARTITION, TestLogs.TOPIC, SETTINGS);
            TestLogs.fill(log, BATCHES);
            log.advanceLogStart(start);
            if (noted) environment.checkpoint();
            camera.begin();
            log.truncateFullyAndStartAt(offset);
            camera.end();
        }
        Random random = new Random(SEED);
        // a start inside a segment that was not noted yet is forgotten by any crash
        long startAfterCrash = noted || start == 70 ? start : 0;
        for (int i = 1; i < camera.pictures.size(); i++) {
            for (int crash = 0; crash < CRASHES_BETWEEN_FORCES; crash++)
                check(
                        mixed(camera.pictures.get(i - 1), camera.pictures.get(i), crash, random),
                        startAfterCrash,
                        offset);
        }
        LogFixture.remove(data);
    }

    /** The first crashes are the two pictures themselves. */
    private static Map<String, byte[]> mixed(
            Map<String, byte[]> before, Map<String, byte[]> after, int crash, Random random) {
        Map<String, byte[]> mixed = new TreeMap<>(crash == 1 ? after : before);
        if (crash < 2) return mixed;
        TreeSet<String> names = new TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        for (String name : names) {
            if (random.nextBoolean()) continue;
            byte[] changed = after.get(name);
            if (changed == null) mixed.remove(name);
            else mixed.put(name, changed);
        }
        return mixed;
    }

    private void check(Map<String, byte[]> left, long start, long offset) throws IOException {
        for (PageCache pageCache : PageCache.values()) {
            Path data = Files.createDirectory(folder.resolve("crashed"));
            write(left, data);
            String what = "from " + start + " to " + offset + ", " + pageCache + ", " + left.keySet();
            long grown;
            try (LogEnvironment environment = open(data, pageCache)) {
                PartitionLog log = environment.openLog(TestLogs.PARTITION, TestLogs.TOPIC, SETTINGS);
                if (log.logEndOffset() == log.logStartOffset()) {
                    assertThat(log.logStartOffset()).as(what).isEqualTo(offset);
                    assertThat(log.latestEpoch()).as(what).isEqualTo(-1);
                } else {
                    assertThat(log.logStartOffset()).as(what).isEqualTo(start);
                    assertThat(log.logEndOffset()).as(what).isEqualTo(END);
                }
                TestLogs.fill(log, 3);
                grown = log.logEndOffset();
            }
            try (LogEnvironment environment = open(data, pageCache)) {
                PartitionLog log = environment.openLog(TestLogs.PARTITION, TestLogs.TOPIC, SETTINGS);
                assertThat(log.logEndOffset()).as(what).isEqualTo(grown);
                TestLogs.readAll(log, log.logStartOffset());
            }
            LogFixture.remove(data);
        }
    }

    private static LogEnvironment open(Path data, PageCache pageCache) throws IOException {
        return LogEnvironment.open(data, new LogBounds(8, 100), TestLogs.TIMES, Clock.systemUTC(), pageCache);
    }

    @Test
    void anEmptyLogKnowsNoEpochOfTheRecordsThatWere() throws IOException {
        try (LogFixture f = new LogFixture(folder.resolve("live"), Map.of(), TestForce.NONE)) {
            f.append(5);
            f.log.truncateFullyAndStartAt(500);
            assertThat(f.log.latestEpoch()).isEqualTo(-1);
            f.restart();
            assertThat(f.log.latestEpoch()).isEqualTo(-1);
        }
    }

    @Test
    void aLogThatCouldNotBeEmptiedIsOpenedAgainEmpty() throws IOException {
        TestForce force = new TestForce();
        try (LogFixture f = new LogFixture(folder.resolve("live"), Map.of(), force)) {
            f.append(5);
            force.onFolder = new IOException("the disk is gone");
            assertThatThrownBy(() -> f.log.truncateFullyAndStartAt(500)).hasMessage("the disk is gone");
            assertThatThrownBy(() -> f.append(1)).hasMessageContaining("closed");
            force.onFolder = null;
            f.log.close();
            f.restart();
            assertThat(f.log.logStartOffset()).isEqualTo(500);
            assertThat(f.log.logEndOffset()).isEqualTo(500);
        }
    }

    private static void write(Map<String, byte[]> files, Path data) throws IOException {
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Path path = data.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.write(path, file.getValue());
        }
    }

    /** Keeps what is in the folder each time something is forced. */
    private static final class Camera implements Force {

        private final Path data;
        private @Nullable List<Map<String, byte[]>> taking;
        private List<Map<String, byte[]>> pictures = new ArrayList<>();

        Camera(Path data) {
            this.data = data;
        }

        synchronized void begin() throws IOException {
            taking = pictures;
            take();
        }

        synchronized void end() throws IOException {
            take();
            taking = null;
        }

        private synchronized void take() throws IOException {
            List<Map<String, byte[]>> into = taking;
            if (into == null) return;
            Map<String, byte[]> files = new TreeMap<>();
            try (Stream<Path> all = Files.walk(data)) {
                for (Path path : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator)
                    files.put(data.relativize(path).toString(), Files.readAllBytes(path));
            }
            boolean news = into.isEmpty() || !isSame(into.get(into.size() - 1), files);
            if (news) into.add(files);
        }

        private static boolean isSame(Map<String, byte[]> one, Map<String, byte[]> other) {
            return one.keySet().equals(other.keySet())
                    && one.entrySet().stream().allMatch(e -> Arrays.equals(e.getValue(), other.get(e.getKey())));
        }

        @Override
        public void file(Path path, FileChannel channel) throws IOException {
            take();
        }

        @Override
        public void folder(Path folder) throws IOException {
            take();
        }
    }
}
