package akkord.protocol.door.kafka.connection;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;

/** Counts connections, all and by address, and says when there are too many. Any thread. */
final class ConnectionLimits {

    private final int connectionsMax;
    private final int connectionsPerAddressMax;
    private final Map<String, Integer> overrides;
    private final Map<InetAddress, Integer> open = new HashMap<>();
    private int total;

    /** @param overrides of the limit per address, by the address as text */
    ConnectionLimits(int connectionsMax, int connectionsPerAddressMax, Map<String, Integer> overrides) {
        this.connectionsMax = connectionsMax;
        this.connectionsPerAddressMax = connectionsPerAddressMax;
        this.overrides = Map.copyOf(overrides);
    }

    /** Whether the connection may stay; if so, {@link #leave} must follow. */
    synchronized boolean enter(InetAddress address) {
        int here = open.getOrDefault(address, 0);
        int limit = overrides.getOrDefault(address.getHostAddress(), connectionsPerAddressMax);
        if (total >= connectionsMax || here >= limit) return false;
        open.put(address, here + 1);
        total++;
        return true;
    }

    synchronized void leave(InetAddress address) {
        open.computeIfPresent(address, (key, count) -> count == 1 ? null : count - 1);
        total--;
    }

    synchronized int total() {
        return total;
    }
}
