package akkord.protocol.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class KnownKeysTest {

    private final KnownKeys keys = new KnownKeys(List.of("num.partitions", "durability", "data-dir"));

    @Test
    void aSlipIsAnsweredWithTheNameThatWasMeant() {
        assertThat(keys.nearest("num.partition")).contains("num.partitions");
        assertThat(keys.nearest("durabilty")).contains("durability");
        assertThat(keys.nearest("dta-dir")).contains("data-dir");
    }

    @Test
    void somethingElseEntirelyIsNotGuessedAt() {
        assertThat(keys.nearest("zookeeper")).isEmpty();
        assertThat(keys.sentence("key", "zookeeper")).isEqualTo("unknown key \"zookeeper\"");
    }

    @Test
    void theDistanceCountsEachSlipOnce() {
        assertThat(KnownKeys.editDistance("", "abc")).isEqualTo(3);
        assertThat(KnownKeys.editDistance("kitten", "sitting")).isEqualTo(3);
        assertThat(KnownKeys.editDistance("retention", "retnetion")).isEqualTo(1);
        assertThat(KnownKeys.editDistance("same", "same")).isZero();
    }

    @Test
    void anEndlessNameCostsNoMoreThanALongOne() {
        assertThat(keys.nearest("x".repeat(10_000_000))).isEmpty();
    }
}
