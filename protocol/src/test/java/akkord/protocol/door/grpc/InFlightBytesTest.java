package akkord.protocol.door.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class InFlightBytesTest {

    private static boolean isIn(CompletionStage<Void> turn) {
        return turn.toCompletableFuture().isDone();
    }

    @Test
    void whoDoesNotFitWaitsUntilThereIsRoomInTheOrderOfArrival() {
        InFlightBytes bytes = new InFlightBytes(100, 10);
        assertThat(isIn(bytes.take(60))).isTrue();
        CompletionStage<Void> large = bytes.take(50);
        CompletionStage<Void> small = bytes.take(10);
        assertThat(isIn(large)).isFalse();
        assertThat(isIn(small)).as("nobody overtakes").isFalse();
        bytes.giveBack(60);
        assertThat(isIn(large)).isTrue();
        assertThat(isIn(small)).isTrue();
        assertThat(bytes.held()).isEqualTo(60);
    }

    @Test
    void aRequestLargerThanAllThatMayBeHeldIsLetInAlone() {
        InFlightBytes bytes = new InFlightBytes(100, 10);
        assertThat(isIn(bytes.take(1))).isTrue();
        CompletionStage<Void> huge = bytes.take(500);
        assertThat(isIn(huge)).isFalse();
        bytes.giveBack(1);
        assertThat(isIn(huge)).isTrue();
    }

    @Test
    void theLineIsBounded() {
        InFlightBytes bytes = new InFlightBytes(100, 1);
        bytes.take(100);
        bytes.take(1);
        assertThat(bytes.take(1).toCompletableFuture()).isCompletedExceptionally();
    }

    @Test
    void neverMoreIsHeldThanAllowedAndEverybodyGetsIn() {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("InFlightBytesTest -Dseed=" + seed);
        Random random = new Random(seed);
        InFlightBytes bytes = new InFlightBytes(1000, Integer.MAX_VALUE);
        List<Integer> sizes = new ArrayList<>();
        List<CompletableFuture<Void>> turns = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            if (random.nextBoolean()) {
                sizes.add(1 + random.nextInt(700));
                turns.add(bytes.take(sizes.get(sizes.size() - 1)).toCompletableFuture());
            } else if (!turns.isEmpty() && turns.get(0).isDone()) {
                turns.remove(0);
                bytes.giveBack(sizes.remove(0));
            }
            assertThat(bytes.held()).isLessThanOrEqualTo(1000);
        }
        while (!turns.isEmpty()) {
            assertThat(turns.remove(0)).isDone();
            bytes.giveBack(sizes.remove(0));
        }
        assertThat(bytes.held()).isZero();
    }
}
