package akkord.actors.group.core;

import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.TopicId;
import akkord.protocol.domain.TopicPartition;
import akkord.protocol.group.ConsumerBytes;
import akkord.protocol.group.GroupReply;
import akkord.protocol.group.GroupRequest;
import akkord.protocol.group.GroupRequest.OffsetToCommit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;

/** A member as clients are: joins, syncs, beats, commits what it reads, and obeys the errors. Asks again when unanswered. */
final class SimulatedMember {

    private static final long ANSWER_WITHIN = 8_000;
    private static final long JOIN_WITHIN = 70_000;
    private static final long BEAT_EVERY = 2_000;
    private static final int MUSE_MAX = 40_000;

    /** How long each gives the others to join, and its leader to assign. */
    static final int REBALANCE = 12_000;

    private enum Doing {
        NOTHING,
        JOINING,
        /** Beats, as clients do on a thread of their own, but does not ask for what it has. */
        MUSING,
        SYNCING,
        READING
    }

    private final SimulatedGroup group;
    private final String name;
    private final Random random;
    private final boolean asksTwice;
    private String id = "";
    private int generation = -1;
    private String leader = "";
    private List<String> known = List.of();
    private Doing doing = Doing.NOTHING;
    private long askedAt;
    private long beatAt;
    private long awakeAt;
    private int asked;
    private long museUntil;
    private int partitionsSeen;
    private String topic = "t";
    private List<Integer> partitions = List.of();
    private final Map<Integer, Long> positions = new HashMap<>();

    SimulatedMember(SimulatedGroup group, String name, Random random) {
        this.group = group;
        this.name = name;
        this.random = random;
        this.asksTwice = random.nextBoolean();
    }

    void stall(long millis) {
        awakeAt = group.hand().now + millis;
    }

    void wake() {
        awakeAt = 0;
        museUntil = 0;
    }

    void changeMind() {
        topic = topic.equals("t") ? "u" : "t";
        if (doing == Doing.READING) doing = Doing.NOTHING;
    }

    String id() {
        return id;
    }

    List<Integer> partitions() {
        return partitions;
    }

    boolean isSettledIn(int now) {
        return doing == Doing.READING && generation == now;
    }

    void act(long now) {
        if (now < awakeAt) return;
        switch (doing) {
            case NOTHING -> join();
            case JOINING -> {
                if (now - askedAt > JOIN_WITHIN) join();
            }
            case SYNCING -> {
                if (now - askedAt > ANSWER_WITHIN) join();
            }
            case MUSING -> muse(now);
            case READING -> read(now);
        }
    }

    private void muse(long now) {
        if (now - beatAt > BEAT_EVERY) beat(now);
        else if (now >= museUntil) sync();
    }

    private void read(long now) {
        if (now - beatAt > BEAT_EVERY) beat(now);
        if (leader.equals(id) && partitionsSeen != group.partitions()) doing = Doing.NOTHING;
        if (!partitions.isEmpty() && random.nextInt(20) == 0) commit();
    }

    private void join() {
        doing = Doing.JOINING;
        partitions = List.of();
        askedAt = group.hand().now;
        int number = ++asked;
        GroupRequest.Join plain = Hand.within(REBALANCE, Hand.request(id, null, "range", topic));
        GroupRequest.Join join = asksTwice && id.isEmpty() ? Hand.mustAskTwice(plain) : plain;
        group.note(name + " joins as '" + id + "'");
        group.send(() -> {
            Hand hand = group.hand();
            hand.run(hand.core.join(join, reply -> group.send(() -> joined(number, reply)), hand.now));
        });
    }

