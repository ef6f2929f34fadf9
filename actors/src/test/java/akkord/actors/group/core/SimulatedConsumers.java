package akkord.actors.group.core;

import static org.assertj.core.api.Assertions.assertThat;

import akkord.protocol.domain.TopicId;
import akkord.protocol.domain.TopicIdPartition;
import akkord.protocol.domain.TopicPartition;
import akkord.protocol.group.GroupPhase;
import akkord.protocol.group.GroupReply;
import akkord.protocol.group.GroupReply.ConsumerHeartbeatSeen;
import akkord.protocol.group.GroupReply.DescribedConsumer;
import akkord.protocol.group.GroupRequest.ConsumerHeartbeat;
import akkord.protocol.group.GroupType;
import akkord.protocol.group.TopicIdPartitions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A group of the consumer protocol, members like Kafka's own, classic ones among them if so wanted, and between them a
 * network that delays, loses, repeats and reorders. Connections are said to be closed, truly or not. The coordinator is lost
 * now and then; topics come, grow, go and are made anew.
 *
 * <p>Promises checked after every step: of those the group counts as members, no two read the same partition; nobody
 * reads what the group does not hold for it; epochs only rise. In the end, when all is quiet: every partition that
 * somebody wants is read by one member, shares are fair where all want the same, and everybody is in the group's epoch.
 */
final class SimulatedConsumers {

    static final List<String> TOPICS = List.of("a", "b", "c");
    private static final long STEP_MILLIS_MAX = 400;
    private static final int MEMBERS_MAX = 5;
    private static final int PARTITIONS_MAX = 6;
    private static final int STEPS = 250;
    private static final int STORY_LINES_MAX = 80;

    private static final int NEWCOMERS_WAIT = 50;

    private final Random random;
    private final Hand hand;
    private final Topics topics = new Topics();
    private final Map<String, Integer> made = new HashMap<>();
    private final Map<String, Integer> partitions = new TreeMap<>();
    private final List<Simulated> members = new ArrayList<>();
    private final List<InFlight> network = new ArrayList<>();
    private final Deque<String> story = new ArrayDeque<>();
    private final SimulatedClassic.@Nullable Kind classic;
    private boolean quiet;
    private boolean happened;
    private int epoch;
    private int names;

    private record InFlight(long arrives, Runnable delivery) {}

    /** @param classic how classic members among them share out, or null: there are none */
    SimulatedConsumers(long seed, SimulatedClassic.@Nullable Kind classic) {
        random = new Random(seed);
        this.classic = classic;
        this.hand = new Hand(limits(NEWCOMERS_WAIT));
        TOPICS.subList(0, 2).forEach(topic -> make(topic, 1 + random.nextInt(4)));
    }

    private static GroupLimits limits(int assignmentPerMemberMillis) {
        return new GroupLimits(
                6_000,
                60_000,
                500,
                100,
                100,
                Hand.RETENTION,
                30_000,
                Hand.EXPECTED_MAX,
                new ConsumerLimits(
                        10_000,
                        3_000,
                        1_000,
                        500,
                        assignmentPerMemberMillis,
                        100,
                        List.of("uniform", "range"),
                        MigrationPolicy.BIDIRECTIONAL),
                Hand.SHARES,
                Hand.CLOSING);
    }

    void run() {
        for (int step = 0; step < STEPS; step++) {
            happen();
            advance(1 + random.nextInt((int) STEP_MILLIS_MAX));
        }
        quieten();
    }

    private void happen() {
        int dice = random.nextInt(100);
        if (dice < 6 && members.size() < MEMBERS_MAX) arrive();
        else if (members.isEmpty()) return;
        else if (dice < 8) {
            Simulated leaver = members.remove(random.nextInt(members.size()));
            leaver.leave();
        } else if (dice < 10) {
            Simulated dead = members.remove(random.nextInt(members.size()));
            dead.die();
            if (random.nextBoolean()) tellClosed(dead);
        } else if (dice < 13) any().stall(hand.now + random.nextInt(20_000));
        else if (dice < 15) loseCoordinator();
        else if (dice < 17) any().changeMind();
        else if (dice < 20) changeTopics();
        else if (dice < 25) tellClosed(any());
    }

