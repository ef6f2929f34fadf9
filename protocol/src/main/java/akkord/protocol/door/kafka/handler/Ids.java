package akkord.protocol.door.kafka.handler;

import akkord.protocol.domain.TopicId;
import org.apache.kafka.common.Uuid;

/** Topic ids in the protocol's type and in ours. */
final class Ids {

    private Ids() {}

    static Uuid wire(TopicId id) {
        return new Uuid(id.high(), id.low());
    }

    static TopicId ours(Uuid id) {
        return new TopicId(id.getMostSignificantBits(), id.getLeastSignificantBits());
    }
}
