package akkord.protocol.door.kafka.handler;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What a member of a share group fetches of this node again and again (KIP-932): it says only what changes. A partition
 * that gave records goes to the end, so that all have their turn. Guarded by itself: nothing forbids a member to use
 * its session on two connections.
 */
final class ShareSession {

    private final ShareMember member;
    private final Object connection;
    private final Set<FetchTarget.Key> partitions = new LinkedHashSet<>();
    private final Set<FetchTarget.Key> gave = new HashSet<>();
    private int nextEpoch = 1;
    private boolean closed;

    /** @param connection ends the session when it closes */
    ShareSession(ShareMember member, Object connection, Collection<FetchTarget.Key> first) {
        this.member = member;
        this.connection = connection;
        partitions.addAll(first);
    }

    ShareMember member() {
        return member;
    }

    boolean isOf(Object some) {
        return connection.equals(some);
    }

    /** Takes the request with {@code epoch}; false, and nothing changed, if that is not the next one. */
    synchronized boolean advance(int epoch, Collection<FetchTarget.Key> wanted, Collection<FetchTarget.Key> forgotten) {
        if (epoch != nextEpoch) return false;
        nextEpoch = nextEpoch == Integer.MAX_VALUE ? 1 : nextEpoch + 1;
        partitions.addAll(wanted);
        forgotten.forEach(partitions::remove);
        return true;
    }

    synchronized List<FetchTarget.Key> partitions() {
        return new ArrayList<>(partitions);
    }

    /** {@code key} gave records: others come first next time, and what is not acknowledged is released in the end. */
    synchronized void gave(FetchTarget.Key key) {
        gave.add(key);
        if (partitions.remove(key)) partitions.add(key);
    }

    /** Of which partitions its member may have records, also of those it fetches no more. */
    synchronized List<FetchTarget.Key> held() {
        return List.copyOf(gave);
    }

    /** Takes the place of the member's {@code former} one, whose records the member still has. */
    void follow(ShareSession former) {
        former.close();
        List<FetchTarget.Key> held = former.held();
        synchronized (this) {
            gave.addAll(held);
        }
    }

    synchronized boolean isClosed() {
        return closed;
    }

    /** Nothing is to be acquired for it any more. */
    synchronized void close() {
        closed = true;
    }
}
