package akkord.persistence.log;

import static akkord.persistence.log.ProducerBatches.batch;
import static org.assertj.core.api.Assertions.assertThat;

import akkord.persistence.log.producers.BatchMark;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.io.TempDir;

/** Logs that are written, cut, checkpointed, stopped and killed by chance, beside a list of what is in them. */
final class ProducerHistoryTest {

    private static final int STEPS = 60;
    private static final int PRODUCERS = 4;
    private static final int BATCHES_REMEMBERED = 5;

    @TempDir
    private Path folder;

    private record Written(long producerId, BatchMark mark) {}

    private final List<Written> written = new ArrayList<>();
    private final int[] nextSequence = new int[PRODUCERS];
    private LogEnvironment node;
    private PartitionLog log;
    private Path data;

    @RepeatedTest(8)
    void whateverHappensALogKnowsTheLastBatchesOfEachProducer() throws IOException {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        data = Files.createDirectory(folder.resolve("data"));
        open();
        for (int step = 0; step < STEPS; step++) {
            String what = step(random, step);
            assertThat(known()).as("seed %d, step %d: %s", seed, step, what).isEqualTo(expected());
        }
        node.close();
    }

    private String step(Random random, int step) throws IOException {
        int chance = random.nextInt(20);
        if (chance == 0) return restart();
        if (chance == 1) return kill(step);
        if (chance == 2) return cut(random.nextInt(written.size() + 1));
        if (chance <= 5) return checkpoint(random.nextBoolean());
        return append(random.nextInt(PRODUCERS));
    }

    private void open() throws IOException {
        node = TestLogs.environment(data);
        log = TestLogs.open(node, "segment.bytes", "700");
    }

    private String restart() throws IOException {
        node.close();
        open();
        return "a restart";
    }

    private String kill(int step) throws IOException {
        Path copy = Files.createDirectory(folder.resolve("after-" + step));
        LogFixture.copy(data, copy);
        node.close();
        data = copy;
        open();
        return "a crash";
    }

    private String cut(int end) throws IOException {
        log.truncateTo(end);
        while (written.size() > end) written.remove(written.size() - 1);
        return "a cut to " + end;
    }

    private String checkpoint(boolean recoveryPoint) throws IOException {
        log.checkpointProducers();
        if (recoveryPoint) node.checkpoint();
        return "a checkpoint";
    }

    /** Sequences go on also when batches were cut away: the log takes what is staged for it as it is. */
    private String append(int producer) throws IOException {
        long offset = written.size();
        int sequence = nextSequence[producer]++;
        ByteBuffer batch = batch(offset, 1, producer, 0, sequence);
        BatchMark mark = new BatchMark(sequence, sequence, offset, offset, batch.getLong(35));
        log.append(new ByteBuffer[] {batch}, 0);
        written.add(new Written(producer, mark));
        return "an append of producer " + producer;
    }

    private Map<Long, List<BatchMark>> known() {
        Map<Long, List<BatchMark>> known = new HashMap<>();
        log.producers().entries().forEach(entry -> known.put(entry.producerId(), entry.batches()));
        return known;
    }

    private Map<Long, List<BatchMark>> expected() {
        Map<Long, List<BatchMark>> expected = new HashMap<>();
        for (Written each : written)
            expected.computeIfAbsent(each.producerId(), first -> new ArrayList<>())
                    .add(each.mark());
        expected.replaceAll((id, marks) ->
                List.copyOf(marks.subList(Math.max(0, marks.size() - BATCHES_REMEMBERED), marks.size())));
        return expected;
    }
}