    /** Its connection is said to be closed, by mistake or late. */
    private void tellClosed(Simulated member) {
        String id = member.id();
        note("the connection of " + id + " is closed");
        send(() -> hand.run(hand.core.connectionClosed(List.of(id), hand.now)));
    }

    private void arrive() {
        if (classic != null && random.nextBoolean()) {
            SimulatedClassic member = new SimulatedClassic(this, "c" + names++, classic, random);
            members.add(member);
            note(member + " arrives");
            return;
        }
        String instance = random.nextInt(3) == 0 ? "i" + random.nextInt(3) : null;
        boolean taken = instance != null && members.stream().anyMatch(each -> instance.equals(each.instance()));
        SimulatedConsumer member = new SimulatedConsumer(this, "m" + names++, taken ? null : instance, random);
        members.add(member);
        note(member + " arrives");
    }

    private void loseCoordinator() {
        note("the coordinator is lost");
        if (random.nextBoolean()) hand.restart();
        else hand.restartFromSnapshot();
        members.forEach(Simulated::disconnected);
    }

    private void changeTopics() {
        String topic = TOPICS.get(random.nextInt(TOPICS.size()));
        int now = partitions.getOrDefault(topic, 0);
        if (now == 0) make(topic, 1 + random.nextInt(4));
        else if (now < PARTITIONS_MAX && random.nextInt(3) > 0) show(topic, now + 1);
        else {
            partitions.remove(topic);
            hand.image = topics.without(topic).image();
            note("topic " + topic + " is gone");
        }
    }

    private void make(String topic, int count) {
        made.merge(topic, 1, Integer::sum);
        show(topic, count);
    }

    private void show(String topic, int count) {
        partitions.put(topic, count);
        hand.image = topics.with(topic, made.get(topic), count).image();
        note("topic " + topic + " has " + count + " partitions");
    }

    private Simulated any() {
        return members.get(random.nextInt(members.size()));
    }

    private void advance(long millis) {
        long until = hand.now + millis;
        while (hand.now < until) {
            hand.pass(Math.min(50, until - hand.now));
            for (Simulated member : List.copyOf(members)) member.act(hand.now);
            deliver();
            if (happened) check();
        }
    }

    private void deliver() {
        // the sort is stable: what one connection has sent stays in order
        List<InFlight> due = network.stream()
                .filter(each -> each.arrives() <= hand.now)
                .sorted(Comparator.comparingLong(InFlight::arrives))
                .toList();
        network.removeAll(due);
        due.forEach(each -> each.delivery().run());
    }

    void send(Runnable delivery) {
        if (!quiet && random.nextInt(100) < 5) return;
        long delay = quiet || random.nextInt(10) > 0 ? random.nextInt(30) : random.nextInt(1_200);
        network.add(new InFlight(hand.now + delay, delivery));
    }

    /** Over one connection, which may lose it, but not let it overtake. @return when it arrives */
    long sendInOrder(long notBefore, Runnable delivery) {
        long delay = quiet || random.nextInt(10) > 0 ? random.nextInt(30) : random.nextInt(1_200);
        long arrives = Math.max(notBefore, hand.now + delay);
        if (quiet || random.nextInt(100) >= 5) network.add(new InFlight(arrives, delivery));
        return arrives;
    }

    Hand group() {
        return hand;
    }

    /** What members find if they look: how many partitions a topic has, and how often it was made. */
    Map<String, Integer> partitions() {
        return partitions;
    }

    TopicIdPartition named(TopicPartition partition) {
        return new TopicIdPartition(
                Topics.id(partition.topic(), made.getOrDefault(partition.topic(), 0)), partition.partition());
    }

    /** What a leader looks at to see whether topics are what they were. */
    String topicsNow() {
        return made + " " + partitions;
    }

    ConsumerHeartbeatSeen heartbeat(ConsumerHeartbeat beat) {
        ConsumerHeartbeatSeen seen = hand.beat(beat);
        note(beat.memberId() + " says " + beat.memberEpoch() + " "
                + (beat.owned() == null ? "-" : Topics.text(beat.owned())) + " and is told " + seen.memberEpoch() + " "
                + Topics.text(seen.assignment()));
        return seen;
    }

    boolean isThere(Simulated member) {
        return members.contains(member);
    }

