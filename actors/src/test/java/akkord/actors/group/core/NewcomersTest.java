package akkord.actors.group.core;

import static akkord.protocol.group.GroupPhase.RECONCILING;
import static akkord.protocol.group.GroupPhase.STABLE;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Members by the consumer protocol that come one after the other get theirs together. */
class NewcomersTest {

    private static final int PER_MEMBER = 100;

    private final Hand group = new Hand(new GroupLimits(
            6_000,
            1_800_000,
            Hand.INITIAL_DELAY,
            Hand.MEMBERS_MAX,
            Hand.METADATA_MAX,
            Hand.RETENTION,
            Hand.NEW_MEMBER,
            Hand.EXPECTED_MAX,
            new ConsumerLimits(
                    Hand.SESSION,
                    5_000,
                    5_000,
                    500,
                    PER_MEMBER,
                    Hand.MEMBERS_MAX,
                    List.of("uniform"),
                    MigrationPolicy.BIDIRECTIONAL),
            Hand.SHARES,
            Hand.CLOSING));
    private final HandMember a = new HandMember(group, "a");
    private final HandMember b = new HandMember(group, "b");
    private final HandMember c = new HandMember(group, "c");

    @BeforeEach
    void showTopics() {
        group.image = new Topics().with("t", 6).image();
    }

    @Test
    void thoseWhoComeTogetherArePartOfOneTarget() {
        assertThat(a.join("t")).as("nobody is waited for").isEqualTo("t0 t1 t2 t3 t4 t5");
        a.done();
        assertThat(b.join("t")).isEmpty();
        assertThat(c.join("t")).isEmpty();
        assertThat(c.epoch).as("of the target there is").isEqualTo(1);
        assertThat(c.last.heartbeatIntervalMillis()).as("to ask again soon").isEqualTo(500);
        assertThat(group.phase()).isEqualTo(RECONCILING);
        assertThat(a.beat()).as("nothing is decided yet").isNull();

        group.pass(3 * PER_MEMBER);

        assertThat(a.beat()).isEqualTo("t0 t1");
        a.done();
        assertThat(a.epoch).as("one target for two newcomers").isEqualTo(2);
        assertThat(b.beat()).isEqualTo("t2 t4");
        assertThat(c.beat()).isEqualTo("t3 t5");
        assertThat(group.phase()).isEqualTo(STABLE);
        assertThat(group.told.get(group.told.size() - 1).message())
                .contains("generation 2 with 3 members after 300 ms")
                .contains("4 partitions moved");
    }

    @Test
    void whoComesWhenNobodyElseHasDoesNotWait() {
        a.join("t");
        a.done();
        group.pass(2 * PER_MEMBER);
        b.join("t");
        assertThat(b.epoch).isEqualTo(2);
        assertThat(a.beat()).isEqualTo("t0 t1 t2");
    }

    @Test
    void whatAMemberLeavesIsSharedAtOnceAlsoByThoseWhoWait() {
        a.join("t");
        a.done();
        b.join("t");
        a.leave();
        assertThat(b.beat()).isEqualTo("t0 t1 t2 t3 t4 t5");
        assertThat(group.core.nextDeadlineMillis()).as("only sessions end").isGreaterThan(group.now + 3 * PER_MEMBER);
    }

    @Test
    void whoWaitsWhenTheCoordinatorMovesWaitsNoLonger() {
        a.join("t");
        a.done();
        b.join("t");
        group.restart();
        group.pass(1);
        assertThat(a.beat()).isEqualTo("t0 t1 t2");
        assertThat(a.epoch).isEqualTo(1);
        a.done();
        assertThat(b.beat()).isEqualTo("t3 t4 t5");
    }

    @Test
    void nothingIsSharedOutAmongNobody() {
        a.join("t");
        b.join("t");
        a.leave();
        b.leave();
        int generation = group.describe().generation();
        group.pass(3 * PER_MEMBER);
        assertThat(group.describe().generation()).isEqualTo(generation);
        assertThat(group.core.nextDeadlineMillis())
                .as("nobody asks again and again")
                .isGreaterThan(group.now);
    }
}
