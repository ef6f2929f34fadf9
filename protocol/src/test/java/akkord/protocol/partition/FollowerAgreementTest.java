package akkord.protocol.partition;

import static org.assertj.core.api.Assertions.assertThat;

import akkord.protocol.partition.FollowerAgreement.Agreed;
import akkord.protocol.partition.FollowerAgreement.Diverging;
import akkord.protocol.partition.FollowerAgreement.OutOfRange;
import akkord.protocol.partition.LogReader.EpochEnd;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A leader whose log holds 20 to 50: epoch 1 up to 30, epoch 4 up to 50. */
class FollowerAgreementTest {

    @Test
    void whoHasPartOfTheLogGoesOn() {
        assertThat(check(30, 1)).isEqualTo(Agreed.AGREED);
        assertThat(check(25, 1)).isEqualTo(Agreed.AGREED);
        assertThat(check(50, 4)).isEqualTo(Agreed.AGREED);
    }

    @Test
    void whoHasMoreOfAnEpochIsCutToItsEnd() {
        assertThat(check(35, 1)).isEqualTo(new Diverging(new EpochEnd(1, 30)));
        assertThat(check(51, 4)).isEqualTo(new Diverging(new EpochEnd(4, 50)));
    }

    @Test
    void whoHasAnEpochThatTheLeaderLacksIsCutToTheNextSmallerOne() {
        assertThat(check(40, 3)).isEqualTo(new Diverging(new EpochEnd(1, 30)));
        assertThat(check(25, 2)).as("though the offset is there").isEqualTo(new Diverging(new EpochEnd(1, 30)));
        assertThat(check(60, 7)).isEqualTo(new Diverging(new EpochEnd(4, 50)));
    }

    @Test
    void whoSharesNothingStartsAgain() {
        assertThat(check(40, 0)).isInstanceOf(OutOfRange.class);
        assertThat(check(10, 1)).as("dropped by the leader since").isInstanceOf(OutOfRange.class);
    }

    @Test
    void whoHasNoRecordNeedsOnlyAnOffsetThatIsThere() {
        assertThat(check(20, -1)).isEqualTo(Agreed.AGREED);
        assertThat(check(0, -1)).isInstanceOf(OutOfRange.class);
        assertThat(check(51, -1)).isInstanceOf(OutOfRange.class);
    }

    private static FollowerAgreement check(long fetchOffset, int lastFetchedEpoch) {
        TreeMap<Integer, Long> ends = new TreeMap<>();
        ends.put(1, 30L);
        ends.put(4, 50L);
        return FollowerAgreement.check(
                epoch -> {
                    var end = ends.floorEntry(epoch);
                    return end == null ? EpochEnd.UNKNOWN : new EpochEnd(end.getKey(), end.getValue());
                },
                20,
                50,
                fetchOffset,
                lastFetchedEpoch);
    }
}
