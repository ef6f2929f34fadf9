package akkord.persistence.log;

import static org.assertj.core.api.Assertions.assertThat;

import akkord.protocol.config.TopicSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was flushed survives the loss of power, whatever came before and whatever else survives. */
class PowerLossTest {

    private static final long SEED = Long.getLong("seed", new Random().nextLong());
    private static final int ROUNDS = Integer.getInteger("rounds", 40);
    private static final int STEPS_MAX = 25;
    private static final TopicSettings SETTINGS =
            TestLogs.settings("segment.bytes", "1500", "retention.bytes", "6000", "retention.ms", "-1");

    @TempDir
    Path folder;

    private int epoch;

    @Test
    void everythingBelowTheFlushedOffsetIsThereAndDense() throws IOException {
        System.out.println("-Dseed=" + SEED);
        for (int round = 0; round < ROUNDS; round++) {
            Random random = new Random(SEED + round);
            Path data = Files.createDirectory(folder.resolve("round-" + round));
            // One power loss after another: each run goes on with what the one before has left.
            for (int run = 0; run < 3; run++) data = live(data, random, "seed " + SEED + " round " + round);
            LogFixture.remove(data);
        }
    }

    /** The start that is written down may lie above what was flushed; offsets below it must not be given out again. */
    @Test
    void recordsThatFollowDeletedOnesLostWithThePageCacheStay() throws IOException {
        PowerLoss power = new PowerLoss();
        Path data = Files.createDirectory(folder.resolve("data"));
        Path after = folder.resolve("after");
        try (LogEnvironment environment = TestLogs.environment(data, power)) {
            PartitionLog log = environment.openLog(TestLogs.PARTITION, TestLogs.TOPIC, SETTINGS);
            TestLogs.fill(log, 1);
            environment.checkpoint();
            TestLogs.fill(log, 2);
            log.advanceLogStart(9);
            environment.recoveryPoints().write();
            power.strike(data, after, new Random(1), 0);
        }
        for (int starts = 0; starts < 3; starts++) {
            try (LogEnvironment environment = TestLogs.environment(after, TestForce.NONE)) {
                PartitionLog log = environment.openLog(TestLogs.PARTITION, TestLogs.TOPIC, SETTINGS);
                assertThat(log.logStartOffset()).isEqualTo(9);
                assertThat(log.logEndOffset()).isEqualTo(9 + 3L * starts);
                assertDense(log, "start " + starts);
                TestLogs.fill(log, 1);
            }
        }
    }

    private Path live(Path data, Random random, String what) throws IOException {
        PowerLoss power = new PowerLoss();
        power.trust(data);
        LogEnvironment environment = TestLogs.environment(data, power);
        Path after = data.resolveSibling(data.getFileName() + "x");
        try {
            PartitionLog log = environment.openLog(TestLogs.PARTITION, TestLogs.TOPIC, SETTINGS);
            int steps = random.nextInt(STEPS_MAX);
            for (int i = 0; i < steps; i++) {
                step(environment, log, random);
                power.observe();
            }
            double luck = random.nextBoolean() ? 0 : random.nextDouble();
            // Read first: a background flush may move it.
            long flushed = log.flushedOffset();
            power.strike(data, after, random, luck);
            check(after, flushed, log.logStartOffset(), log.logEndOffset(), what + ", luck " + luck);
        } finally {
            environment.close();
        }
        LogFixture.remove(data);
        return after;
    }

    private void step(LogEnvironment environment, PartitionLog log, Random random) throws IOException {
        switch (random.nextInt(10)) {
            case 0, 1 -> log.force();
            case 2 -> environment.checkpoint();
            case 3 -> log.clean(1, log.flushedOffset());
            case 4 -> log.truncateTo(Math.max(log.logStartOffset(), log.logEndOffset() - random.nextInt(20)));
            case 5 ->
                log.advanceLogStart(log.logStartOffset()
                        + random.nextInt((int) (log.logEndOffset() - log.logStartOffset()) / 2 + 1));
            default -> {
                if (random.nextInt(5) == 0) epoch++;
                TestLogs.fill(log, 1 + random.nextInt(12), 20 + random.nextInt(200), epoch);
            }
        }
    }

    private static void check(Path data, long flushed, long start, long end, String what) throws IOException {
        Path copy = data.resolveSibling("copy");
        LogFixture.copy(data, copy);
        try (LogEnvironment environment = TestLogs.environment(copy, TestForce.NONE)) {
            PartitionLog log = environment.openLog(TestLogs.PARTITION, TestLogs.TOPIC, SETTINGS);
            assertThat(log.logEndOffset()).as(what).isBetween(flushed, Math.max(flushed, end));
            assertThat(log.logStartOffset()).as(what).isLessThanOrEqualTo(start);
            assertDense(log, what);
            TestLogs.fill(log, 3);
            assertDense(log, what);
        }
        LogFixture.remove(copy);
    }

    private static void assertDense(PartitionLog log, String what) throws IOException {
        long next = log.logStartOffset();
        for (long base : TestLogs.readAll(log, next)) {
            assertThat(base).as(what).isBetween(next == log.logStartOffset() ? 0 : next, next);
            next = base + 3;
        }
        assertThat(next).as(what).isEqualTo(log.logEndOffset());
    }
}
