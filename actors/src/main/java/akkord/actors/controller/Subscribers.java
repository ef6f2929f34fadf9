package akkord.actors.controller;

import akka.actor.typed.ActorRef;
import akkord.protocol.controller.MetadataUpdate;
import java.util.HashMap;
import java.util.Map;

/**
 * Who is sent the updates: one for each node, the last that asked, until the node is removed for good. Forgotten with the
 * controller: they ask again.
 *
 * <p>They are not watched. A system message to a process that has just taken the place of a killed one, before it is a
 * member, makes Artery (Akka 2.8.5) lose the first one after it has joined: it counts them anew from the moment it has
 * forgotten the killed one, and who receives them takes a number that has been before for a repetition. What is lost may
 * be the shard coordinator's watch of the killed process's region; the new one is then never given its shard.
 */
final class Subscribers {

    private final Map<Integer, ActorRef<MetadataUpdate>> byNode = new HashMap<>();

    void add(int node, ActorRef<MetadataUpdate> subscriber) {
        byNode.put(node, subscriber);
    }

    void remove(int node) {
        byNode.remove(node);
    }

    void send(MetadataUpdate update) {
        byNode.values().forEach(subscriber -> subscriber.tell(update));
    }
}
