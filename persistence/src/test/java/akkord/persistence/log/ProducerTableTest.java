package akkord.persistence.log;

import static akkord.persistence.log.ProducerBatches.batch;
import static org.assertj.core.api.Assertions.assertThat;

import akkord.persistence.log.producers.ProducerEntry;
import akkord.persistence.log.producers.ProducerTable;
import akkord.persistence.log.producers.ProducerVerdict;
import akkord.persistence.log.producers.ProducerVerdict.Fits;
import akkord.persistence.log.producers.ProducerVerdict.Refused;
import akkord.persistence.log.producers.ProducerVerdict.Repeated;
import akkord.protocol.domain.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ProducerTableTest {

    private final ProducerTable table = new ProducerTable(100);

    private ProducerVerdict stage(long offset, int records, int epoch, int sequence) {
        return table.stage(batch(offset, records, 7, epoch, sequence), 0);
    }

    @Test
    void anUnknownProducerMayBeginWithAnySequence() {
        assertThat(stage(0, 2, 3, 41)).isEqualTo(Fits.FITS);
        assertThat(stage(2, 1, 3, 43)).isEqualTo(Fits.FITS);
    }

    @Test
    void aGapIsOutOfOrderAndChangesNothing() {
        stage(0, 2, 0, 0);
        assertThat(code(stage(2, 1, 0, 3))).isEqualTo(ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER);
        assertThat(stage(2, 1, 0, 2)).isEqualTo(Fits.FITS);
    }

    @Test
    void aRepeatOfTheLastFiveIsAnsweredWithItsOffsetAndTime() {
        for (int i = 0; i < 6; i++) stage(i * 2L, 2, 0, i * 2);
        for (int i = 1; i < 6; i++)
            assertThat(stage(99, 2, 0, i * 2)).isEqualTo(new Repeated(i * 2L, i * 2L + 1, 1000 + i * 2L));
        assertThat(code(stage(99, 2, 0, 0))).isEqualTo(ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER);
    }

    @Test
    void behindTheLargestSequenceComesZero() {
        stage(0, 2, 0, Integer.MAX_VALUE - 1);
        assertThat(stage(2, 2, 0, 0)).isEqualTo(Fits.FITS);
        table.load(List.of());
        stage(0, 2, 0, Integer.MAX_VALUE);
        assertThat(stage(2, 2, 0, 1)).isEqualTo(Fits.FITS);
    }

    @Test
    void anOlderEpochIsRefusedAndANewerBeginsWithZero() {
        stage(0, 1, 5, 0);
        assertThat(code(stage(1, 1, 4, 1))).isEqualTo(ErrorCode.INVALID_PRODUCER_EPOCH);
        assertThat(code(stage(1, 1, 6, 1))).isEqualTo(ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER);
        assertThat(stage(1, 1, 6, 0)).isEqualTo(Fits.FITS);
    }

    @Test
    void aFailedWriteIsForgottenFromWhereTheLogEnds() {
        stage(0, 1, 0, 0);
        stage(1, 1, 0, 1);
        table.rollBack(1);
        assertThat(stage(9, 1, 0, 0)).isInstanceOf(Repeated.class);
        assertThat(stage(1, 1, 0, 1)).isEqualTo(Fits.FITS);
        table.rollBack(0);
        assertThat(table.hasStaged()).isFalse();
    }

    @Test
    void aProducerThatIsSilentForLongIsForgotten() {
        table.stage(batch(0, 1, 7, 0, 0), 1000);
        table.commit();
        assertThat(table.expire(1999, 1000)).isZero();
        assertThat(table.expire(2000, 1000)).isOne();
        assertThat(stage(1, 1, 0, 77)).isEqualTo(Fits.FITS);
    }

    @Test
    void ofTooManyProducersTheOneThatHasNotWrittenForLongestIsForgottenAlsoAfterARestart() {
        ProducerTable small = new ProducerTable(3);
        for (int id : new int[] {1, 2, 3, 1, 4}) write(small, id);
        assertThat(ids(small)).containsExactly(3L, 1L, 4L);

        ProducerTable restarted = new ProducerTable(3);
        restarted.load(small.entries());
        write(restarted, 5);
        assertThat(ids(restarted)).containsExactly(1L, 4L, 5L);
    }

    private static void write(ProducerTable into, int producerId) {
        into.replay(batch(0, 1, producerId, 0, 0), 0, 0);
    }

    private static List<Long> ids(ProducerTable of) {
        return of.entries().stream().map(ProducerEntry::producerId).toList();
    }

    /** The model keeps every batch of the epoch, and looks at the last five. */
    @Test
    void itAgreesWithANaiveModel() {
        long seed = Long.getLong("akkord.seed", System.nanoTime());
        System.out.println("-Dakkord.seed=" + seed);
        Random random = new Random(seed);
        List<int[]> written = new ArrayList<>();
        int epoch = 0;
        for (int step = 0; step < 5000; step++) {
            int e = Math.max(0, epoch + (random.nextInt(40) == 0 ? random.nextInt(3) - 1 : 0));
            int next = written.isEmpty() ? 0 : last(written)[0] + last(written)[1];
            int sequence = Math.max(0, random.nextInt(3) > 0 ? next : next - random.nextInt(20) + 2);
            int records = 1 + random.nextInt(3);
            String expected;
            if (e < epoch) expected = "INVALID_PRODUCER_EPOCH";
            else if (e > epoch && !written.isEmpty())
                expected = sequence == 0 ? "fits" : "OUT_OF_ORDER_SEQUENCE_NUMBER";
            else expected = model(written, sequence, records);
            ProducerVerdict verdict = stage(step, records, e, sequence);
            assertThat(text(verdict)).as("seed %d, step %d", seed, step).isEqualTo(expected);
            if (verdict != Fits.FITS) continue;
            if (e != epoch) written.clear();
            epoch = e;
            written.add(new int[] {sequence, records, step});
            table.commit();
        }
    }

    private static int[] last(List<int[]> written) {
        return written.get(written.size() - 1);
    }

    private static String model(List<int[]> written, int sequence, int records) {
        if (written.isEmpty()) return "fits";
        for (int[] known : written.subList(Math.max(0, written.size() - 5), written.size()))
            if (known[0] == sequence && known[1] == records) return "repeats " + known[2];
        return last(written)[0] + last(written)[1] == sequence ? "fits" : "OUT_OF_ORDER_SEQUENCE_NUMBER";
    }

    private static String text(ProducerVerdict verdict) {
        if (verdict instanceof Repeated repeated) return "repeats " + repeated.baseOffset();
        return verdict instanceof Refused refused ? refused.code().name() : "fits";
    }

    private static ErrorCode code(ProducerVerdict verdict) {
        return ((Refused) verdict).code();
    }
}
