package akkord.actors.partition;

import static akkord.actors.partition.PartitionFixture.PARTITION;
import static org.assertj.core.api.Assertions.assertThat;

import akkord.protocol.config.BrokerSettings;
import akkord.protocol.config.TopicConfigSchema;
import akkord.protocol.config.TopicSettings;
import akkord.protocol.domain.TopicId;
import akkord.protocol.metadata.PartitionImage;
import akkord.protocol.partition.PartitionCommand.Assign;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Decisions that an answer of the controller has told before the metadata do. */
class AssignmentTest {

    private static final TopicId TOPIC = new TopicId(1, 2);

    private final Assignment assignment = new Assignment();

    @BeforeEach
    void assign() {
        assignment.take(metadata(5, "2"));
    }

    @Test
    void whatTheMetadataShowNextIsNewsAlsoWhenItIsWhatWasAnswered() {
        Assign answered = assignment.answered(image(6));
        assertThat(answered).isEqualTo(metadata(6, "2"));
        assignment.take(answered);
        assertThat(assignment.isNews(metadata(5, "1"))).isFalse();
        assertThat(assignment.isCaughtUpBy(metadata(5, "1"))).isFalse();
        assertThat(assignment.isCaughtUpBy(metadata(6, "2"))).isTrue();
        assertThat(assignment.isCaughtUpBy(metadata(6, "2"))).isFalse();
    }

    @Test
    void anAnswerThatIsNoNewsIsNone() {
        assertThat(assignment.answered(image(5))).isNull();
        assertThat(assignment.answered(image(4))).isNull();
        assertThat(assignment.minInSync(settings("1"), 2)).isEqualTo(1);
    }

    /** The node's defaults may have changed and changed back since the decision, and only the first has come here. */
    @Test
    void lessThanTheLeaderHasCommittedByCountsOnlyWhenTheMetadataHaveCaughtUp() {
        assignment.take(assignment.answered(image(6)));
        assertThat(assignment.minInSync(settings("1"), 2)).isEqualTo(2);
        assertThat(assignment.minInSync(settings("3"), 2)).isEqualTo(3);
        assignment.isCaughtUpBy(metadata(7, "1"));
        assertThat(assignment.minInSync(settings("1"), 2)).isEqualTo(1);
    }

    private static PartitionImage image(int partitionEpoch) {
        return new PartitionImage(1, 1, partitionEpoch, List.of(1, 2), List.of(1, 2));
    }

    private static Assign metadata(int partitionEpoch, String minInSync) {
        return new Assign(PARTITION, TOPIC, image(partitionEpoch), Map.of("min.insync.replicas", minInSync));
    }

    private static TopicSettings settings(String minInSync) {
        return TopicConfigSchema.resolve(Map.of("min.insync.replicas", minInSync), BrokerSettings.DEFAULTS);
    }
}
