package akkord.actors.controller;

import static org.assertj.core.api.Assertions.assertThat;

import akka.NotUsed;
import akka.stream.javadsl.Source;
import akkord.actors.controller.ControllerEvent.NodeStatusChanged;
import akkord.actors.controller.PartitionsStory.Cause;
import akkord.protocol.controller.ControllerCommand.NewTopic;
import akkord.protocol.controller.ControllerCommand.ReportNodeStatus;
import akkord.protocol.event.ClusterEvent;
import akkord.protocol.event.ClusterEvents;
import akkord.protocol.metadata.NodeStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The lines of the cluster log that tell of elections: from, to, why, and how long nobody led. */
class ControllerStoryTest {

    private final CoreHarness cluster = CoreHarness.withNodes(1, 2);
    private final List<String> lines = new ArrayList<>();
    private long now = 50_000;
    private final ControllerStory story = new ControllerStory(new Told(), () -> now);

    private final class Told implements ClusterEvents {
        @Override
        public void tell(String kind, String message, Map<String, String> details) {
            lines.add(message);
        }

        @Override
        public Source<ClusterEvent, NotUsed> watch(int last) {
            return Source.empty();
        }
    }

    @BeforeEach
    void aTopic() {
        cluster.create(new NewTopic("t", -1, -1, List.of(List.of(1, 2)), Map.of("min.insync.replicas", "1"), false));
    }

    @Test
    void anElectionTellsHowLongNothingWasHeardOfTheFormerLeader() {
        report(1, NodeStatus.UNREACHABLE, 1_204);
        assertThat(lines)
                .contains(
                        "leader of t-0 is node 2, was 1, in epoch 1, after 1204 ms without: node 1 is UNREACHABLE",
                        "in-sync replicas of t-0 are [2], were [1, 2]: node 1 is UNREACHABLE");
    }

    @Test
    void aPlannedElectionHasNoBreak() {
        report(1, NodeStatus.LEAVING, 0);
        assertThat(lines).contains("leader of t-0 is node 2, was 1, in epoch 1, without a break: node 1 is LEAVING");
    }

    @Test
    void aPartitionThatFindsALeaderAgainTellsHowLongItHadNone() {
        report(1, NodeStatus.DOWN, 0);
        report(2, NodeStatus.DOWN, 700);
        assertThat(lines).anyMatch(line -> line.startsWith("t-0 has no leader"));
        now += 5_000;
        report(2, NodeStatus.UP, 0);
        assertThat(lines)
                .contains("leader of t-0 is node 2, was nobody, in epoch 3, after 5700 ms without: node 2 is UP");
    }

    @Test
    void deletedTopicsAreNotRemembered() {
        PartitionsStory partitions = new PartitionsStory(new Told(), () -> now);
        report(1, NodeStatus.DOWN, 0);
        ControllerState before = cluster.state;
        report(2, NodeStatus.DOWN, 0);
        ControllerEvent lost = cluster.journal.get(cluster.journal.size() - 1);
        partitions.tell(((NodeStatusChanged) lost).partitions(), before, Cause.of("node 2 is DOWN"));
        assertThat(partitions.leaderless()).containsExactly("t-0");
        partitions.deleted("t", 1);
        assertThat(partitions.leaderless()).isEmpty();
    }

    private void report(int node, NodeStatus status, long silentMillis) {
        ControllerState before = cluster.state;
        String incarnation = before.existingNode(node).incarnation();
        cluster.decide(new ReportNodeStatus(node, incarnation, status, silentMillis, CoreHarness.nobody()));
        story.tell(cluster.journal.get(cluster.journal.size() - 1), before);
    }
}
