package akkord.actors.group.core;

import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.TopicIdPartition;
import akkord.protocol.group.GroupReply.ConsumerHeartbeatSeen;
import akkord.protocol.group.GroupRequest.ConsumerHeartbeat;
import akkord.protocol.group.TopicIdPartitions;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/**
 * A member by the consumer protocol as Kafka's client is one: one heartbeat at a time, repeated whole when no answer
 * comes; what it was told is taken over after a while, in which it may be told something else; what it reads is said
 * when it has changed.
 */
final class SimulatedConsumer implements Simulated {

    static final int REBALANCE = 20_000;
    private static final long ANSWER_WITHIN = 1_500;

    private final SimulatedConsumers world;
    private final Random random;
    private final String instance;
    private final int slowness;
    /** It repeats itself whole in every heartbeat. */
    private final boolean wordy;

    private String id;
    private Set<String> topics;
    private String regex;

    private int epoch;
    private Set<TopicIdPartition> reads = new TreeSet<>();
    private Set<TopicIdPartition> told = new TreeSet<>();
    /** What it is about to read, once it is ready; null: nothing is under way. */
    private Set<TopicIdPartition> taking;

    private long readyMillis;
    private Set<TopicIdPartition> said;
    private boolean saysAll = true;
    private int sent;
    private int awaited = -1;
    private long patienceEnds;
    private long nextMillis;
    private long stalledUntil;

    SimulatedConsumer(SimulatedConsumers world, String id, String instance, Random random) {
        this.world = world;
        this.random = random;
        this.id = id;
        this.instance = instance;
        this.slowness = random.nextInt(4) == 0 ? 8_000 : 300;
        this.wordy = random.nextInt(6) == 0;
        changeMind();
    }

    @Override
    public void changeMind() {
        topics = new TreeSet<>();
        regex = "";
        if (random.nextInt(4) == 0) regex = "[a-" + (char) ('a' + random.nextInt(4)) + "]";
        else for (String topic : SimulatedConsumers.TOPICS) if (random.nextInt(3) > 0) topics.add(topic);
        if (random.nextBoolean()) topics = new TreeSet<>(SimulatedConsumers.TOPICS);
        saysAll = true;
        nextMillis = 0;
    }

    @Override
    public void stall(long until) {
        stalledUntil = until;
    }

    /** The process is there no more; what it has sent may still arrive. */
    @Override
    public void die() {
        world.note(this + " dies");
    }

    @Override
    public void leave() {
        awaited = sent;
        int how = instance != null && random.nextBoolean() ? -2 : -1;
        world.note(this + " leaves " + how);
        reads = new TreeSet<>();
        send(new ConsumerHeartbeat(id, how, instance, null, id, "h", -1, null, null, null, null));
    }

    @Override
    public void act(long now) {
        if (now < stalledUntil) return;
        reconcile(now);
        boolean answered = awaited < 0;
        if (!answered && now > patienceEnds) {
            awaited = -1;
            saysAll = true;
            answered = true;
        }
        boolean news = epoch > 0 && !reads.equals(said) && taking == null;
        if (answered && (now >= nextMillis || news)) beat(now);
    }

    private void reconcile(long now) {
        if (taking != null && now >= readyMillis) {
            world.note(this + " reads " + taking);
            reads = taking;
            taking = null;
        }
        if (taking == null && !told.equals(reads)) {
            taking = new TreeSet<>(told);
            Set<TopicIdPartition> kept = new TreeSet<>(reads);
            kept.retainAll(told);
            readyMillis = now + random.nextInt(slowness);
        }
    }

    private void beat(long now) {
        Set<TopicIdPartition> says = new TreeSet<>(reads);
        boolean joins = epoch == 0;
        boolean all = saysAll || joins || wordy;
        boolean owns = all || !says.equals(said);
        awaited = ++sent;
        patienceEnds = now + ANSWER_WITHIN;
        said = says;
        saysAll = false;
        nextMillis = now + 3_000;
        send(new ConsumerHeartbeat(
                id,
                epoch,
                instance,
                null,
                id,
                "h",
                all ? REBALANCE : -1,
                all ? List.copyOf(topics) : null,
                all ? regex : null,
                null,
                owns ? TopicIdPartitions.of(joins ? Set.of() : says) : null));
    }

    private void send(ConsumerHeartbeat beat) {
        int number = sent;
        world.send(() -> {
            ConsumerHeartbeatSeen seen = world.heartbeat(beat);
            world.send(() -> {
                if (awaited == number && world.isThere(this)) hear(seen);
            });
        });
    }

    private void hear(ConsumerHeartbeatSeen seen) {
        awaited = -1;
        if (seen.why() != null) {
            world.note(this + " hears " + seen.why());
            saysAll = true;
            ErrorCode code = seen.why().code();
            if (code == ErrorCode.UNKNOWN_MEMBER_ID || code == ErrorCode.FENCED_MEMBER_EPOCH) rejoin();
            if (code == ErrorCode.FENCED_INSTANCE_ID) world.fenced(this);
            return;
        }
        if (epoch > seen.memberEpoch())
            throw new AssertionError(this + " was in epoch " + epoch + " and is told " + seen.memberEpoch());
        epoch = seen.memberEpoch();
        nextMillis = Math.min(nextMillis, world.now() + seen.heartbeatIntervalMillis());
        if (seen.assignment() == null) return;
        told = TopicIdPartitions.each(seen.assignment());
        // as it is what is read already, nothing else is taken over any more
        if (told.equals(reads)) taking = null;
    }

    private void rejoin() {
        epoch = 0;
        reads = new TreeSet<>();
        told = new TreeSet<>();
        taking = null;
        nextMillis = 0;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String instance() {
        return instance;
    }

    @Override
    public int epoch() {
        return epoch;
    }

    @Override
    public Set<TopicIdPartition> reads() {
        return reads;
    }

    @Override
    public boolean isAtRest() {
        return taking == null && told.equals(reads) && reads.equals(said);
    }

    @Override
    public void wake() {
        stalledUntil = 0;
    }

    @Override
    public void disconnected() {}

    @Override
    public boolean wants(String topic) {
        return topics.contains(topic) || topic.matches(regex);
    }

    @Override
    public boolean isClassic() {
        return false;
    }

    @Override
    public String toString() {
        return id + (instance == null ? "" : "/" + instance) + "@" + epoch;
    }
}
