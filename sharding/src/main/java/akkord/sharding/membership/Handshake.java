package akkord.sharding.membership;

import akka.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * What a node that starts asks the nodes it was told of, before it joins anything. Read by every version of
 * Akkord: fields may be added, none removed, and unknown ones are passed over.
 */
public sealed interface Handshake {

    /**
     * The version of what nodes say to each other. Nodes of different versions refuse each other; it grows when
     * older nodes could not understand newer ones.
     */
    int PROTOCOL_VERSION = 1;

    /**
     * @param address host:port of the caller's cluster port
     * @param clusterId of the caller's data folder; null when it was never in a cluster
     * @param wantsToForm the caller asks to be the one who forms the cluster anew
     */
    record Hello(
            int protocolVersion,
            int nodeId,
            String address,
            @Nullable String clusterId,
            long clockMillis,
            boolean wantsToForm,
            ActorRef<Answer> replyTo)
            implements Handshake {}

    /** @param nodeId of whom it comes from @param address its host:port */
    record Answer(
            Kind kind, int nodeId, String address, @Nullable String clusterId, String sentence) implements Handshake {}

    enum Kind {
        /** Who answers is in a cluster, and the caller may join it. */
        COME_IN,
        /** Who answers is in no cluster itself. */
        NOT_IN_A_CLUSTER,
        /** The same, and for a while it will let nobody but the caller form one. */
        FORM_IT,
        /** A node with the caller's id is in the cluster, at {@code sentence}; it may be gone. */
        ID_IN_USE,
        /** Never: {@code sentence} says why. */
        REFUSED
    }
}
