package akkord.actors.group.core;

import static akkord.protocol.domain.ErrorCode.INVALID_REGULAR_EXPRESSION;
import static org.assertj.core.api.Assertions.assertThat;

import akkord.protocol.group.TopicIdPartitions;
import akkord.protocol.metadata.MetadataImage;
import akkord.protocol.metadata.NodeImage;
import akkord.protocol.metadata.NodeStatus;
import akkord.protocol.metadata.PartitionImage;
import akkord.protocol.metadata.TopicImage;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Topics that come, grow, go and are made anew under a group of the consumer protocol, and subscriptions by expression. */
class ConsumerTopicsTest {

    private final Hand group = new Hand();
    private final Topics topics = new Topics().with("t", 2);
    private final HandMember a = new HandMember(group, "a");

    private void show(Topics now) {
        group.image = now.image();
    }

    @Test
    void partitionsOfATopicThatGrowsAreReadFromTheNextHeartbeatOn() {
        show(topics);
        a.join("t", "u");
        a.done();
        show(topics.with("x", 1));
        assertThat(a.beat()).as("of a topic nobody reads").isNull();
        assertThat(a.epoch).isEqualTo(1);
        show(topics.with("t", 3));
        assertThat(a.beat()).isEqualTo("t0 t1 t2");
        assertThat(a.epoch).isEqualTo(2);
        a.done();
        show(topics.with("u", 1));
        assertThat(a.beat()).isEqualTo("t0 t1 t2 u0");
        assertThat(group.told.toString())
                .contains("topic t has 3 partitions, not 2")
                .contains("topic u is there now");
    }

    @Test
    void membersGetWhatHasReplicasOnTheirRack() {
        group.image = MetadataImage.of(
                1, "c", 0, Map.of(1, node(1, "x"), 2, node(2, "y")), Map.of("t", ofNodes("t", 2, 1, 3)), Map.of());
        a.joinFrom("x", "t");
        a.done();
        HandMember b = new HandMember(group, "b");
        b.joinFrom("y", "t");
        a.beat();
        a.done();
        assertThat(b.beat())
                .as("the first is on y, the last on a node that is gone")
                .isEqualTo("t0");
        assertThat(a.told).isEqualTo(List.of(new TopicIdPartitions(Topics.id("t", 1), List.of(1, 2))));
    }

    private static NodeImage node(int id, String rack) {
        return new NodeImage(id, "i", "127.0.0.1", 1, 2, 3, rack, "v", NodeStatus.UP);
    }

    /** A partition for each node, which has the only replica. */
    private static TopicImage ofNodes(String name, int... nodes) {
        List<PartitionImage> partitions = Arrays.stream(nodes)
                .mapToObj(node -> new PartitionImage(node, 0, 0, List.of(node), List.of(node)))
                .toList();
        return new TopicImage(name, Topics.id(name, 1), false, Map.of(), partitions);
    }

    @Test
    void aTopicThatIsGoneOrMadeAnewIsGivenUp() {
        show(topics.with("u", 1));
        a.join("t", "u");
        a.done();
        show(topics.without("u"));
        assertThat(a.beat()).isEqualTo("t0 t1");
        a.done();
        assertThat(a.epoch).isEqualTo(2);
        show(topics.with("t", 2, 1));
        assertThat(a.beat()).as("the former one is given up first").isEmpty();
        a.done();
        assertThat(a.told).singleElement().matches(each -> each.topic().equals(Topics.id("t", 2)));
    }

    @Test
    void aCoordinatorThatKnowsLessThanItsPredecessorTakesNothingAway() {
        MetadataImage old = topics.image();
        show(topics.with("u", 2));
        a.join("t", "u");
        a.done();
        group.restart();
        group.image = old;
        assertThat(a.beat()).isNull();
        assertThat(a.epoch).isEqualTo(1);
        HandMember b = new HandMember(group, "b");
        b.join("t", "u");
        assertThat(a.beat()).as("the newer topic is shared, too").isEqualTo("t0 t1");
        a.done();
        assertThat(b.beat()).isEqualTo("u0 u1");
    }

    @Test
    void anExpressionMeansTopicsWhoseWholeNamesMatchAlsoLaterOnes() {
        show(topics.with("o", 1).with("__internal", 1));
        assertThat(a.joinByRegex("[a-o]|_.*")).isEqualTo("o0");
        a.done();
        show(topics.with("b", 1).with("bb", 4));
        assertThat(a.beat()).isEqualTo("b0 o0");
        a.done();
        assertThat(a.subscribe("t")).as("names beside it").isEqualTo("b0 o0 t0 t1");
        a.done();
        a.say(a.request(a.epoch, null, "", null, null));
        assertThat(Topics.text(a.told)).as("no expression any more").isEqualTo("t0 t1");
    }

    @Test
    void expressionsThatAreNoneOrCouldTakeForEverAreRefusedOrHarmless() {
        show(topics.with("a".repeat(200), 1));
        for (String wrong : new String[] {"(", "[a", "(?=a)", "\\1", "x".repeat(1_001), "((a{100}){100}){100}"}) {
            a.joinByRegex(wrong);
            assertThat(a.code()).as(wrong).isEqualTo(INVALID_REGULAR_EXPRESSION);
        }
        assertThat(group.core.listing().phase().text()).isEqualTo("Dead");
        // a matcher that tries every way would not end in the life of the universe
        assertThat(a.joinByRegex("(a*)*(a*)*(a|a)*b")).isEmpty();
        assertThat(a.code()).isNull();
    }
}
