package akkord.protocol.door.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FetchBytesTest {

    private static final int LEAST = 10;

    private final FetchBytes bytes = new FetchBytes(1_000, LEAST);

    @Test
    void eachGetsWhatItAsksForUpToHalfOfWhatIsLeftAndNeverLessThanTheLeast() {
        assertThat(bytes.share().take(300)).isEqualTo(300);
        assertThat(bytes.share().take(400)).isEqualTo(350);
        assertThat(bytes.share().take(5)).isEqualTo(5);
        for (int i = 0; i < 20; i++) bytes.share().take(400);
        assertThat(bytes.share().take(400)).isEqualTo(LEAST);
        assertThat(bytes.share().take(3)).isEqualTo(3);
    }

    @Test
    void whatIsHeldIsTheAnswersWeightUntilTheNextOneOrTheEnd() {
        FetchBytes.Share share = bytes.share();
        share.take(400);
        share.keep(40);
        assertThat(bytes.held()).isEqualTo(40);
        assertThat(share.take(400)).isEqualTo(400);
        assertThat(bytes.held()).isEqualTo(400);
        share.end();
        share.end();
        assertThat(bytes.held()).isZero();
        share.keep(100);
        assertThat(share.take(100)).isEqualTo(LEAST);
        assertThat(bytes.held()).as("a call that has ended holds nothing").isZero();
    }

    @Test
    void noMoreIsHeldThanAllowedAndALeastForEach() {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("FetchBytesTest -Dseed=" + seed);
        Random random = new Random(seed);
        List<FetchBytes.Share> shares = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            if (shares.isEmpty() || random.nextInt(3) == 0) shares.add(bytes.share());
            FetchBytes.Share share = shares.get(random.nextInt(shares.size()));
            switch (random.nextInt(4)) {
                case 0, 1 -> assertThat(share.take(1 + random.nextInt(2_000))).isPositive();
                case 2 -> share.giveBack();
                default -> {
                    share.end();
                    shares.remove(share);
                }
            }
            assertThat(bytes.held()).isBetween(0L, 1_000L + (long) LEAST * shares.size());
        }
        shares.forEach(FetchBytes.Share::end);
        assertThat(bytes.held()).isZero();
    }
}
