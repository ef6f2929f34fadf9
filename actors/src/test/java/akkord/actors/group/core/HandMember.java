package akkord.actors.group.core;

import akkord.protocol.domain.ErrorCode;
import akkord.protocol.group.GroupReply.ConsumerHeartbeatSeen;
import akkord.protocol.group.GroupRequest.ConsumerHeartbeat;
import akkord.protocol.group.TopicIdPartitions;
import java.util.List;

/** A member by the consumer protocol that does what the test says, and keeps what it was told last. */
final class HandMember {

    private final Hand group;
    final String id;
    private final String instance;
    int epoch;
    List<TopicIdPartitions> told = List.of();
    ConsumerHeartbeatSeen last;

    HandMember(Hand group, String id, String instance) {
        this.group = group;
        this.id = id;
        this.instance = instance;
    }

    HandMember(Hand group, String id) {
        this(group, id, null);
    }

    /** @return what it may read, null: nothing new */
    String join(String... topics) {
        return say(request(0, List.of(topics), null, null, List.of()));
    }

    String joinByRegex(String regex) {
        return say(request(0, null, regex, null, List.of()));
    }

    String joinWith(String assignor, String... topics) {
        return say(request(0, List.of(topics), null, assignor, List.of()));
    }

    String joinFrom(String rack, String... topics) {
        return say(new ConsumerHeartbeat(
                id, 0, instance, rack, id, "/127.0.0.1", Hand.REBALANCE, List.of(topics), null, null, List.of()));
    }

    /** Says nothing new. */
    String beat() {
        return say(request(epoch, null, null, null, null));
    }

    /** It reads exactly what it was told. */
    String done() {
        return say(request(epoch, null, null, null, told));
    }

    /** The same, and everything else again. */
    String doneAndAll(String... topics) {
        return say(new ConsumerHeartbeat(
                id, epoch, instance, null, id, "/127.0.0.1", Hand.REBALANCE, List.of(topics), null, null, told));
    }

    String subscribe(String... topics) {
        return say(request(epoch, List.of(topics), null, null, null));
    }

    String leave() {
        return say(request(ConsumerHeartbeat.LEAVES, null, null, null, null));
    }

    String leaveForNow() {
        return say(request(ConsumerHeartbeat.LEAVES_FOR_NOW, null, null, null, null));
    }

    ErrorCode code() {
        return Hand.code(last.why());
    }

    ConsumerHeartbeat request(
            int inEpoch, List<String> topics, String regex, String assignor, List<TopicIdPartitions> owned) {
        return new ConsumerHeartbeat(
                id,
                inEpoch,
                instance,
                null,
                id,
                "/127.0.0.1",
                inEpoch == 0 ? Hand.REBALANCE : -1,
                topics,
                regex,
                assignor,
                owned);
    }

    String say(ConsumerHeartbeat beat) {
        last = group.beat(beat);
        if (last.why() != null) return null;
        epoch = last.memberEpoch();
        if (last.assignment() == null) return null;
        told = last.assignment();
        return Topics.text(told);
    }
}
