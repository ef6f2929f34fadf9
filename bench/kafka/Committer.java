import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.message.FindCoordinatorRequestData;
import org.apache.kafka.common.message.FindCoordinatorResponseData.Coordinator;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestPartition;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestTopic;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.FindCoordinatorRequest;
import org.apache.kafka.common.requests.FindCoordinatorResponse;
import org.apache.kafka.common.requests.OffsetCommitRequest;
import org.apache.kafka.common.requests.OffsetCommitResponse;

/** Commits of groups without members, each sent to the group's coordinator. */
final class Committer {

    private static final short FIND_VERSION = 4;
    private static final short COMMIT_VERSION = 8;
    private static final long GIVE_UP_NANOS = 120_000_000_000L;

    private Committer() {}

    /** The coordinator of each group as {@code host:port}; waits until all have one. */
    static Map<String, String> coordinators(String server, List<String> groups) throws Exception {
        Map<String, String> found = new HashMap<>();
        long begin = System.nanoTime();
        try (Wire wire = new Wire(server)) {
            for (List<String> missing = groups; !missing.isEmpty(); missing = without(groups, found)) {
                if (System.nanoTime() - begin > GIVE_UP_NANOS) throw new IllegalStateException("no coordinator");
                var data = new FindCoordinatorRequestData().setKeyType((byte) 0).setCoordinatorKeys(missing);
                var answer = (FindCoordinatorResponse)
                        wire.ask(new FindCoordinatorRequest.Builder(data).build(FIND_VERSION));
                for (Coordinator one : answer.coordinators())
                    if (one.errorCode() == 0) found.put(one.key(), one.host() + ":" + one.port());
                if (found.size() < groups.size()) Thread.sleep(50);
            }
        }
        return found;
    }

    private static List<String> without(List<String> groups, Map<String, String> found) {
        List<String> missing = new ArrayList<>(groups);
        missing.removeAll(found.keySet());
        return missing;
    }

    static OffsetCommitRequest commit(String group, String topic, long offset) {
        var partition = new OffsetCommitRequestPartition().setPartitionIndex(0).setCommittedOffset(offset);
        var data = new OffsetCommitRequestData()
                .setGroupId(group)
                .setTopics(List.of(new OffsetCommitRequestTopic().setName(topic).setPartitions(List.of(partition))));
        return OffsetCommitRequest.Builder.forTopicNames(data).build(COMMIT_VERSION);
    }

    /** Whether it was accepted; false when the group's coordinator cannot be had yet. */
    static boolean accepted(AbstractResponse answer) throws IOException {
        for (Errors error : ((OffsetCommitResponse) answer).errorCounts().keySet()) {
            boolean notYet = error == Errors.COORDINATOR_LOAD_IN_PROGRESS
                    || error == Errors.COORDINATOR_NOT_AVAILABLE
                    || error == Errors.NOT_COORDINATOR; // what Apache Kafka says before it has begun to load
            if (notYet) return false;
            if (error != Errors.NONE) throw new IOException("a commit was refused: " + error);
        }
        return true;
    }
}
