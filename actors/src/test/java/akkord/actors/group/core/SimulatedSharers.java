package akkord.actors.group.core;

import static org.assertj.core.api.Assertions.assertThat;

import akkord.protocol.domain.TopicId;
import akkord.protocol.domain.TopicIdPartition;
import akkord.protocol.group.GroupPhase;
import akkord.protocol.group.GroupReply.ConsumerHeartbeatSeen;
import akkord.protocol.group.GroupReply.ConsumersDescribed;
import akkord.protocol.group.GroupReply.DescribedConsumer;
import akkord.protocol.group.GroupRequest.ShareHeartbeat;
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
 * A share group, its members, and between them a network that delays, loses, repeats and reorders. Connections are
 * said to be closed, truly or not. The coordinator is lost now and then; topics come, grow, go and are made anew.
 *
 * <p>Promises checked after every step: nobody is given a topic that it does not subscribe to; state is kept of all that
 * is given; epochs only rise. In the end, when all is quiet: each partition that somebody wants is read, everybody who
 * wants something that is there reads something, and everybody is in the group's epoch.
 */
final class SimulatedSharers {

    static final List<String> TOPICS = List.of("a", "b", "c");
    private static final int STEP_MILLIS_MAX = 400;
    private static final int MEMBERS_MAX = 7;
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
            Hand.CONSUMERS,
            new ShareLimits(10_000, 3_000, 1_000, 500, 100),
            Hand.CLOSING));
    private final Topics topics = new Topics();
    private final Map<String, Integer> made = new HashMap<>();
    private final Map<TopicId, String> names = new HashMap<>();
    private final Map<String, Integer> partitions = new TreeMap<>();
    private final List<SimulatedSharer> members = new ArrayList<>();
    private final List<InFlight> network = new ArrayList<>();
    private final Deque<String> story = new ArrayDeque<>();
    private boolean quiet;
    private boolean happened;
    private int epoch;
    private int arrived;

    private record InFlight(long arrives, Runnable delivery) {}

    SimulatedSharers(long seed) {
        random = new Random(seed);
        TOPICS.subList(0, 2).forEach(topic -> make(topic, 1 + random.nextInt(4)));
    }

    void run() {
        for (int step = 0; step < STEPS; step++) {
            happen();
            advance(1 + random.nextInt(STEP_MILLIS_MAX));
        }
        quieten();
    }

    private void happen() {
        int dice = random.nextInt(100);
        if (dice < 7 && members.size() < MEMBERS_MAX) arrive();
        else if (members.isEmpty()) return;
        else if (dice < 9) members.remove(random.nextInt(members.size())).leave();
        else if (dice < 11) {
            SimulatedSharer dead = members.remove(random.nextInt(members.size()));
            note(dead + " dies");
            if (random.nextBoolean()) tellClosed(dead);
        } else if (dice < 13) any().stall(hand.now + random.nextInt(20_000));
        else if (dice < 15) loseCoordinator();
        else if (dice < 17) any().changeMind();
        else if (dice < 20) changeTopics();
        else if (dice < 25) tellClosed(any());
    }

    /** Its connection is said to be closed, by mistake or late, or twice. */
    private void tellClosed(SimulatedSharer member) {
        String id = member.id();
        note("the connection of " + id + " is closed");
        send(() -> hand.run(hand.core.connectionClosed(List.of(id), hand.now)));
    }

    private void arrive() {
        SimulatedSharer member = new SimulatedSharer(this, "m" + arrived++, random);
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
        names.put(Topics.id(topic, made.get(topic)), topic);
        show(topic, count);
    }

    private void show(String topic, int count) {
        partitions.put(topic, count);
        hand.image = topics.with(topic, made.get(topic), count).image();
        note("topic " + topic + " has " + count + " partitions");
    }

    private SimulatedSharer any() {
        return members.get(random.nextInt(members.size()));
    }

    private void advance(long millis) {
        long until = hand.now + millis;
        while (hand.now < until) {
            hand.pass(Math.min(50, until - hand.now));
            for (SimulatedSharer member : List.copyOf(members)) member.act(hand.now);
            List<InFlight> due =
                    network.stream().filter(each -> each.arrives() <= hand.now).toList();
            network.removeAll(due);
            due.forEach(each -> each.delivery().run());
            if (happened) check();
        }
    }

    /** It may be lost, late, or come twice. */
    void send(Runnable delivery) {
        if (!quiet && random.nextInt(100) < 5) return;
        for (int times = quiet || random.nextInt(20) > 0 ? 1 : 2; times > 0; times--) {
            long delay = quiet || random.nextInt(10) > 0 ? random.nextInt(30) : random.nextInt(1_200);
            network.add(new InFlight(hand.now + delay, delivery));
        }
    }

    ConsumerHeartbeatSeen heartbeat(ShareHeartbeat beat) {
        ConsumerHeartbeatSeen seen = hand.beat(beat);
        note(beat.memberId() + " says " + beat.memberEpoch() + " " + beat.topics() + " and is told "
                + seen.memberEpoch() + " " + Topics.text(seen.assignment()));
        return seen;
    }

    boolean isThere(SimulatedSharer member) {
        return members.contains(member);
    }

    long now() {
        return hand.now;
    }

    private void check() {
        happened = false;
        ConsumersDescribed described = hand.sharers();
        if (described.why() != null) return;
        assertThat(described.epoch()).isGreaterThanOrEqualTo(epoch);
        epoch = described.epoch();
        Set<TopicIdPartition> kept = TopicIdPartitions.each(hand.shares().partitions());
        for (DescribedConsumer member : described.members())
            for (TopicIdPartition each : TopicIdPartitions.each(member.assigned())) {
                String topic = names.get(each.topic());
                if (!member.topics().contains(topic))
                    throw new AssertionError(
                            member.memberId() + " is given " + topic + " and wants " + member.topics());
                boolean isThere =
                        Topics.id(topic, made.get(topic)).equals(each.topic()) && partitions.containsKey(topic);
                if (isThere && !kept.contains(each)) throw new AssertionError("no state is kept of " + each);
            }
    }

    /** Trouble ends; what is left must come to rest. */
    private void quieten() {
        quiet = true;
        if (members.isEmpty()) arrive();
        members.forEach(SimulatedSharer::wake);
        note("quiet");
        comeToRest();
        keepThoseWhoseConnectionsClose();
        changeTopics();
        comeToRest();
        advance(15_000);
        assertThat(isAtRest()).as("still at rest").isTrue();
        Set<TopicId> there = new HashSet<>(hand.image.topicNames().keySet());
        assertThat(hand.shares().partitions()).allMatch(each -> there.contains(each.topic()));
    }

    /** They live, and connect anew. What came out of order before, as over a connection nothing does, is not looked at. */
    private void keepThoseWhoseConnectionsClose() {
        advance(8_000);
        int before = hand.sharers().epoch();
        for (int i = 0; i < 15; i++) {
            members.forEach(this::tellClosed);
            advance(1_000);
        }
        assertThat(hand.sharers().epoch()).as("nobody is taken for dead").isEqualTo(before);
    }

    private void comeToRest() {
        for (int i = 0; i < 60 && !isAtRest(); i++) advance(1_500);
        assertThat(isAtRest()).as("at rest: " + hand.sharers() + " " + members).isTrue();
    }

    private boolean isAtRest() {
        ConsumersDescribed described = hand.sharers();
        if (described.phase() != GroupPhase.STABLE || described.members().size() != members.size()) return false;
        Set<TopicIdPartition> read = new HashSet<>();
        Set<TopicIdPartition> wanted = new HashSet<>();
        Map<String, DescribedConsumer> known = new HashMap<>();
        described.members().forEach(member -> known.put(member.memberId(), member));
        for (SimulatedSharer member : members) {
            DescribedConsumer counted = known.get(member.id());
            if (counted == null || member.epoch() != described.epoch()) return false;
            // what it wants as far as the group has heard: an older request may come last
            Set<TopicIdPartition> wants = wanted(counted.topics());
            if (member.reads().isEmpty() && !wants.isEmpty()) return false;
            read.addAll(member.reads());
            wanted.addAll(wants);
        }
        return read.equals(wanted);
    }

    private Set<TopicIdPartition> wanted(List<String> subscription) {
        Set<TopicIdPartition> wanted = new HashSet<>();
        for (String topic : subscription)
            for (int number = 0; number < partitions.getOrDefault(topic, 0); number++)
                wanted.add(new TopicIdPartition(Topics.id(topic, made.get(topic)), number));
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
