package akkord.persistence.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akkord.protocol.partition.DamagedLogException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogDamageTest {

    private static final long SEED = Long.getLong("seed", new Random().nextLong());
    private static final String SEGMENT = "log/t-0/00000000000000000000";
    private static final int DURABLE = 10;
    private static final int BATCHES = 15;

    @TempDir
    Path folder;

    private Path image;
    private int tries;

    /** Ten batches below the recovery point, five above it, and then kill -9. */
    @BeforeEach
    void killANode() throws IOException {
        System.out.println("-Dseed=" + SEED);
        image = folder.resolve("image");
        try (LogFixture f = new LogFixture(folder.resolve("live"), Map.of(), TestForce.NONE)) {
            f.append(DURABLE);
            f.environment.checkpoint();
            f.append(BATCHES - DURABLE);
            LogFixture.copy(f.data, image);
        }
    }

    @FunctionalInterface
    private interface Damage {
        void to(Path data) throws IOException;
    }

    @FunctionalInterface
    private interface Check {
        void on(LogFixture f) throws IOException;
    }

    private void after(Damage damage, Check check) throws IOException {
        Path data = folder.resolve("try-" + tries++);
        LogFixture.copy(image, data);
        damage.to(data);
        try (LogFixture f = new LogFixture(data, Map.of(), TestForce.NONE)) {
            check.on(f);
        } finally {
            LogFixture.remove(data);
        }
    }

    /** The recovery points are lost, and so is more: nothing may be cut. */
    private void afterLosingTheRecoveryPoints(Damage damage, String sentence) throws IOException {
        Path data = folder.resolve("try-" + tries++);
        LogFixture.copy(image, data);
        Files.delete(data.resolve("log/recovery-points"));
        damage.to(data);
        Path file = data.resolve(SEGMENT + ".log");
        int before = bytes(file);
        assertThatThrownBy(() -> new LogFixture(data, Map.of(), TestForce.NONE))
                .as(sentence)
                .isInstanceOf(DamagedLogException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("the recovery points are lost");
        assertThat(bytes(file)).isEqualTo(before);
        LogFixture.remove(data);
    }

    /** The machine ran on, so whatever is bad above the recovery point may have been acknowledged. */
    private void afterTheProcessAloneEnded(Damage damage, LogFixture.CheckOfALog check) throws IOException {
        Path data = folder.resolve("try-" + tries++);
        LogFixture.copy(image, data);
        damage.to(data);
        LogFixture.openAfterKill(data, check);
    }

    @Test
    void whenOnlyTheProcessEndedAFlippedBitIsDamageAlsoAboveTheRecoveryPoint() throws IOException {
        Random random = new Random(SEED);
        for (int i = 0; i < 100; i++) {
            int batch = DURABLE + random.nextInt(BATCHES - DURABLE);
            int at = batch * LogFixture.BATCH_BYTES + 16 + random.nextInt(LogFixture.BATCH_BYTES - 16);
            isDamage(at * 8 + random.nextInt(8));
        }
        for (int bit = 0; bit < 32; bit++) isDamage((DURABLE * LogFixture.BATCH_BYTES + 8) * 8 + bit);
    }

    private void isDamage(int bit) {
        assertThatThrownBy(
                        () -> afterTheProcessAloneEnded(data -> flip(data.resolve(SEGMENT + ".log"), bit), log -> {}))
                .as("bit " + bit)
                .isInstanceOf(DamagedLogException.class)
                .hasMessageContaining("the machine ran on");
    }

    @Test
    void whenOnlyTheProcessEndedWhatItHadNotFinishedIsCut() throws IOException {
        for (int missing = 1; missing < LogFixture.BATCH_BYTES; missing += 7) {
            int size = BATCHES * LogFixture.BATCH_BYTES - missing;
            afterTheProcessAloneEnded(
                    data -> cut(data.resolve(SEGMENT + ".log"), size),
                    log -> assertThat(log.logEndOffset()).isEqualTo((BATCHES - 1) * 2L));
        }
    }

    @Test
    void whenOnlyTheProcessEndedAnUnfinishedRecordThatHoldsAWholeBatchIsCut() throws IOException {
        byte[] unfinished = bytesOf(Batches.batch(BATCHES * 2L, 2, 10_000, 0, 3));
        byte[] held = bytesOf(Batches.batch(BATCHES * 2L + 10, 2, LogFixture.PAYLOAD, 0, 3));
        System.arraycopy(held, 0, unfinished, 100, held.length);
        for (int written : new int[] {100 + held.length + 1, 100 + held.length + 70, 5_000})
            afterTheProcessAloneEnded(
                    data -> Files.write(
                            data.resolve(SEGMENT + ".log"),
                            java.util.Arrays.copyOf(unfinished, written),
                            StandardOpenOption.APPEND),
                    log -> assertThat(log.logEndOffset()).isEqualTo(BATCHES * 2L));
    }

    private static byte[] bytesOf(java.nio.ByteBuffer batch) {
        byte[] bytes = new byte[batch.remaining()];
        batch.get(bytes);
        return bytes;
    }

    @Test
    void withoutRecoveryPointsAFaultBeforeAGoodBatchIsNoTornTail() throws IOException {
        Random random = new Random(SEED);
        for (int field = 0; field < 32; field++) {
            // The length of a batch, which says where the next one stands: every bit, in some batch but the last.
            int bit = (random.nextInt(BATCHES - 1) * LogFixture.BATCH_BYTES + 8) * 8 + field;
            afterLosingTheRecoveryPoints(data -> flip(data.resolve(SEGMENT + ".log"), bit), "bit " + bit);
        }
        for (int i = 0; i < 20; i++) {
            int at = (1 + random.nextInt(BATCHES - 2)) * LogFixture.BATCH_BYTES;
            int zeros = 1 + random.nextInt(LogFixture.BATCH_BYTES);
            afterLosingTheRecoveryPoints(
                    data -> zero(data.resolve(SEGMENT + ".log"), at, zeros + 8), zeros + " zeros at " + at);
        }
    }

    @Test
    void withoutRecoveryPointsATornTailIsCut() throws IOException {
        for (int torn = 1; torn < LogFixture.BATCH_BYTES; torn += 13) {
            int end = BATCHES * LogFixture.BATCH_BYTES - torn;
            after(
                    data -> {
                        Files.delete(data.resolve("log/recovery-points"));
                        cut(data.resolve(SEGMENT + ".log"), end);
                    },
                    f -> assertThat(f.readAll()).isEqualTo((BATCHES - 1) * 2L));
        }
        int lastLength = (BATCHES - 1) * LogFixture.BATCH_BYTES + 11;
        after(
                data -> {
                    Files.delete(data.resolve("log/recovery-points"));
                    flip(data.resolve(SEGMENT + ".log"), lastLength * 8);
                },
                f -> assertThat(f.readAll()).isEqualTo((BATCHES - 1) * 2L));
    }

    private static void zero(Path file, int at, int count) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(java.nio.ByteBuffer.allocate(count), at);
        }
    }

    private static void cut(Path file, long size) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(size);
        }
    }

    private static void flip(Path file, int bit) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bit / 8] ^= (byte) (1 << bit % 8);
        Files.delete(file);
        Files.write(file, bytes);
    }

    private static int bytes(Path file) throws IOException {
        return (int) Files.size(file);
    }

    @Test
    void aTornTailIsCutAtTheLastWholeBatch() throws IOException {
        for (int size = DURABLE * LogFixture.BATCH_BYTES; size <= BATCHES * LogFixture.BATCH_BYTES; size += 3) {
            int end = size;
            after(data -> cut(data.resolve(SEGMENT + ".log"), end), f -> {
                long whole = end / LogFixture.BATCH_BYTES * 2L;
                assertThat(f.readAll()).as("cut to " + end).isEqualTo(whole);
                f.append(1);
                assertThat(f.readAll()).isEqualTo(whole + 2);
            });
        }
    }

    @Test
    void aLogShorterThanWasDurableIsReportedAndNothingIsCut() throws IOException {
        Random random = new Random(SEED);
        for (int i = 0; i < 20; i++) {
            int size = random.nextInt(DURABLE * LogFixture.BATCH_BYTES);
            Path data = folder.resolve("short-" + i);
            LogFixture.copy(image, data);
            Path file = data.resolve(SEGMENT + ".log");
            cut(file, size);
            assertThatThrownBy(() -> new LogFixture(data, Map.of(), TestForce.NONE))
                    .isInstanceOf(DamagedLogException.class)
                    .hasMessageContaining("00000000000000000000.log");
            assertThat(bytes(file)).isEqualTo(size);
        }
    }

    @Test
    void aFlippedBitAboveTheRecoveryPointCutsFromItsBatchOn() throws IOException {
        Random random = new Random(SEED);
        for (int i = 0; i < 100; i++) {
            int batch = DURABLE + random.nextInt(BATCHES - DURABLE);
            // Base offset and epoch are not covered by the checksum: the flip is made behind them.
            int at = batch * LogFixture.BATCH_BYTES + 16 + random.nextInt(LogFixture.BATCH_BYTES - 16);
            int bit = at * 8 + random.nextInt(8);
            after(
                    data -> flip(data.resolve(SEGMENT + ".log"), bit),
                    f -> assertThat(f.readAll()).as("bit " + bit).isEqualTo(batch * 2L));
        }
    }

    @Test
    void aFlippedBitBelowTheRecoveryPointCutsNothing() throws IOException {
        Random random = new Random(SEED);
        for (int i = 0; i < 100; i++) {
            int bit = random.nextInt(DURABLE * LogFixture.BATCH_BYTES * 8);
            Path data = folder.resolve("rot-" + i);
            LogFixture.copy(image, data);
            Path file = data.resolve(SEGMENT + ".log");
            flip(file, bit);
            try (LogFixture f = new LogFixture(data, Map.of(), TestForce.NONE)) {
                assertThat(f.log.logEndOffset()).isEqualTo(BATCHES * 2L);
            } catch (DamagedLogException reported) {
                assertThat(reported).hasMessageContaining(file.toString());
            }
            assertThat(bytes(file)).as("bit " + bit).isEqualTo(BATCHES * LogFixture.BATCH_BYTES);
        }
    }

    @Test
    void aDamagedIndexIsNeverBelieved() throws IOException {
        Path stopped = folder.resolve("stopped");
        try (LogFixture f = new LogFixture(stopped, Map.of(), TestForce.NONE)) {
            f.append(100);
        }
        image = stopped;
        Path index = stopped.resolve(SEGMENT + ".index");
        int bits = bytes(index) * 8;
        assertThat(bits).isPositive();
        for (int bit = 0; bit < bits; bit += 5) {
            int flipped = bit;
            after(data -> flip(data.resolve(SEGMENT + ".index"), flipped), f -> {
                assertThat(f.readAll()).as("bit " + flipped).isEqualTo(200);
                f.append(1);
                assertThat(f.readAll()).isEqualTo(202);
            });
        }
        for (int size = 0; size < bits / 8; size += 3) {
            int left = size;
            after(data -> cut(data.resolve(SEGMENT + ".index"), left), f -> assertThat(f.readAll())
                    .isEqualTo(200));
        }
        after(data -> Files.delete(data.resolve(SEGMENT + ".index")), f -> assertThat(f.readAll())
                .isEqualTo(200));
    }

    /** The latest time stands in the middle: only the time index knows it, the walk of recovery begins behind it. */
    @Test
    void aCutTimeIndexAfterACrashForgetsNoLateTimestamp() throws IOException {
        long late = 9_000;
        try (LogFixture f = new LogFixture(folder.resolve("disordered"), Map.of(), TestForce.NONE)) {
            f.append(DURABLE);
            append(f, late);
            for (int i = 0; i < DURABLE; i++) append(f, 2_000 - i);
            f.environment.checkpoint();
            for (int i = 0; i < 3; i++) append(f, 1_500 - i);
            LogFixture.copy(f.data, folder.resolve("disordered-image"));
        }
        image = folder.resolve("disordered-image");
        int size = bytes(image.resolve(SEGMENT + ".timeindex"));
        assertThat(size).isPositive();
        for (int left = size; left >= 0; left--) {
            int cut = left;
            after(data -> cut(data.resolve(SEGMENT + ".timeindex"), cut), f -> {
                assertThat(f.log.reader().maxTimestamp(Long.MAX_VALUE))
                        .as("cut to " + cut)
                        .hasValueSatisfying(
                                found -> assertThat(found.timestampMillis()).isEqualTo(late));
                assertThat(f.log.reader().firstAtOrAfter(late, Long.MAX_VALUE))
                        .as("cut to " + cut)
                        .hasValueSatisfying(found -> assertThat(found.offset()).isEqualTo(DURABLE * 2L));
            });
        }
    }

    private static void append(LogFixture f, long timestampMillis) throws IOException {
        long at = f.log.logEndOffset();
        f.log.append(new java.nio.ByteBuffer[] {Batches.batch(at, 2, LogFixture.PAYLOAD, timestampMillis, 3)}, 3);
    }

    @Test
    void damagedRecoveryPointsLoseNothing() throws IOException {
        for (int bit = 0; bit < bytes(image.resolve("log/recovery-points")) * 8; bit += 3) {
            int flipped = bit;
            after(
                    data -> flip(data.resolve("log/recovery-points"), flipped),
                    f -> assertThat(f.readAll()).as("bit " + flipped).isEqualTo(BATCHES * 2L));
        }
        after(data -> Files.delete(data.resolve("log/recovery-points")), f -> assertThat(f.readAll())
                .isEqualTo(BATCHES * 2L));
    }

    @Test
    void aDamagedEpochCheckpointIsBuiltAgain() throws IOException {
        for (int bit = 0; bit < bytes(image.resolve("log/t-0/leader-epoch-checkpoint")) * 8; bit++) {
            int flipped = bit;
            after(data -> flip(data.resolve("log/t-0/leader-epoch-checkpoint"), flipped), f -> {
                assertThat(f.log.latestEpoch()).isEqualTo(3);
                assertThat(f.log.endOffsetForEpoch(3)).isEqualTo(new EpochEnd(3, BATCHES * 2));
            });
        }
    }

    @Test
    void aDamagedTopicIdIsReported() throws IOException {
        for (int bit = 0; bit < bytes(image.resolve("log/t-0/partition.metadata")) * 8; bit += 7) {
            int flipped = bit;
            assertThatThrownBy(() ->
                            after(data -> flip(data.resolve("log/t-0/partition.metadata"), flipped), f -> f.readAll()))
                    .as("bit " + flipped)
                    .isInstanceOf(DamagedLogException.class)
                    .hasMessageContaining("partition.metadata");
        }
    }
}
