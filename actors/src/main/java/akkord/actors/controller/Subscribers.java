package akkord.actors.controller;

import akka.actor.typed.ActorRef;
import akkord.protocol.controller.MetadataUpdate;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who is sent the updates: one for each node, the last that asked. Forgotten with the controller: they ask again. */
final class Subscribers {

    private final Map<Integer, ActorRef<MetadataUpdate>> byNode = new HashMap<>();

    /** Returns the one whose place {@code subscriber} took. */
    @Nullable
    ActorRef<MetadataUpdate> add(int node, ActorRef<MetadataUpdate> subscriber) {
        ActorRef<MetadataUpdate> former = byNode.put(node, subscriber);
        return subscriber.equals(former) ? null : former;
    }

    void remove(ActorRef<?> subscriber) {
        byNode.values().removeIf(subscriber::equals);
    }

    boolean contains(ActorRef<?> subscriber) {
        return byNode.containsValue(subscriber);
    }

    void send(MetadataUpdate update) {
        byNode.values().forEach(subscriber -> subscriber.tell(update));
    }
}
