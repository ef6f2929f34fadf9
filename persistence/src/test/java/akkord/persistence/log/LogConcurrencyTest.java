package akkord.persistence.log;

import static org.assertj.core.api.Assertions.assertThat;

import akkord.protocol.partition.LogSlice;
import akkord.protocol.partition.OffsetOutOfRangeException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogConcurrencyTest {

    private static final long SEED = Long.getLong("seed", new Random().nextLong());
    private static final int ROUNDS = 600;

    @TempDir
    Path folder;

    private final AtomicBoolean done = new AtomicBoolean();
    /** As the high watermark does, it keeps readers below what may still be cut. */
    private final AtomicLong stable = new AtomicLong();

    @Test
    void readersAndCheckpointsNeverMeetDamageWhileTheOwnerRollsCutsAndDrops() throws Exception {
        System.out.println("-Dseed=" + SEED);
        Map<String, String> small =
                Map.of("segment.bytes", "1048576", "retention.ms", "-1", "retention.bytes", "3000000");
        ExecutorService others = Executors.newFixedThreadPool(3);
        try (LogFixture f = new LogFixture(folder.resolve("live"), small)) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                Random random = new Random(SEED + i);
                running.add(others.submit(() -> readUntilDone(f, random)));
            }
            running.add(others.submit(() -> checkpointUntilDone(f)));
            try {
                write(f, new Random(SEED));
            } finally {
                done.set(true);
            }
            for (Future<?> one : running) one.get(60, TimeUnit.SECONDS);
            assertThat(f.readAll()).isEqualTo(f.log.logEndOffset());
            assertThat(f.log.logStartOffset()).isPositive();
            long end = f.log.logEndOffset();
            try (LogFixture killed = f.killed(folder.resolve("killed"))) {
                assertThat(killed.readAll()).isEqualTo(end);
            }
        } finally {
            done.set(true);
            others.shutdownNow();
        }
    }

    private void write(LogFixture f, Random random) throws IOException {
        for (int round = 0; round < ROUNDS; round++) {
            long at = f.log.logEndOffset();
            f.log.append(new ByteBuffer[] {Batches.batch(at, 2, 20_000 + random.nextInt(60_000), 1000, 3)}, 3);
            int chance = random.nextInt(20);
            if (chance == 0) f.log.truncateTo(Math.max(stable.get(), f.log.logEndOffset() - 10));
            else if (chance == 1) f.log.clean(2000, stable.get());
            stable.set(Math.max(stable.get(), f.log.logEndOffset() - 2L * random.nextInt(4)));
        }
        f.log.clean(2000, stable.get());
    }

    private Void readUntilDone(LogFixture f, Random random) throws IOException {
        while (!done.get()) {
            long start = f.log.logStartOffset();
            long end = stable.get();
            if (end <= start) continue;
            long offset = start + (long) (random.nextDouble() * (end - start));
            try (LogSlice slice = f.log.reader().read(offset, end, 300_000, true)) {
                ByteBuffer bytes = ByteBuffer.allocate(slice.length());
                slice.copyTo(bytes);
                if (slice.length() > 0) CheckedBatches.endOf(bytes.flip(), offset);
            } catch (OffsetOutOfRangeException dropped) {
                assertThat(offset).isLessThan(f.log.logStartOffset());
            }
        }
        return null;
    }

    private Void checkpointUntilDone(LogFixture f) throws IOException, InterruptedException, ExecutionException {
        while (!done.get()) {
            f.environment.checkpoint();
            long upTo = stable.get();
            assertThat(f.log.flush(upTo).toCompletableFuture().get()).isGreaterThanOrEqualTo(upTo);
        }
        return null;
    }
}
