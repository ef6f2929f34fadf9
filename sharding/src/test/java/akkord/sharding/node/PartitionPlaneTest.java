package akkord.sharding.node;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.BehaviorTestKit;
import akkord.protocol.domain.TopicId;
import akkord.protocol.partition.PartitionCommand;
import akkord.protocol.partition.PartitionCommand.Close;
import akkord.protocol.partition.PartitionCommand.Closed;
import akkord.sharding.allocation.ReplicaId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PartitionPlaneTest {

    /** Else a topic of the same name would wait for ever for its folder. */
    @Test
    void whoeverClosesAReplicaThatIsNotThereAnyMoreHearsThatItIsClosed() {
        BehaviorTestKit<PartitionCommand> nobody =
                BehaviorTestKit.create(PartitionPlane.ofDeletedTopic(new ReplicaId(1, new TopicId(1, 2), 0)));
        List<Closed> answers = new ArrayList<>();
        nobody.run(new Close(true, answers::add));
        assertThat(answers).containsExactly(Closed.CLOSED);
        assertThat(nobody.isAlive()).isFalse();
    }
}
