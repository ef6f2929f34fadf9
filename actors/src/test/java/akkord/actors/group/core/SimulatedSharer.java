package akkord.actors.group.core;

import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.TopicIdPartition;
import akkord.protocol.group.GroupReply.ConsumerHeartbeatSeen;
import akkord.protocol.group.GroupRequest.ShareHeartbeat;
import akkord.protocol.group.TopicIdPartitions;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/** A member of a share group as Kafka's client is one: one heartbeat at a time, said again with all when no answer comes. */
final class SimulatedSharer {

    private static final long ANSWER_WITHIN = 1_500;

    private final SimulatedSharers world;
    private final Random random;
    private final String id;

    private Set<String> topics = new TreeSet<>();
    private int epoch;
    private Set<TopicIdPartition> reads = new TreeSet<>();
    private boolean saysAll = true;
    private int sent;
    private int awaited = -1;
    private long patienceEnds;
    private long nextMillis;
    private long stalledUntil;

    SimulatedSharer(SimulatedSharers world, String id, Random random) {
        this.world = world;
        this.random = random;
        this.id = id;
        changeMind();
    }

    /** It wants something, as Kafka's clients must. */
    void changeMind() {
        topics = new TreeSet<>();
        if (random.nextBoolean()) topics.addAll(SimulatedSharers.TOPICS);
        topics.add(SimulatedSharers.TOPICS.get(random.nextInt(SimulatedSharers.TOPICS.size())));
        saysAll = true;
        nextMillis = 0;
        world.note(this + " wants " + topics);
    }

    void stall(long until) {
        stalledUntil = until;
    }

    void wake() {
        stalledUntil = 0;
    }

    void leave() {
        world.note(this + " leaves");
        awaited = sent;
        send(new ShareHeartbeat(id, ShareHeartbeat.LEAVES, null, id, "h", null));
    }

    void act(long now) {
        if (now < stalledUntil) return;
        if (awaited >= 0 && now > patienceEnds) {
            awaited = -1;
            saysAll = true;
        }
        if (awaited >= 0 || now < nextMillis) return;
        awaited = ++sent;
        patienceEnds = now + ANSWER_WITHIN;
        nextMillis = now + 3_000;
        boolean all = saysAll || epoch == 0;
        saysAll = false;
        send(new ShareHeartbeat(id, epoch, null, id, "h", all ? List.copyOf(topics) : null));
    }

    private void send(ShareHeartbeat beat) {
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
            if (code != ErrorCode.UNKNOWN_MEMBER_ID && code != ErrorCode.FENCED_MEMBER_EPOCH)
                throw new AssertionError(this + " hears " + seen.why());
            epoch = 0;
            reads = new TreeSet<>();
            nextMillis = 0;
            return;
        }
        if (epoch > seen.memberEpoch())
            throw new AssertionError(this + " was in epoch " + epoch + " and is told " + seen.memberEpoch());
        epoch = seen.memberEpoch();
        nextMillis = Math.min(nextMillis, world.now() + seen.heartbeatIntervalMillis());
        if (seen.assignment() != null) reads = TopicIdPartitions.each(seen.assignment());
    }

    String id() {
        return id;
    }

    int epoch() {
        return epoch;
    }

    Set<TopicIdPartition> reads() {
        return reads;
    }

    @Override
    public String toString() {
        return id + "@" + epoch;
    }
}
