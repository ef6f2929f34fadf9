import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData.TopicPartitions;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData;
import org.apache.kafka.common.requests.ConsumerGroupHeartbeatRequest;
import org.apache.kafka.common.requests.ConsumerGroupHeartbeatResponse;

/**
 * {@code Beats SERVER TOPIC PARTITIONS MEMBERS}: as many members of one group of the consumer protocol, each on a
 * connection of its own, in one thread and nothing but heartbeats: what the broker takes, without what 300 consumers cost
 * in their own process. Each comes when it was told to, and at once when it has given something up. Prints the milliseconds
 * until every partition has one owner and every member one partition at least, from the first heartbeat and after one has left, and how many
 * heartbeats that took.
 */
public final class Beats {

    private static final short VERSION = 1;
    private static final long GIVE_UP_NANOS = 180_000_000_000L;
    private static final int REBALANCE_TIMEOUT_MILLIS = 300_000;

    private static final class Member {
        private final String id = Uuid.randomUuid().toString();
        private final Wire wire;
        private int epoch;
        private boolean waits;
        private boolean tells = true;
        private long nextNanos;
        private Set<Integer> owned = new HashSet<>();

        private Member(String server) throws Exception {
            wire = new Wire(server);
        }
    }

    private static Uuid topicId = Uuid.ZERO_UUID;
    private static int beats;

    public static void main(String[] args) throws Exception {
        int partitions = Integer.parseInt(args[2]);
        int members = Integer.parseInt(args[3]);
        String coordinator = Committer.coordinators(args[0], List.of("beats")).get("beats");
        List<Member> all = new ArrayList<>();
        for (int i = 0; i < members; i++) all.add(new Member(coordinator));
        long begin = System.nanoTime();
        live(all, args[1], partitions);
        long formed = System.nanoTime();
        int beatsToForm = beats;
        Member leaver = all.remove(0);
        leaver.epoch = -1;
        ask(leaver, args[1]);
        leaver.wire.receive();
        leaver.wire.close();
        live(all, args[1], partitions);
        System.out.printf(
                Locale.ROOT,
                "%d %d (%d and %d heartbeats)%n",
                (formed - begin) / 1_000_000,
                (System.nanoTime() - formed) / 1_000_000,
                beatsToForm,
                beats - beatsToForm);
        for (Member one : all) one.wire.close();
    }

    private static void live(List<Member> all, String topic, int partitions) throws Exception {
        long begin = System.nanoTime();
        while (!complete(all, partitions)) {
            long now = System.nanoTime();
            if (now - begin > GIVE_UP_NANOS) throw new IllegalStateException("not complete");
            boolean idle = true;
            for (Member one : all) {
                if (one.waits && one.wire.hasAnswer()) {
                    heard(one, (ConsumerGroupHeartbeatResponse) one.wire.receive());
                    idle = false;
                } else if (!one.waits && one.nextNanos <= now) {
                    ask(one, topic);
                    idle = false;
                }
            }
            if (idle) Thread.sleep(1);
        }
    }

    private static void ask(Member one, String topic) throws Exception {
        var data = new ConsumerGroupHeartbeatRequestData()
                .setGroupId("beats")
                .setMemberId(one.id)
                .setMemberEpoch(one.epoch);
        if (one.epoch == 0)
            data.setRebalanceTimeoutMs(REBALANCE_TIMEOUT_MILLIS)
                    .setSubscribedTopicNames(List.of(topic))
                    .setTopicPartitions(List.of());
        else if (one.tells && one.epoch > 0)
            data.setTopicPartitions(
                    one.owned.isEmpty()
                            ? List.of()
                            : List.of(new TopicPartitions().setTopicId(topicId).setPartitions(List.copyOf(one.owned))));
        one.tells = false;
        one.waits = true;
        beats++;
        one.wire.send(new ConsumerGroupHeartbeatRequest.Builder(data).build(VERSION));
    }

    private static void heard(Member one, ConsumerGroupHeartbeatResponse answer) {
        ConsumerGroupHeartbeatResponseData data = answer.data();
        if (data.errorCode() != 0) throw new IllegalStateException(data.errorCode() + " " + data.errorMessage());
        one.waits = false;
        one.epoch = data.memberEpoch();
        one.nextNanos = System.nanoTime() + data.heartbeatIntervalMs() * 1_000_000L;
        if (data.assignment() == null) return;
        Set<Integer> given = new HashSet<>();
        for (var topic : data.assignment().topicPartitions()) {
            topicId = topic.topicId();
            given.addAll(topic.partitions());
        }
        if (given.equals(one.owned)) return;
        one.owned = given;
        one.tells = true;
        one.nextNanos = System.nanoTime();
    }

    private static boolean complete(List<Member> all, int partitions) {
        Set<Integer> read = new HashSet<>();
        int sum = 0;
        for (Member one : all) {
            if (one.owned.isEmpty()) return false;
            sum += one.owned.size();
            read.addAll(one.owned);
        }
        return sum == partitions && read.size() == partitions;
    }
}
