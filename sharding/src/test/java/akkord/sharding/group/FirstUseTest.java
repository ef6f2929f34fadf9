package akkord.sharding.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FirstUseTest {

    private static final int PATIENCE_SECONDS = 20;

    private final AtomicInteger starts = new AtomicInteger();

    private static void await(FirstUse use) throws Exception {
        use.begin().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @Test
    void nothingIsStartedUntilSomebodyNeedsItAndThenOnce() throws Exception {
        FirstUse use = new FirstUse(starts::incrementAndGet);
        assertThat(use.isStarted()).isFalse();
        assertThat(starts).hasValue(0);
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (int i = 0; i < 10; i++) all.add(use.begin().toCompletableFuture());
        for (CompletableFuture<Void> one : all) one.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(use.isStarted()).isTrue();
        assertThat(starts).hasValue(1);
    }

    @Test
    void whatCouldNotBeStartedIsTriedAgain() throws Exception {
        FirstUse use = new FirstUse(() -> {
            if (starts.incrementAndGet() == 1) throw new IllegalStateException("not yet");
        });
        assertThatThrownBy(() -> await(use)).hasRootCauseMessage("not yet");
        assertThat(use.isStarted()).isFalse();
        await(use);
        assertThat(use.isStarted()).isTrue();
        assertThat(starts).hasValue(2);
    }
}