    void fenced(Simulated member) {
        members.remove(member);
    }

    long now() {
        return hand.now;
    }

    private void check() {
        happened = false;
        GroupReply.Described group = hand.describe();
        if (group.generation() < epoch) throw new AssertionError("epoch " + epoch + " was followed by " + group);
        epoch = group.generation();
        Map<String, DescribedConsumer> consumers = new HashMap<>();
        hand.consumers().members().forEach(member -> consumers.put(member.memberId(), member));
        Set<String> counted = new HashSet<>();
        group.members().forEach(member -> counted.add(member.memberId()));
        Map<TopicIdPartition, Simulated> readers = new HashMap<>();
        Set<TopicId> isThere = new HashSet<>();
        partitions.keySet().forEach(topic -> isThere.add(Topics.id(topic, made.get(topic))));
        for (Simulated member : members) {
            // one that was removed has not heard it yet; one that has not joined again yet reads nothing
            if (!counted.contains(member.id()) || member.epoch() < 1) continue;
            check(member, consumers.get(member.id()), readers, isThere);
        }
    }

    private static void check(
            Simulated member,
            @Nullable DescribedConsumer known,
            Map<TopicIdPartition, Simulated> readers,
            Set<TopicId> isThere) {
        if (known != null && known.memberEpoch() < 0) return;
        for (TopicIdPartition each : member.reads()) {
            // a classic member knows topics by their names: of one that was made anew it has read nothing yet
            if (member.isClassic() && !isThere.contains(each.topic())) continue;
            Simulated other = readers.put(each, member);
            if (other != null) throw new AssertionError(each + " is read by " + other + " and " + member);
            if (known != null && !TopicIdPartitions.each(known.assigned()).contains(each))
                throw new AssertionError(each + " is read by " + member + " and not its own");
        }
    }

    /** Trouble ends; what is left must come to rest. */
    private void quieten() {
        quiet = true;
        if (members.isEmpty()) arrive();
        members.forEach(Simulated::wake);
        note("quiet");
        comeToRest();
        keepThoseWhoseConnectionsClose();
        changeTopics();
        comeToRest();
        advance(15_000);
        assertThat(isAtRest()).as("still at rest").isTrue();
        assertThat(hand.core.nextDeadlineMillis()).isGreaterThan(hand.now);
    }

    /** They live, and connect anew. What came out of order before, as over a connection nothing does, is not looked at. */
    private void keepThoseWhoseConnectionsClose() {
        advance(8_000);
        int before = hand.describe().generation();
        for (int i = 0; i < 15; i++) {
            members.forEach(this::tellClosed);
            advance(1_000);
        }
        assertThat(hand.describe().generation()).as("nobody is taken for dead").isEqualTo(before);
    }

    private void comeToRest() {
        for (int i = 0; i < 120 && !isAtRest(); i++) advance(1_500);
        assertThat(isAtRest())
                .as("at rest: " + hand.describe() + " " + hand.consumers() + " " + members)
                .isTrue();
    }

    private boolean isAtRest() {
        GroupReply.Described group = hand.describe();
        if (group.phase() != GroupPhase.STABLE || group.members().size() != members.size()) return false;
        boolean onlyClassic = members.stream().allMatch(Simulated::isClassic);
        if ((group.type() == GroupType.CLASSIC) != onlyClassic) return false;
        Set<TopicIdPartition> read = new HashSet<>();
        for (Simulated member : members) {
            if (!member.isAtRest() || member.epoch() != group.generation()) return false;
            read.addAll(member.reads());
        }
        return read.equals(wanted());
    }

    private Set<TopicIdPartition> wanted() {
        Set<TopicIdPartition> wanted = new HashSet<>();
        partitions.forEach((topic, count) -> {
            boolean isWanted = members.stream().anyMatch(member -> member.wants(topic));
            for (int number = 0; isWanted && number < count; number++)
                wanted.add(named(new TopicPartition(topic, number)));
        });
        return wanted;
    }

    void note(String line) {
        happened = true;
        story.add(hand.now + " " + line);
        if (story.size() > STORY_LINES_MAX) story.removeFirst();
    }

    String story() {
        return String.join("\n", story);
    }

    int epochs() {
        return epoch;
    }
}
