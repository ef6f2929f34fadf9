package akkord.protocol.door.grpc.consume;

import static org.assertj.core.api.Assertions.assertThat;

import akkord.protocol.domain.TopicId;
import akkord.protocol.domain.TopicIdPartition;
import akkord.protocol.share.ShareKey;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class UnacknowledgedTest {

    private static final ShareKey KEY = key(0);
    private static final ShareKey OTHER = key(1);

    private final AtomicLong now = new AtomicLong(1_000);
    private final Unacknowledged given = new Unacknowledged(10, now::get);

    private static ShareKey key(int partition) {
        return new ShareKey("g", new TopicIdPartition(TopicId.ZERO, partition));
    }

    @Test
    void whatIsAcknowledgedMakesRoomAndOnlyInItsPartition() {
        given.add(KEY, 5, 9, 100);
        given.add(OTHER, 5, 8, 100);
        assertThat(given.room()).isEqualTo(1);
        given.done(KEY, 5, 6);
        assertThat(given.room()).isEqualTo(3);
        given.done(KEY, 7, 20);
        assertThat(given.room()).isEqualTo(6);
        given.done(KEY, 5, 9);
        assertThat(given.room()).as("said twice").isEqualTo(6);
    }

    @Test
    void whatTheLocksTakeAwayMakesRoom() {
        given.add(KEY, 0, 5, 100);
        now.addAndGet(50);
        given.add(KEY, 6, 9, 100);
        assertThat(given.room()).isZero();
        assertThat(given.millisToNextEnd()).isEqualTo(50);
        now.addAndGet(50);
        assertThat(given.room()).isEqualTo(6);
        assertThat(given.millisToNextEnd()).isEqualTo(50);
    }

    @Test
    void whatIsRenewedStaysForAnotherLocksTime() {
        given.add(KEY, 0, 9, 100);
        now.addAndGet(99);
        given.renewed(KEY, 0, 9);
        now.addAndGet(99);
        assertThat(given.room()).isZero();
        now.addAndGet(1);
        assertThat(given.room()).isEqualTo(10);
    }
}
