package akkord.persistence.journal;

import akkord.persistence.journal.peer.PeerCalls;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Brings a request to whoever leads, here or on another node, and again when the leader is lost, until a deadline.
 * A request may so be served twice: an {@link Entry} may, as {@link History} recognises a repeat.
 */
final class LeaderCalls {

    private final RaftNode raft;
    private final PeerCalls peers;
    private final JournalSettings.Tuning tuning;
    private volatile boolean closed;

    private record Request(byte kind, byte[] bytes, long deadlineNanos, String limit) {
        long leftMillis() {
            return TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
        }
    }

    LeaderCalls(RaftNode raft, PeerCalls peers, JournalSettings.Tuning tuning) {
        this.raft = raft;
        this.peers = peers;
        this.tuning = tuning;
        peers.serve(CallKind.APPEND, raft::append);
        peers.serve(CallKind.CHANGE_VOTERS, bytes -> raft.changeVoters(VoterChange.decode(bytes)));
    }

    /** Completes once the entry is committed and applied by the leader; tries at least once. */
    CompletableFuture<Appended> append(byte[] entry, long deadlineNanos) {
        Request request = new Request(CallKind.APPEND, entry, deadlineNanos, "write-timeout");
        return attempt(request).thenApply(Appended::decode);
    }

    CompletableFuture<Void> changeVoters(VoterChange change) {
        long deadline = System.nanoTime() + tuning.voterChangeTimeout().toNanos();
        Request request = new Request(CallKind.CHANGE_VOTERS, change.encode(), deadline, "voter-change-timeout");
        return attempt(request).thenAccept(nothing -> {});
    }

    void close() {
        closed = true;
    }

    private CompletableFuture<byte[]> attempt(Request request) {
        return once(request).exceptionallyCompose(failure -> {
            long backoffMillis = tuning.retryBackoff().toMillis();
            if (closed || request.leftMillis() <= backoffMillis)
                return CompletableFuture.failedFuture(gaveUp(request, failure));
            Executor later = CompletableFuture.delayedExecutor(backoffMillis, TimeUnit.MILLISECONDS);
            return CompletableFuture.supplyAsync(() -> attempt(request), later).thenCompose(next -> next);
        });
    }

    private CompletableFuture<byte[]> once(Request request) {
        OptionalInt leader = raft.leader();
        if (leader.isEmpty())
            return CompletableFuture.failedFuture(new JournalUnavailableException("No leader is known.", null));
        if (leader.getAsInt() != raft.nodeId())
            return peers.call(leader.getAsInt(), request.kind(), request.bytes(), callTimeout(request));
        // a local entry is waited for, not sent again: Ratis fails it when this node ceases to lead
        CompletableFuture<byte[]> here = request.kind() == CallKind.APPEND
                ? raft.append(request.bytes())
                : raft.changeVoters(VoterChange.decode(request.bytes()));
        return here.orTimeout(Math.max(1, request.leftMillis()), TimeUnit.MILLISECONDS);
    }

    /** A change of voters takes as long as the new one needs to catch up; it is not asked for twice meanwhile. */
    private Duration callTimeout(Request request) {
        long left = Math.max(1, request.leftMillis());
        long most = request.kind() == CallKind.APPEND ? tuning.callTimeout().toMillis() : left;
        return Duration.ofMillis(Math.min(left, most));
    }

    private JournalUnavailableException gaveUp(Request request, Throwable failure) {
        return new JournalUnavailableException(
                "The journal did not confirm "
                        + (request.kind() == CallKind.APPEND
                                ? "an entry"
                                : VoterChange.decode(request.bytes()).toString())
                        + " in time (akkord.journal." + request.limit() + "): " + Failures.sentence(failure)
                        + " Of the voters " + raft.voters()
                        + " a majority must run and reach each other. It is not known whether it was kept.",
                failure);
    }
}
