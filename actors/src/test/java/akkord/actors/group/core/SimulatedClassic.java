package akkord.actors.group.core;

import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.Refusal;
import akkord.protocol.domain.TopicIdPartition;
import akkord.protocol.domain.TopicPartition;
import akkord.protocol.group.ConsumerBytes;
import akkord.protocol.group.GroupReply;
import akkord.protocol.group.GroupReply.JoinedMember;
import akkord.protocol.group.GroupRequest;
import akkord.protocol.group.GroupRequest.MemberProtocol;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * A consumer by the classic protocol as Kafka's client is one: eager, and then it gives everything up before it joins, or
 * cooperative, and then it goes on reading, gives up what it is not given again, and joins once more to say so. Requests
 * of one connection keep their order.
 */
final class SimulatedClassic implements Simulated {

    enum Kind {
        EAGER("range"),
        COOPERATIVE("cooperative-sticky");

        private final String protocol;

        Kind(String protocol) {
            this.protocol = protocol;
        }
    }

    private static final int SESSION = 10_000;
    private static final long HEARTBEAT = 2_000;
    private static final long ANSWER_WITHIN = 1_500;
    private static final long OTHERS_JOIN_WITHIN = 8_000;

    private enum Wish {
        JOIN,
        SYNC,
        NOTHING
    }

    private final SimulatedConsumers world;
    private final String name;
    private final Kind kind;
    private final Random random;
    private final int slowness;

    private String id = "";
    private int generation = -1;
    private Set<String> topics = new TreeSet<>();
    private Set<TopicIdPartition> reads = new TreeSet<>();
    /** What it is about to read, once it is ready; null: nothing is under way. */
    private Set<TopicIdPartition> taking;

    private Map<String, byte[]> decided = Map.of();
    private String decidedOn;
    private Wish wish = Wish.JOIN;
    private boolean changed;
    private int sent;
    private int awaited = -1;
    private long patienceEnds;
    private long readyMillis;
    private long nextMillis;
    private long stalledUntil;
    private long lastArrival;

    SimulatedClassic(SimulatedConsumers world, String name, Kind kind, Random random) {
        this.world = world;
        this.name = name;
        this.kind = kind;
        this.random = random;
        this.slowness = random.nextInt(4) == 0 ? 4_000 : 300;
        changeMind();
    }

    @Override
    public void changeMind() {
        topics = new TreeSet<>();
        for (String topic : SimulatedConsumers.TOPICS) if (random.nextInt(3) > 0) topics.add(topic);
        changed = true;
    }

    @Override
    public void disconnected() {
        awaited = -1;
        if (wish == Wish.SYNC) wish(Wish.JOIN);
    }

    @Override
    public void stall(long until) {
        stalledUntil = until;
    }

    @Override
    public void wake() {
        stalledUntil = 0;
    }

    @Override
    public void die() {
        world.note(this + " dies");
    }

    @Override
    public void leave() {
        world.note(this + " leaves");
        reads = new TreeSet<>();
        if (id.isEmpty()) return;
        GroupRequest.Leave leave = new GroupRequest.Leave(List.of(new GroupRequest.Leaver(id, null, "")));
        send(to -> world.group().run(world.group().core.leave(leave, reply -> to.run(), world.now())), () -> {}, 0);
    }

    @Override
    public void act(long now) {
        if (now < stalledUntil) return;
        if (taking != null && now >= readyMillis) take();
        if (awaited >= 0 && now <= patienceEnds) return;
        if (awaited >= 0) {
            awaited = -1;
            if (wish == Wish.SYNC) wish = Wish.JOIN;
        }
        if (now < nextMillis && wish != Wish.SYNC) return;
        nextMillis = now + HEARTBEAT;
        if (taking != null) beat();
        else if (wish == Wish.JOIN) join();
        else if (wish == Wish.SYNC) sync();
        else if (changed || isLeaderOfOldTopics()) wish(Wish.JOIN);
        else beat();
    }

    private void take() {
        boolean gaveUp = !taking.containsAll(reads);
        world.note(this + " reads " + taking);
        reads = taking;
        taking = null;
        if (gaveUp) wish(Wish.JOIN);
    }

    private boolean isLeaderOfOldTopics() {
        return decidedOn != null && !decidedOn.equals(world.topicsNow());
    }

    private void wish(Wish what) {
        wish = what;
        nextMillis = 0;
    }

    private void join() {
        if (kind == Kind.EAGER) reads = new TreeSet<>();
        decidedOn = null;
        changed = false;
        GroupRequest.Join join = new GroupRequest.Join(
                id,
                null,
                name,
                "h",
                SESSION,
                SimulatedConsumer.REBALANCE,
                "consumer",
                List.of(new MemberProtocol(kind.protocol, HandClassic.subscription(topics, named(reads)))),
                true,
                true,
                "");
        GroupReply.Joined[] answer = new GroupReply.Joined[1];
        send(
                to -> world.group()
                        .run(world.group()
                                .core
                                .join(
                                        join,
                                        reply -> {
                                            answer[0] = reply;
                                            to.run();
                                        },
                                        world.now())),
                () -> heardJoin(answer[0]),
                OTHERS_JOIN_WITHIN);
    }

