package akkord.sharding.node;

import static org.assertj.core.api.Assertions.assertThat;

import akkord.protocol.domain.TopicPartition;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node's losses: its successor lacks something until the controller has recorded each of them. */
class LifeTest {

    private static final TopicPartition ORDERS = new TopicPartition("orders", 0);
    private static final TopicPartition PAYMENTS = new TopicPartition("payments", 3);

    @TempDir
    Path folder;

    private final List<String> registered = new ArrayList<>();
    private Life life;
    private String begun;

    @BeforeEach
    void begin() {
        life = new Life(folder, true);
        begun = life.begin();
        life.whenRecordsIdChanges(registered::add);
    }

    @Test
    void aLossIsOverWhenItIsRecorded() {
        life.lossIsRecorded(ORDERS, life.lost(ORDERS));
        assertThat(registered).hasSize(1).doesNotContain(begun);
        assertThat(new Life(folder, true).begin()).isEqualTo(registered.get(0));
    }

    @Test
    void whatIsRecordedOfAnEarlierLossSaysNothingOfALaterOne() {
        long first = life.lost(ORDERS);
        long second = life.lost(ORDERS);
        life.lossIsRecorded(ORDERS, first);
        assertThat(registered).isEmpty();
        life.lossIsRecorded(ORDERS, second);
        assertThat(registered).hasSize(1);
    }

    @Test
    void nobodyAsksForTheLossesOfAPartitionThatIsHereNoMore() {
        long orders = life.lost(ORDERS);
        life.lost(PAYMENTS);
        life.lossIsRecorded(ORDERS, orders);
        assertThat(registered).isEmpty();
        life.countsNoMore(PAYMENTS);
        assertThat(registered).hasSize(1);
        life.countsNoMore(PAYMENTS);
        life.countsNoMore(ORDERS);
        assertThat(registered).as("nothing was lost").hasSize(1);
    }
}
