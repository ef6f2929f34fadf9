package akkord.actors.group.core;

import static org.assertj.core.api.Assertions.assertThat;

import akkord.protocol.domain.ErrorCode;
import akkord.protocol.group.GroupPhase;
import akkord.protocol.group.GroupReply;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * A group, members with minds of their own, and between them a network that delays, loses, repeats and reorders.
 * Connections are said to be closed, truly or not. The coordinator is lost now and then, with all that the journal does
 * not have. The topic grows, which only leaders see.
 *
 * <p>Promises checked: within a generation no partition is ever given to two members; generations only grow; a commit
 * that was acknowledged is of the generation there is, and not undone but by a later one; nobody waits for a leader for
 * longer than a rebalance may take; in the end, when all is quiet, every partition has one owner
 * and every member knows it.
 */
final class SimulatedGroup {

    private static final int PARTITIONS = 4;
    private static final int PARTITIONS_MAX = 7;
    /** Between two looks. */
    private static final long STEP_MILLIS_MAX = 400;

    private static final int MEMBERS_MAX = 4;
    private static final int STEPS = 250;
    private static final int STORY_LINES_MAX = 60;

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
            Hand.SHARES,
            Hand.CLOSING));
    private final List<SimulatedMember> members = new ArrayList<>();
    private final List<InFlight> network = new ArrayList<>();
    private final Deque<String> story = new ArrayDeque<>();
    /** By generation and partition: whom it was given to. */
    private final Map<String, String> given = new HashMap<>();
    /** By partition: the commit that was acknowledged last. */
    private final Map<Integer, Long> acknowledged = new TreeMap<>();

    private boolean quiet;
    private int generation;
    private int partitions = PARTITIONS;
    private GroupCore waitingIn;
    private long waitingSince;
    private int commits;
    private int names;

    /** @param arrives when */
    private record InFlight(long arrives, Runnable delivery) {}

    SimulatedGroup(long seed) {
        random = new Random(seed);
    }

    void run() {
        for (int step = 0; step < STEPS; step++) {
            happen();
            advance(1 + random.nextInt((int) STEP_MILLIS_MAX));
            check();
        }
        quieten();
    }

    private void happen() {
        int dice = random.nextInt(100);
        if (dice < 6 && members.size() < MEMBERS_MAX) members.add(new SimulatedMember(this, "m" + names++, random));
        else if (dice < 8 && !members.isEmpty()) {
            SimulatedMember leaver = members.remove(random.nextInt(members.size()));
            leaver.leave();
        } else if (dice < 10 && !members.isEmpty()) {
            SimulatedMember dead = members.remove(random.nextInt(members.size()));
            note(dead + " dies");
            if (random.nextBoolean()) tellClosed(dead);
        } else if (dice < 14 && !members.isEmpty()) {
            any().stall(random.nextInt(20_000));
        } else if (dice < 16) {
            note("the coordinator is lost");
            if (random.nextBoolean()) hand.restart();
            else hand.restartFromSnapshot();
        } else if (dice < 19 && !members.isEmpty()) any().changeMind();
        else if (dice < 25 && !members.isEmpty()) tellClosed(any());
        else if (dice < 26 && partitions < PARTITIONS_MAX) note("the topic has " + ++partitions + " partitions");
    }

    /** Its connection is said to be closed, by mistake or late, or twice. */
    private void tellClosed(SimulatedMember member) {
        String id = member.id();
        note("the connection of " + id + " is closed");
        send(() -> hand.run(hand.core.connectionClosed(List.of(id), hand.now)));
    }

    private SimulatedMember any() {
        return members.get(random.nextInt(members.size()));
    }

    private void advance(long millis) {
        long until = hand.now + millis;
        while (hand.now < until) {
            hand.pass(Math.min(50, until - hand.now));
            for (SimulatedMember member : List.copyOf(members)) member.act(hand.now);
            deliver();
        }
    }

    private void deliver() {
        List<InFlight> due =
                network.stream().filter(each -> each.arrives() <= hand.now).toList();
        network.removeAll(due);
        due.forEach(each -> each.delivery().run());
    }

    /** Carries something to the other side, or does not, or twice, after others that were sent later. */
    void send(Runnable delivery) {
        if (!quiet && random.nextInt(100) < 5) return;
        int times = !quiet && random.nextInt(100) < 5 ? 2 : 1;
        for (int i = 0; i < times; i++) {
            long delay = quiet || random.nextInt(10) > 0 ? random.nextInt(30) : random.nextInt(5_000);
            network.add(new InFlight(hand.now + delay, delivery));
        }
    }

    boolean isQuiet() {
        return quiet;
    }

    int partitions() {
        return partitions;
    }

    Hand hand() {
        return hand;
    }

    void given(int inGeneration, String memberId, List<Integer> partitions) {
        for (int partition : partitions) {
            String former = given.putIfAbsent(inGeneration + ":" + partition, memberId);
            if (former != null && !former.equals(memberId))
                throw new AssertionError("partition " + partition + " was given to " + former + " and " + memberId
                        + " in generation " + inGeneration);
        }
    }

    void committed(int inGeneration, int partition, long offset, ErrorCode code) {
        if (code != null) return;
        if (inGeneration != hand.describe().generation())
            throw new AssertionError("a commit of generation " + inGeneration + " was taken later");
        commits++;
        acknowledged.put(partition, offset);
    }

    private void check() {
        int now = hand.describe().generation();
        checkThatNobodyWaitsForEver(hand.phase(), now == generation);
        if (now < generation) throw new AssertionError("generation " + generation + " was followed by " + now);
        generation = now;
        Map<String, Long> offsets = hand.offsets();
        acknowledged.forEach((partition, offset) -> {
            Long kept = offsets.get("t-" + partition);
            if (kept == null || !kept.equals(offset))
                throw new AssertionError(
                        "partition " + partition + " was committed up to " + offset + " and is now at " + kept);
        });
    }

    /** Others cannot read while a generation's leader thinks. */
    private void checkThatNobodyWaitsForEver(GroupPhase phase, boolean sameGeneration) {
        if (phase != GroupPhase.COMPLETING_REBALANCE || !sameGeneration || waitingIn != hand.core) {
            waitingIn = hand.core;
            waitingSince = hand.now;
        } else if (hand.now - waitingSince > SimulatedMember.REBALANCE + 2 * STEP_MILLIS_MAX)
            throw new AssertionError("generation " + generation + " has waited for its leader since " + waitingSince);
    }

    /** Trouble ends; what is left must come to rest. */
    private void quieten() {
        quiet = true;
        if (members.isEmpty()) members.add(new SimulatedMember(this, "last", random));
        members.forEach(SimulatedMember::wake);
        note("quiet");
        comeToRest();
        keepThoseWhoseConnectionsClose();
        note("the topic has " + ++partitions + " partitions");
        comeToRest();
        advance(20_000);
        assertThat(isAtRest()).as("still at rest").isTrue();
        check();
    }

    /** They live, and connect anew. What came out of order before, as over a connection nothing does, is not looked at. */
    private void keepThoseWhoseConnectionsClose() {
        advance(8_000);
        comeToRest();
        List<String> ids = members.stream().map(SimulatedMember::id).toList();
        for (int i = 0; i < 15; i++) {
            members.forEach(this::tellClosed);
            advance(1_000);
        }
        assertThat(hand.describe().members())
                .extracting(GroupReply.DescribedMember::memberId)
                .as("nobody is taken for dead")
                .containsAll(ids);
    }

    private void comeToRest() {
        for (int i = 0; i < 60 && !isAtRest(); i++) advance(3_000);
        assertThat(isAtRest()).as("at rest: " + hand.describe() + " " + members).isTrue();
    }

    private boolean isAtRest() {
        Map<Integer, String> owners = new TreeMap<>();
        for (SimulatedMember member : members) {
            if (!member.isSettledIn(hand.describe().generation())) return false;
            for (int partition : member.partitions())
                if (owners.put(partition, member.toString()) != null)
                    throw new AssertionError("partition " + partition + " has two owners when all is quiet");
        }
        return hand.phase() == GroupPhase.STABLE && owners.size() == partitions;
    }

    void note(String line) {
        story.add(hand.now + " " + line);
        if (story.size() > STORY_LINES_MAX) story.removeFirst();
    }

    String story() {
        return String.join("\n", story);
    }

    int generations() {
        return generation;
    }

    int commits() {
        return commits;
    }
}
