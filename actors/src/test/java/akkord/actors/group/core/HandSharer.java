package akkord.actors.group.core;

import akkord.protocol.domain.ErrorCode;
import akkord.protocol.group.GroupReply.ConsumerHeartbeatSeen;
import akkord.protocol.group.GroupRequest.ShareHeartbeat;
import akkord.protocol.group.TopicIdPartitions;
import java.util.List;

/** A member of a share group that does what the test says, and keeps what it was told last. */
final class HandSharer {

    private final Hand group;
    final String id;
    int epoch;
    List<TopicIdPartitions> told = List.of();
    ConsumerHeartbeatSeen last;

    HandSharer(Hand group, String id) {
        this.group = group;
        this.id = id;
    }

    /** @return what it is to read, null: nothing new */
    String join(String... topics) {
        return say(0, List.of(topics));
    }

    /** Says nothing new. */
    String beat() {
        return say(epoch, null);
    }

    String subscribe(String... topics) {
        return say(epoch, List.of(topics));
    }

    String leave() {
        return say(ShareHeartbeat.LEAVES, null);
    }

    ErrorCode code() {
        return Hand.code(last.why());
    }

    String say(int inEpoch, List<String> topics) {
        last = group.beat(new ShareHeartbeat(id, inEpoch, "rack", id, "/127.0.0.1", topics));
        if (last.why() != null) return null;
        epoch = last.memberEpoch();
        if (last.assignment() == null) return null;
        told = last.assignment();
        return Topics.text(told);
    }
}
