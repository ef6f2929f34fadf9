package akkord.actors.group.core;

import akkord.protocol.domain.TopicIdPartition;
import java.util.Set;

/** A member of a simulated group, by either protocol. */
interface Simulated {

    void act(long now);

    void leave();

    void die();

    void stall(long until);

    void wake();

    /** The coordinator is another one now. */
    void disconnected();

    void changeMind();

    String id();

    String instance();

    /** Or its generation; below one: it is no member as far as it knows. */
    int epoch();

    Set<TopicIdPartition> reads();

    boolean wants(String topic);

    boolean isAtRest();

    boolean isClassic();
}
