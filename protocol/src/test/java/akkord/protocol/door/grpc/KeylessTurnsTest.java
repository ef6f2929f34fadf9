package akkord.protocol.door.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import akkord.protocol.domain.TopicId;
import akkord.protocol.grpc.v1.ProduceRequest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeylessTurnsTest extends DoorCalls {

    @Test
    void topicsWrittenInStepUseAllTheirPartitions() {
        create("left", 2);
        create("right", 2);
        List<Integer> left = new ArrayList<>();
        List<Integer> right = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            left.add(partitionOf(one("left", "x")));
            right.add(partitionOf(one("right", "x")));
        }
        assertThat(left).containsSubsequence(0, 1).containsSubsequence(1, 0);
        assertThat(right).containsSubsequence(0, 1).containsSubsequence(1, 0);
    }

    @Test
    void turnsGoRoundBeyondTheLargestCount() {
        KeylessTurns turns = new KeylessTurns();
        TopicId topic = new TopicId(0, Integer.MAX_VALUE);
        for (int i = 0; i < 3; i++) assertThat(turns.next(topic, 7)).isBetween(0, 6);
    }

    @Test
    void noMoreTopicsAreRememberedThanTheBound() {
        KeylessTurns turns = new KeylessTurns();
        for (int i = 0; i < KeylessTurns.REMEMBERED_MAX + 5; i++) turns.next(new TopicId(1, i), 3);
        assertThat(turns.remembered()).isLessThanOrEqualTo(KeylessTurns.REMEMBERED_MAX);
    }

    private static int partitionOf(ProduceRequest request) {
        return produce(request).getPositions(0).getPartition();
    }
}
