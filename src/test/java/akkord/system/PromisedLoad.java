package akkord.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Two producers and a consumer at work on a replicated topic, and what they were promised. */
final class PromisedLoad implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PromisedLoad.class);
    private static final int RECORDS_MIN = 1_000;
    private static final long PAUSE_NANOS = 500_000;

    final ReplicatedTopic topic;
    private final Promises promises = new Promises();
    private final PromiseWriter one;
    private final PromiseWriter two;
    private final PromiseReader reader;
    private Set<Integer> ended = Set.of();

    /** @param topic is closed with this */
    PromisedLoad(ReplicatedTopic topic) {
        this(topic, PAUSE_NANOS);
    }

    /** @param pauseNanos of each producer between two records */
    PromisedLoad(ReplicatedTopic topic, long pauseNanos) {
        this.topic = topic;
        this.one = new PromiseWriter("a", topic.servers(), topic.topic, topic.partitions, promises, pauseNanos);
        this.two = new PromiseWriter("b", topic.servers(), topic.topic, topic.partitions, promises, pauseNanos);
        this.reader = new PromiseReader(topic.servers(), topic.topic, topic.partitions);
    }

    /**
     * One fault, and its end: nodes that have ended are started again, and all are waited for. Returns, and prints, what
     * it was and how long nothing was acknowledged.
     */
    String strike(String what, Runnable fault) {
        String leads = ", node " + topic.leader().nodeId() + " leads, " + topic.controller() + " controls";
        one.takeLongestGap();
        two.takeLongestGap();
        fault.run();
        ended = topic.superviseUntilWhole();
        long gapMillis =
                Math.max(one.takeLongestGap().toMillis(), two.takeLongestGap().toMillis());
        String told =
                what + leads + (ended.isEmpty() ? "" : ", ended by themselves " + ended) + ": " + gapMillis + " ms";
        LOG.info("{}", told);
        return told;
    }

    /** Nodes that the last fault made end: the others had removed them, and they were started again. */
    Set<Integer> endedByThemselves() {
        return ended;
    }

    /** Until that many more records are acknowledged. */
    void awaitProgress(int records) {
        int target = promises.count() + records;
        Eventually.holds(
                records + " more acknowledgements", ReplicatedTopic.HEALED_WITHIN, () -> promises.count() >= target);
    }

    /** Ends the load; then all that was acknowledged was read once and in order, and is on every replica. */
    void endAndCompare() throws Exception {
        end();
        topic.awaitWhole();
        compare(topic.nodes);
    }

    /** The same, but for what that node has: it is out of use. */
    void endAndCompareWithout(RunningNode away) throws Exception {
        end();
        compare(topic.nodes.stream().filter(node -> node != away).toList());
    }

    private void end() {
        one.end();
        two.end();
        LOG.info("{} records acknowledged", promises.count());
        assertThat(promises.count()).as(topic::logTails).isGreaterThan(RECORDS_MIN);
        assertThat(one.refused() + two.refused())
                .as(() -> one.lastRefusal() + " " + two.lastRefusal() + "\n" + topic.logTails())
                .isZero();
    }

    private void compare(List<RunningNode> nodes) throws Exception {
        assertThat(reader.end(promises)).isEmpty();
        topic.stopAndCompare(promises, nodes);
    }

    @Override
    public void close() {
        one.close();
        two.close();
        reader.close();
        topic.close();
    }
}
