package akkord.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
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
    private final List<PromiseWriter> patient = new ArrayList<>();
    private Set<Integer> ended = Set.of();

    /** @param topic is closed with this */
    PromisedLoad(ReplicatedTopic topic) {
        this(topic, PAUSE_NANOS);
    }

    /** @param pauseNanos of each producer between two records */
    PromisedLoad(ReplicatedTopic topic, long pauseNanos) {
        this(topic, pauseNanos, PromiseWriter.ANSWER_MILLIS_MAX);
    }

    private PromisedLoad(ReplicatedTopic topic, long pauseNanos, int answerMillisMax) {
        this.topic = topic;
        this.one = writer("a", pauseNanos, answerMillisMax);
        this.two = writer("b", pauseNanos, answerMillisMax);
        this.reader = new PromiseReader(topic.servers(), topic.topic, topic.partitions);
    }

    /** Whose producers wait so long for an answer before they ask again. */
    static PromisedLoad withAnswersWithin(int answerMillisMax, ReplicatedTopic topic) {
        return new PromisedLoad(topic, PAUSE_NANOS, answerMillisMax);
    }

    private PromiseWriter writer(String name, long pauseNanos, int answerMillisMax) {
        return new PromiseWriter(
                name, topic.servers(), topic.topic, topic.partitions, promises, pauseNanos, answerMillisMax);
    }

    /** One more producer, which waits as long as it takes for whatever it is told; its gaps are not looked at. */
    PromisedLoad withPatience() {
        patient.add(PromiseWriter.patient("patient", topic, promises, PAUSE_NANOS));
        return this;
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

    /** How long nothing was acknowledged, at the longest, in a strike that goes on. */
    Duration gapSoFar() {
        Duration gap = one.longestGap();
        return gap.compareTo(two.longestGap()) > 0 ? gap : two.longestGap();
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

    /** Until the patient, too, are told what has become of all they had sent when this began, in every partition. */
    void awaitPatience() {
        // as many in flight as may be, all of them in one partition
        long more = (long) PromiseWriter.IN_FLIGHT_MAX * topic.partitions + RECORDS_MIN;
        for (PromiseWriter writer : patient) {
            long target = writer.acknowledged() + more;
            Eventually.holds(
                    more + " more acknowledgements of one who is patient",
                    ReplicatedTopic.HEALED_WITHIN,
                    () -> writer.acknowledged() >= target);
        }
    }

    /** Ends the load; then all that was acknowledged was read once and in order, and is on every replica. */
    void endAndCompare() throws Exception {
        end();
        // who has only now noticed that the others have removed it comes back first
        topic.superviseUntilWhole();
        compare(topic.nodes);
    }

    /** The same, but for what that node has: it is out of use. */
    void endAndCompareWithout(RunningNode away) throws Exception {
        end();
        compare(topic.nodes.stream().filter(node -> node != away).toList());
    }

    private void end() {
        writers().forEach(PromiseWriter::end);
        LOG.info("{} records acknowledged", promises.count());
        assertThat(promises.count()).as(topic::logTails).isGreaterThan(RECORDS_MIN);
        for (PromiseWriter writer : writers())
            assertThat(writer.refused())
                    .as(() -> writer.lastRefusal() + "\n" + topic.logTails())
                    .isZero();
    }

    private List<PromiseWriter> writers() {
        return Stream.concat(Stream.of(one, two), patient.stream()).toList();
    }

    private void compare(List<RunningNode> nodes) throws Exception {
        assertThat(reader.end(promises)).isEmpty();
        topic.stopAndCompare(promises, nodes);
    }

    @Override
    public void close() {
        writers().forEach(PromiseWriter::close);
        reader.close();
        topic.close();
    }
}
