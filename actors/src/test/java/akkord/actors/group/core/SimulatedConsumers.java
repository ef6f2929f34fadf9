package akkord.actors.group.core;

import static org.assertj.core.api.Assertions.assertThat;

import akkord.protocol.domain.TopicIdPartition;
import akkord.protocol.group.GroupPhase;
import akkord.protocol.group.GroupReply;
import akkord.protocol.group.GroupReply.ConsumerHeartbeatSeen;
import akkord.protocol.group.GroupReply.DescribedConsumer;
import akkord.protocol.group.GroupRequest.ConsumerHeartbeat;
import akkord.protocol.group.TopicIdPartitions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * A group of the consumer protocol, members like Kafka's own, and between them a network that delays, loses, repeats and
 * reorders. The coordinator is lost now and then; topics come, grow, go and are made anew.
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

    private final Random random;
    private final Hand hand = new Hand(new GroupLimits(
            6_000,
            60_000,
            500,
            100,
            100,
            Hand.RETENTION,
            30_000,
            Hand.EXPECTED_MAX,
            new ConsumerLimits(10_000, 3_000, 1_000, 500, 100, List.of("uniform", "range")),
            Hand.SHARES));
    private final Topics topics = new Topics();
    private final Map<String, Integer> made = new HashMap<>();
    private final Map<String, Integer> partitions = new TreeMap<>();
    private final List<SimulatedConsumer> members = new ArrayList<>();
    private final List<InFlight> network = new ArrayList<>();
    private final Deque<String> story = new ArrayDeque<>();
    private boolean quiet;
    private boolean happened;
    private int epoch;
    private int names;

    private record InFlight(long arrives, Runnable delivery) {}

    SimulatedConsumers(long seed) {
        random = new Random(seed);
        TOPICS.subList(0, 2).forEach(topic -> make(topic, 1 + random.nextInt(4)));
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
            SimulatedConsumer leaver = members.remove(random.nextInt(members.size()));
            leaver.leave();
        } else if (dice < 10) members.remove(random.nextInt(members.size())).die();
        else if (dice < 13) any().stall(hand.now + random.nextInt(20_000));
        else if (dice < 15) loseCoordinator();
        else if (dice < 17) any().changeMind();
        else if (dice < 20) changeTopics();
    }

    private void arrive() {
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

    private SimulatedConsumer any() {
        return members.get(random.nextInt(members.size()));
    }

    private void advance(long millis) {
        long until = hand.now + millis;
        while (hand.now < until) {
            hand.pass(Math.min(50, until - hand.now));
            for (SimulatedConsumer member : List.copyOf(members)) member.act(hand.now);
            deliver();
            if (happened) check();
        }
    }

    private void deliver() {
        List<InFlight> due =
                network.stream().filter(each -> each.arrives() <= hand.now).toList();
        network.removeAll(due);
        due.forEach(each -> each.delivery().run());
    }

    void send(Runnable delivery) {
        if (!quiet && random.nextInt(100) < 5) return;
        long delay = quiet || random.nextInt(10) > 0 ? random.nextInt(30) : random.nextInt(1_200);
        network.add(new InFlight(hand.now + delay, delivery));
    }

    ConsumerHeartbeatSeen heartbeat(ConsumerHeartbeat beat) {
        ConsumerHeartbeatSeen seen = hand.beat(beat);
        note(beat.memberId() + " says " + beat.memberEpoch() + " "
                + (beat.owned() == null ? "-" : Topics.text(beat.owned())) + " and is told " + seen.memberEpoch() + " "
                + Topics.text(seen.assignment()));
        return seen;
    }

    boolean isThere(SimulatedConsumer member) {
        return members.contains(member);
    }

    void fenced(SimulatedConsumer member) {
        members.remove(member);
    }

    long now() {
        return hand.now;
    }

    private void check() {
        happened = false;
        GroupReply.ConsumersDescribed described = hand.consumers();
        if (described.epoch() < epoch && !described.members().isEmpty())
            throw new AssertionError("epoch " + epoch + " was followed by " + described.epoch());
        epoch = Math.max(epoch, described.epoch());
        Map<String, DescribedConsumer> known = new HashMap<>();
        described.members().forEach(member -> known.put(member.memberId(), member));
        Map<TopicIdPartition, SimulatedConsumer> readers = new HashMap<>();
        for (SimulatedConsumer member : members) {
            DescribedConsumer counted = known.get(member.id());
            // one that was removed has not heard it yet; one that has not joined again yet reads nothing
            if (counted == null || counted.memberEpoch() < 0 || member.epoch() == 0) continue;
            Set<TopicIdPartition> held = TopicIdPartitions.each(counted.assigned());
            for (TopicIdPartition each : member.reads()) {
                SimulatedConsumer other = readers.put(each, member);
                if (other != null) throw new AssertionError(each + " is read by " + other + " and " + member);
                if (!held.contains(each)) throw new AssertionError(each + " is read by " + member + " and not its own");
            }
        }
    }

    /** Trouble ends; what is left must come to rest. */
    private void quieten() {
        quiet = true;
        if (members.isEmpty()) arrive();
        members.forEach(SimulatedConsumer::wake);
        note("quiet");
        comeToRest();
        changeTopics();
        comeToRest();
        advance(15_000);
        assertThat(isAtRest()).as("still at rest").isTrue();
        assertThat(hand.core.nextDeadlineMillis()).isGreaterThan(hand.now);
    }

    private void comeToRest() {
        for (int i = 0; i < 60 && !isAtRest(); i++) advance(1_500);
        assertThat(isAtRest())
                .as("at rest: " + hand.consumers() + " " + members)
                .isTrue();
    }

    private boolean isAtRest() {
        GroupReply.ConsumersDescribed described = hand.consumers();
        if (described.phase() != GroupPhase.STABLE || described.members().size() != members.size()) return false;
        Set<TopicIdPartition> read = new HashSet<>();
        for (SimulatedConsumer member : members) {
            if (!member.isAtRest() || member.epoch() != described.epoch()) return false;
            read.addAll(member.reads());
        }
        return read.equals(wanted(described));
    }

    private Set<TopicIdPartition> wanted(GroupReply.ConsumersDescribed described) {
        Set<TopicIdPartition> wanted = new HashSet<>();
        partitions.forEach((topic, count) -> {
            boolean isWanted = described.members().stream()
                    .anyMatch(member -> member.topics().contains(topic)
                            || (member.regex() != null && topic.matches(member.regex())));
            for (int number = 0; isWanted && number < count; number++)
                wanted.add(new TopicIdPartition(Topics.id(topic, made.get(topic)), number));
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