    private static List<TopicPartition> named(Collection<TopicIdPartition> partitions) {
        return partitions.stream()
                .map(each ->
                        new TopicPartition(String.valueOf((char) each.topic().low()), each.partition()))
                .toList();
    }

    private void heardJoin(GroupReply.Joined joined) {
        if (joined.why() != null) {
            if (joined.why().code() == ErrorCode.MEMBER_ID_REQUIRED) id = joined.memberId();
            refused(joined.why());
            return;
        }
        id = joined.memberId();
        generation = joined.generation();
        wish(Wish.SYNC);
        decided = joined.leader().equals(id) ? share(joined.members()) : Map.of();
        decidedOn = joined.leader().equals(id) ? world.topicsNow() : null;
    }

    /** In turn; what somebody else still reads is nobody's until it is given up. */
    private Map<String, byte[]> share(List<JoinedMember> members) {
        Map<String, List<TopicPartition>> shares = new TreeMap<>();
        Map<String, String> owners = new HashMap<>();
        members.forEach(member -> {
            shares.put(member.memberId(), new ArrayList<>());
            ConsumerBytes.owned(member.metadata()).forEach(each -> owners.put(each.toString(), member.memberId()));
        });
        int turn = 0;
        for (Map.Entry<String, Integer> topic : world.partitions().entrySet()) {
            List<String> readers = members.stream()
                    .filter(member -> ConsumerBytes.topics(member.metadata()).contains(topic.getKey()))
                    .map(JoinedMember::memberId)
                    .sorted()
                    .toList();
            for (int number = 0; !readers.isEmpty() && number < topic.getValue(); number++) {
                TopicPartition each = new TopicPartition(topic.getKey(), number);
                String to = readers.get(turn++ % readers.size());
                String owner = owners.getOrDefault(each.toString(), to);
                if (owner.equals(to)) shares.get(to).add(each);
            }
        }
        Map<String, byte[]> assignments = new HashMap<>();
        shares.forEach((member, share) -> assignments.put(member, ConsumerBytes.assignment(share)));
        return assignments;
    }

    private void sync() {
        GroupRequest.Sync sync = new GroupRequest.Sync(id, null, generation, "consumer", kind.protocol, decided);
        GroupReply.Synced[] answer = new GroupReply.Synced[1];
        send(
                to -> world.group()
                        .run(world.group()
                                .core
                                .sync(
                                        sync,
                                        reply -> {
                                            answer[0] = reply;
                                            to.run();
                                        },
                                        world.now())),
                () -> heardSync(answer[0]),
                OTHERS_JOIN_WITHIN);
    }

    private void heardSync(GroupReply.Synced synced) {
        if (synced.why() != null) {
            wish(Wish.JOIN);
            refused(synced.why());
            return;
        }
        wish = Wish.NOTHING;
        taking = new TreeSet<>();
        ConsumerBytes.assigned(synced.assignment()).forEach(each -> taking.add(world.named(each)));
        readyMillis = world.now() + random.nextInt(slowness);
    }

    private void beat() {
        GroupRequest.Heartbeat beat = new GroupRequest.Heartbeat(id, null, generation);
        GroupReply.HeartbeatSeen[] answer = new GroupReply.HeartbeatSeen[1];
        send(
                to -> world.group()
                        .run(world.group()
                                .core
                                .heartbeat(
                                        beat,
                                        reply -> {
                                            answer[0] = reply;
                                            to.run();
                                        },
                                        world.now())),
                () -> {
                    if (answer[0].why() != null) refused(answer[0].why());
                },
                ANSWER_WITHIN);
    }

    private void refused(Refusal why) {
        world.note(this + " hears " + why);
        wish(Wish.JOIN);
        ErrorCode code = why.code();
        if (code == ErrorCode.UNKNOWN_MEMBER_ID) id = "";
        if (code != ErrorCode.UNKNOWN_MEMBER_ID && code != ErrorCode.ILLEGAL_GENERATION) return;
        generation = -1;
        reads = new TreeSet<>();
        taking = null;
    }

    /** @param ask given where to run what is to be done with the answer */
    private void send(Consumer<Runnable> ask, Runnable hear, long patience) {
        int number = ++sent;
        awaited = number;
        patienceEnds = world.now() + Math.max(patience, ANSWER_WITHIN);
        lastArrival = world.sendInOrder(
                lastArrival,
                () -> ask.accept(() -> world.send(() -> {
                    if (awaited != number || !world.isThere(this)) return;
                    awaited = -1;
                    hear.run();
                })));
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String instance() {
        return null;
    }

    @Override
    public int epoch() {
        return generation;
    }

    @Override
    public Set<TopicIdPartition> reads() {
        return reads;
    }

    @Override
    public boolean wants(String topic) {
        return topics.contains(topic);
    }

    @Override
    public boolean isAtRest() {
        return wish == Wish.NOTHING && taking == null && !changed && !isLeaderOfOldTopics();
    }

    @Override
    public boolean isClassic() {
        return true;
    }

    @Override
    public String toString() {
        return name + "=" + id + "@" + generation;
    }
}
