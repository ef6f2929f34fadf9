package akkord.persistence.journal.peer;

import akka.actor.Address;
import java.util.Optional;

/** Where the nodes of the journal are now. Asked before every call, from any thread; it must not block. */
@FunctionalInterface
public interface PeerAddresses {

    /** Empty when the node is not known or not reachable: a call to it fails at once, and is retried later. */
    Optional<Address> addressOf(int nodeId);

    /** For a journal of one voter. */
    static PeerAddresses none() {
        return nodeId -> Optional.empty();
    }
}