    private void joined(int number, GroupReply.Joined reply) {
        if (number != asked || doing != Doing.JOINING) return;
        ErrorCode why = Hand.code(reply.why());
        if (why != null) {
            if (why == ErrorCode.MEMBER_ID_REQUIRED) id = reply.memberId();
            if (why == ErrorCode.UNKNOWN_MEMBER_ID) id = "";
            doing = Doing.NOTHING;
            return;
        }
        id = reply.memberId();
        generation = reply.generation();
        leader = reply.leader();
        known = reply.members().stream().map(GroupReply.JoinedMember::memberId).toList();
        group.note(name + " is " + id + " in generation " + generation + (leader.equals(id) ? ", leads " + known : ""));
        partitionsSeen = group.partitions();
        beatAt = group.hand().now;
        if (group.isQuiet() || random.nextInt(30) > 0) sync();
        else {
            doing = Doing.MUSING;
            museUntil = group.hand().now + random.nextInt(MUSE_MAX);
        }
    }

    private void sync() {
        doing = Doing.SYNCING;
        askedAt = group.hand().now;
        int number = ++asked;
        Map<String, byte[]> assignments = new HashMap<>();
        if (leader.equals(id) && !known.isEmpty()) {
            Map<String, List<String>> shares = new HashMap<>();
            for (int partition = 0; partition < partitionsSeen; partition++)
                shares.computeIfAbsent(known.get(partition % known.size()), one -> new ArrayList<>())
                        .add("t:" + partition);
            shares.forEach((one, share) -> assignments.put(one, Hand.assignment(String.join(" ", share))));
        }
        GroupRequest.Sync sync = new GroupRequest.Sync(id, null, generation, "consumer", "range", assignments);
        group.send(() -> {
            Hand hand = group.hand();
            hand.run(hand.core.sync(sync, reply -> group.send(() -> synced(number, sync, reply)), hand.now));
        });
    }

    private void synced(int number, GroupRequest.Sync sync, GroupReply.Synced reply) {
        ErrorCode why = Hand.code(reply.why());
        List<Integer> share = ConsumerBytes.assigned(reply.assignment()).stream()
                .map(TopicPartition::partition)
                .collect(Collectors.toList());
        // whoever hears of it too late still was given it
        if (why == null) group.given(sync.generation(), sync.memberId(), share);
        if (number != asked || doing != Doing.SYNCING) return;
        if (why != null) {
            if (why == ErrorCode.UNKNOWN_MEMBER_ID) id = "";
            doing = Doing.NOTHING;
            return;
        }
        group.note(name + " has " + share + " in generation " + generation);
        partitions = share;
        beatAt = group.hand().now;
        doing = Doing.READING;
    }

    private void beat(long now) {
        beatAt = now;
        int of = generation;
        String as = id;
        group.send(() -> {
            Hand hand = group.hand();
            hand.run(hand.core.heartbeat(
                    new GroupRequest.Heartbeat(as, null, of),
                    reply -> group.send(() -> beaten(of, Hand.code(reply.why()))),
                    hand.now));
        });
    }

    private void beaten(int of, ErrorCode why) {
        if (why == null || of != generation || (doing != Doing.READING && doing != Doing.MUSING)) return;
        if (why == ErrorCode.UNKNOWN_MEMBER_ID) id = "";
        doing = Doing.NOTHING;
        partitions = List.of();
    }

    private void commit() {
        int partition = partitions.get(random.nextInt(partitions.size()));
        long offset = positions.merge(partition, 1L, Long::sum);
        OffsetToCommit one = new OffsetToCommit(new TopicPartition("t", partition), TopicId.ZERO, offset, 0, "", -1);
        GroupRequest.CommitOffsets commit = new GroupRequest.CommitOffsets(id, null, generation, List.of(one));
        group.send(() -> {
            Hand hand = group.hand();
            hand.run(hand.core.commit(
                    commit,
                    reply -> group.committed(
                            commit.generation(),
                            partition,
                            offset,
                            Hand.code(reply.refusals().get(0))),
                    hand.now));
        });
    }

    void leave() {
        group.note(name + " leaves");
        String as = id;
        group.send(() -> {
            Hand hand = group.hand();
            hand.run(hand.core.leave(
                    new GroupRequest.Leave(List.of(new GroupRequest.Leaver(as, null, ""))), reply -> {}, hand.now));
        });
    }

    @Override
    public String toString() {
        return name + " (" + id + ") " + doing + " " + partitions + " in " + generation;
    }
}
