package akkord.sharding.ask;

import akka.actor.ActorRef;
import akka.actor.ActorSelection;
import akka.actor.Address;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Adapter;

/**
 * Messages to an actor that every node has under the same name, below {@code /system}; one that is not there yet, or no
 * more, does not get them.
 *
 * <p>Each message looks for the actor anew. A reference that is made of an address and a name must not be kept nor used
 * at all: Artery (Akka 2.8.5) gives numbers to the references that a node receives messages for, and tells the sender
 * after a minute to say the number only. A message that came before its actor was there had a reference to nobody; that
 * one gets a number too, and from then on nothing that is sent to the name arrives.
 */
public final class WellKnown {

    private WellKnown() {}

    /** @param address of the node */
    public static void tell(ActorSystem<?> system, Address address, String name, Object message) {
        tell(system, address.toString(), name, message);
    }

    /** @param address as {@code akka://system@host:port} */
    public static void tell(ActorSystem<?> system, String address, String name, Object message) {
        ActorSelection there = Adapter.toClassic(system).actorSelection(address + "/system/" + name);
        there.tell(message, ActorRef.noSender());
    }
}
