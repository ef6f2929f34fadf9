package akkord.persistence.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SegmentAgeTest {

    @Test
    void withoutJitterASegmentIsOldAfterItsTime() throws Exception {
        SegmentAge age = new SegmentAge(new SplittableRandom(1));
        age.wrote(1_000);
        age.wrote(1_500);
        assertThat(age.isOld(null, TestLogs.settings("segment.ms", "100"), 1_099))
                .isFalse();
        assertThat(age.isOld(null, TestLogs.settings("segment.ms", "100"), 1_100))
                .isTrue();
    }

    @Test
    void jitterTakesASmallerOrLargerPartOffEachSegmentsTime() throws Exception {
        SegmentAge age = new SegmentAge(new SplittableRandom(1));
        Set<Long> times = new HashSet<>();
        for (int segment = 0; segment < 50; segment++) {
            age.unknown();
            age.wrote(0);
            long time = 0;
            while (!age.isOld(null, TestLogs.settings("segment.ms", "1000", "segment.jitter.ms", "300"), time)) time++;
            times.add(time);
        }
        assertThat(times).hasSizeGreaterThan(20).allMatch(time -> time > 700 && time <= 1_000);
    }
}
